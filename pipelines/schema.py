"""Make the JSON Schemas of the written records, and the page that explains them, from the record classes.

`python -m pipelines.schema` writes schemas/, those for typed readers included, and docs/records.md again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from pipelines.field_meanings import FLAGS, MEANINGS, PAGE_KINDS, Meaning
from pipelines.typed_schemas import FOLDERS, RECORDS, SUFFIXES, Kind, path_for, schema_for
from transforms import reasons
from transforms.columns import Column
from transforms.moments import Moment
from transforms.records import SCHEMA_VERSION, Article
from transforms.revision_records import ArticleRevision

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FIRST = f"{SCHEMA_VERSION.partition('.')[0]}.0"  # Records of this version on are valid.
_SECONDS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
_JSON_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean", "time": "string"}
_HOME = Path(__file__).parent.parent


def schema_text(kind: Kind, extra: Column | None = None) -> str:
    """Give the JSON Schema (2020-12) of a record, as text; `extra` is the column of what the user's own steps fill.

    >>> schema_text("article").splitlines()[2]
    '  "$id": "urn:newsbeam:schema:article:v1.1",'
    """
    record = RECORDS[kind]
    components = msgspec.json.schema_components([record], schema_hook=_no_schema, ref_template="#/$defs/{name}")[1]
    described = {struct.__name__: _describe(components[struct.__name__], struct) for struct in _structs_in(components)}
    root = described.pop(record.__name__)
    head = {"$schema": DIALECT, "$id": f"urn:newsbeam:schema:{kind}:{SCHEMA_VERSION}", "title": f"newsbeam {kind}"}
    body = {key: value for key, value in root.items() if key != "title"}
    if extra is not None:
        body["properties"]["extra"] = {"description": body["properties"]["extra"]["description"]} | shape_of(extra)
        body["required"] = [*body["required"], "extra"]
    return json.dumps(head | body | {"$defs": described}, indent=2, ensure_ascii=False) + "\n"


def schema_path(kind: Kind) -> str:
    """Give the path of a record's schema, from the root of the project.

    >>> schema_path("failure")
    'schemas/failure-v1.1.json'
    """
    return f"schemas/{kind}-{SCHEMA_VERSION}.json"


def records_page() -> str:
    """Give the page docs/records.md."""
    parts = [_INTRODUCTION]
    lists = (
        ("Kinds of page", "`page_kind` is one of these.", PAGE_KINDS),
        ("Doubts", "`quality.flags` holds each of these that applies.", FLAGS),
    )
    for kind, record in RECORDS.items():
        lead = f"A line of `<output>/{FOLDERS[kind]}/`."
        if kind == "revision":
            lead += " It has all fields of an [Article](#article), which are those of the later version, and these:"
        parts.append(f"## {record.__name__}\n\n{lead}\n\n" + "\n".join(_table(record)))
    for title, introduction, words in lists:
        rows = "\n".join(f"| `{name}` | {text} |" for name, text in words.items())
        parts.append(f"## {title}\n\n{introduction}\n\n| name | meaning |\n|---|---|\n{rows}")
    parts.append(f"## Reasons\n\n{_REASONS}\n\n" + "\n".join(_reasons()))
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the schemas and the page again."""
    for kind in RECORDS:
        (_HOME / schema_path(kind)).write_text(schema_text(kind), encoding="utf-8")
        for reader in SUFFIXES:
            (_HOME / path_for(reader, kind)).write_text(schema_for(reader, kind), encoding="utf-8")
    (_HOME / "docs/records.md").write_text(records_page(), encoding="utf-8")


_INTRODUCTION = f"""# The records

Each field of the records that newsbeam writes, version {SCHEMA_VERSION}. `python -m pipelines.schema` makes this page and the
JSON Schemas in `schemas/` from the record classes. `newsbeam schema` prints the schemas, and with `--for` those for
readers that want their columns typed ([reading](reading.md#readers)).

- Every field is always there, but for `extra`; one that a later version brought is missing in records of earlier ones. What
  is not known is null, never `""` or a made-up value.
- Times are RFC 3339 in UTC, in whole seconds: `2026-11-22T10:15:00Z`.
- A new optional field raises the number behind the dot of the version. Any other change raises the number before it.
- The last two columns name the counterpart in schema.org's NewsArticle and in IPTC ninjs 3, for those who convert the records.
  Several are the nearest match, not an equal."""

_REASONS = """Whatever does not become an article has one of these reasons. A failure's `reason` is one, and so is what follows
`failed/`, `poll_failed/` and `dropped/` in a manifest. `newsbeam status` names the reasons for which entries wait. The kinds:

- A **failure** ends an entry, and writes a record. A **refusal** is a failure too: another page stood in the article's place.
- A **deferral** is a failure for now: the entry stays owed and is tried again. So it is after a **long deferral**, at long
  distances: the page is [kept from us](running.md#what-is-kept-from-us).
- A **drop** ends an entry, or an item of a feed, without a record. The summary of an ingest counts items under `Left out`.
  A **recorded drop** counts as one, and yet has a record among the failures, by which `newsbeam retry` brings it back.
- A **feed failure** ends one poll of a feed, and writes a record. The feed is polled again later, whatever the reason.

A reason that may be a deferral or a failure is a deferral first. It is a failure at the last of `fetch.attempts` tries;
after a long deferral, once the entry has been owed for `fetch.expire_days`. Where waiting helps, the same request may work
later. Of an HTTP status the reason is `http_` and the number, such as `http_404`; the rows `http_4xx`, `http_5xx` and `http_xxx`
stand for the numbers that have no row of their own."""


def _reasons() -> Iterator[str]:
    yield "| reason | kind | stage | meaning | does waiting help? | what you can do |"
    yield "|---|---|---|---|---|---|"
    for code, row in reasons.TABLE.items():
        kinds, stages = (", ".join(names) for names in row.ends)
        waiting = "it may" if row.waiting_helps else "no"
        yield f"| `{code}` | {kinds} | {stages} | {row.meaning} | {waiting} | {row.cure} |"


def shape_of(column: Column) -> dict[str, Any]:
    """Give the JSON Schema of a column.

    >>> shape_of(Column("at", "", "time", nullable=True))["type"]
    ['string', 'null']
    """
    said = {"description": column.meaning} if column.meaning else {}
    if column.repeated:
        one = shape_of(Column(column.name, "", column.type, parts=column.parts))
        return said | {"type": ["array", "null"] if column.nullable else "array", "items": one}
    kind = "object" if column.parts else _JSON_TYPES[column.type]
    shape: dict[str, Any] = said | {"type": [kind, "null"] if column.nullable else kind}
    if column.type == "time":
        shape |= {"format": "date-time", "pattern": _SECONDS}
    if column.parts:
        shape["properties"] = {part.name: shape_of(part) for part in column.parts}
        shape["required"] = [part.name for part in column.parts]
    return shape


def _no_schema(kind: type) -> dict[str, Any]:
    raise NotImplementedError(f"no JSON Schema is known for {kind}")


def _structs_in(components: dict[str, Any]) -> list[type[Struct]]:
    return [struct for struct in MEANINGS if struct.__name__ in components]


def _describe(schema: dict[str, Any], struct: type[Struct]) -> dict[str, Any]:
    """Give a component with the meanings of its fields; those of the first version are required."""
    times = {field.name for field in msgspec.structs.fields(struct) if _holds_time(field.type)}
    properties = {}
    for name, meaning in MEANINGS[struct].items():
        shape = _tidy(
            {key: value for key, value in schema["properties"][name].items() if key != "default"}, name in times
        )
        properties[name] = {"description": meaning.text} | shape
    if "schema_version" in properties:
        properties["schema_version"]["pattern"] = rf"^{SCHEMA_VERSION.partition('.')[0]}\.[0-9]+$"
    required = [name for name, meaning in MEANINGS[struct].items() if meaning.since == _FIRST]
    return {"title": struct.__name__, "type": "object", "properties": properties, "required": required}


def _tidy(shape: dict[str, Any], is_time: bool) -> dict[str, Any]:
    """Give a shape with `string or null` in one line and never an empty string, and with the format of times."""
    either = shape.get("anyOf", [])
    if [part.get("type") for part in either[1:]] == ["null"] and "type" in either[0]:
        shape = either[0] | {"type": [either[0]["type"], "null"]}
        if either[0]["type"] == "string":
            shape["minLength"] = 1
    if is_time:
        shape.pop("format", None)
        shape |= {"format": "date-time", "pattern": _SECONDS}
    return shape


def _holds_time(kind: Any) -> bool:
    return any(one in (Moment, datetime) for one in (kind, *get_args(kind)))


def _table(record: type[Struct]) -> Iterator[str]:
    yield "| field | type | meaning | schema.org | ninjs |"
    yield "|---|---|---|---|---|"
    # A later version has the fields of an article, which are told there.
    told = tuple(MEANINGS[Article]) if issubclass(record, ArticleRevision) else ()
    for path, kind, meaning in _rows(record, ""):
        if path.split(".")[0].removesuffix("[]") in told:
            continue
        counterparts = [f"`{name}`" if name else "" for name in (meaning.schema_org, meaning.ninjs)]
        yield f"| `{path}` | {kind} | {meaning.text} | {' | '.join(counterparts)} |"


def _rows(record: type[Struct], above: str) -> Iterator[tuple[str, str, Meaning]]:
    fields = {field.name: field for field in msgspec.structs.fields(record)}
    for name, meaning in MEANINGS[record].items():
        kind = fields[name].type
        yield above + name, _in_words(kind), meaning
        inner = _struct_of(kind)
        if inner is not None:
            mark = "[]." if get_origin(kind) is tuple else "."
            yield from _rows(inner, f"{above}{name}{mark}")


def _struct_of(kind: Any) -> type[Struct] | None:
    return next((candidate for candidate in (kind, *get_args(kind)) if candidate in MEANINGS), None)


def _in_words(kind: Any) -> str:
    kind = datetime if kind == Moment else getattr(kind, "__supertype__", kind)  # what a NewType stands for
    origin, arguments = get_origin(kind), get_args(kind)
    if type(None) in arguments:
        return f"{_in_words(next(argument for argument in arguments if argument is not type(None)))} or null"
    if origin is tuple:
        return f"list of {_in_words(arguments[0])}"
    if origin is Literal:
        return ", ".join(arguments)
    words = {str: "text", int: "whole number", float: "number", bool: "true or false", datetime: "time"}
    return words.get(kind, "object")


if __name__ == "__main__":
    main()
