"""Make the schemas of the written records for readers that want their columns typed, from the record classes.

A reader that infers its columns takes those that are null throughout a file for something else. With one of these it need not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from msgspec import Struct

from pipelines.field_meanings import MEANINGS
from transforms import columns
from transforms.columns import Column
from transforms.health_records import HealthDay
from transforms.records import SCHEMA_VERSION, Article, Failure
from transforms.revision_records import ArticleRevision, Retraction
from transforms.story_records import Story

Kind = Literal["article", "failure", "revision", "retraction", "story", "health"]
Reader = Literal["duckdb", "polars", "pyarrow", "datasets", "spark", "bigquery", "avro"]

RECORDS: Final[Mapping[Kind, type[Struct]]] = {
    "article": Article,
    "failure": Failure,
    "revision": ArticleRevision,
    "retraction": Retraction,
    "story": Story,
    "health": HealthDay,
}
# The folder of the output that holds a record's rows.
FOLDERS: Final[Mapping[Kind, str]] = {
    "article": "articles",
    "failure": "failures",
    "revision": "revisions",
    "retraction": "retractions",
    "story": "stories",
    "health": "health",
}
# How the file of a schema ends, by reader.
SUFFIXES: Final[Mapping[Reader, str]] = {
    "duckdb": "duckdb.sql",
    "polars": "polars.py",
    "pyarrow": "pyarrow.py",
    "datasets": "datasets.py",
    "spark": "spark.sql",
    "bigquery": "bigquery.json",
    "avro": "avsc",
}


def columns_of(record: type[Struct]) -> tuple[Column, ...]:
    """Give the columns of a record class with the meanings of its fields (`transforms.columns`)."""
    return columns.columns_of(record, lambda owner, name: MEANINGS[owner][name].text)


def schema_for(reader: Reader, kind: Kind, extra: Column | None = None) -> str:
    """Give the schema of a record for a reader, as the text of a file.

    `extra` is the column of what the user's own steps fill; without it the schema leaves that out.

    >>> schema_for("spark", "failure").splitlines()[0]
    'stage STRING,'
    """
    columns = [extra if column.type == "json" else column for column in columns_of(RECORDS[kind])]
    return _RENDERERS[reader](kind, tuple(column for column in columns if column is not None)) + "\n"


def path_for(reader: Reader, kind: Kind) -> str:
    """Give the path of that file, from the root of the project.

    >>> path_for("bigquery", "article")
    'schemas/article-v1.1.bigquery.json'
    """
    return f"schemas/{kind}-{SCHEMA_VERSION}.{SUFFIXES[reader]}"


def _typed(column: Column, scalars: Mapping[str, str], of: Callable[[tuple[Column, ...]], str], many: str) -> str:
    """Give a column's type: a scalar's word, or what `of` makes of the parts; inside `many` where it is a list."""
    one = of(column.parts) if column.parts else scalars[column.type]
    return many.format(one) if column.repeated else one


def _inside(parts: tuple[Column, ...], form: str, typed: Callable[[Column], str]) -> str:
    return ", ".join(form.format(part.name, typed(part)) for part in parts)


_SQL_WORDS: Final = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "time": "TIMESTAMPTZ",
}


def _duckdb(kind: Kind, columns: tuple[Column, ...]) -> str:
    quoted = '"{}" {}'  # A name may be a word of SQL.

    def struct(parts: tuple[Column, ...]) -> str:
        return f"STRUCT({_inside(parts, quoted, typed)})"

    def typed(column: Column) -> str:
        return _typed(column, _SQL_WORDS, struct, "{}[]")

    lines = ",\n".join(f"    {column.name}: '{typed(column)}'" for column in columns)
    return (
        f"-- newsbeam {FOLDERS[kind]}, {SCHEMA_VERSION}: SELECT * FROM {FOLDERS[kind]}('out/{FOLDERS[kind]}/**/*.jsonl.gz')\n"
        f"CREATE OR REPLACE MACRO {FOLDERS[kind]}(files) AS TABLE\n"
        f"SELECT * FROM read_json(files, format = 'newline_delimited', columns = {{\n{lines}\n}});"
    )


_SPARK_WORDS: Final = _SQL_WORDS | {"text": "STRING", "time": "TIMESTAMP"}


def _spark(kind: Kind, columns: tuple[Column, ...]) -> str:
    def struct(parts: tuple[Column, ...]) -> str:
        return f"STRUCT<{_inside(parts, '{}: {}', typed)}>"

    def typed(column: Column) -> str:
        return _typed(column, _SPARK_WORDS, struct, "ARRAY<{}>")

    return ",\n".join(f"{column.name} {typed(column)}" for column in columns)


def _polars(kind: Kind, columns: tuple[Column, ...]) -> str:
    words = {
        "text": "pl.String",
        "integer": "pl.Int64",
        "number": "pl.Float64",
        "boolean": "pl.Boolean",
        "time": 'pl.Datetime("us", "UTC")',
    }

    def struct(parts: tuple[Column, ...]) -> str:
        return "pl.Struct({" + _inside(parts, '"{}": {}', typed) + "})"

    def typed(column: Column) -> str:
        return _typed(column, words, struct, "pl.List({})")

    lines = "\n".join(f'    "{column.name}": {typed(column)},' for column in columns)
    usage = f'pl.scan_ndjson("out/{FOLDERS[kind]}/**/*.jsonl.gz", schema=SCHEMA)'
    return f"# newsbeam {FOLDERS[kind]}, {SCHEMA_VERSION}: {usage}\nimport polars as pl\n\nSCHEMA = {{\n{lines}\n}}"


def _pyarrow(kind: Kind, columns: tuple[Column, ...]) -> str:
    words = {
        "text": "pa.string()",
        "integer": "pa.int64()",
        "number": "pa.float64()",
        "boolean": "pa.bool_()",
        "time": 'pa.timestamp("s", "UTC")',
    }

    def struct(parts: tuple[Column, ...]) -> str:
        return "pa.struct([" + _inside(parts, '("{}", {})', typed) + "])"

    def typed(column: Column) -> str:
        return _typed(column, words, struct, "pa.list_({})")

    lines = "\n".join(f'        ("{column.name}", {typed(column)}),' for column in columns)
    usage = 'pyarrow.dataset.dataset(files, schema=SCHEMA, format="json")'
    head = f"# newsbeam {FOLDERS[kind]}, {SCHEMA_VERSION}: {usage}"
    return f"{head}\nimport pyarrow as pa\n\nSCHEMA = pa.schema(\n    [\n{lines}\n    ]\n)"


def _datasets(kind: Kind, columns: tuple[Column, ...]) -> str:
    words = {
        "text": "string",
        "integer": "int64",
        "number": "float64",
        "boolean": "bool",
        "time": "timestamp[s, tz=UTC]",
    }

    def struct(parts: tuple[Column, ...]) -> str:
        return "{" + _inside(parts, '"{}": {}', typed) + "}"

    def typed(column: Column) -> str:
        values = {name: f'Value("{word}")' for name, word in words.items()}
        return _typed(column, values, struct, "List({})")

    lines = "\n".join(f'        "{column.name}": {typed(column)},' for column in columns)
    usage = 'load_dataset("json", data_files=files, features=FEATURES)'
    head = f"# newsbeam {FOLDERS[kind]}, {SCHEMA_VERSION}: {usage}"
    return f"{head}\nfrom datasets import Features, List, Value\n\nFEATURES = Features(\n    {{\n{lines}\n    }}\n)"


def _bigquery(kind: Kind, columns: tuple[Column, ...]) -> str:
    words = {"text": "STRING", "integer": "INTEGER", "number": "FLOAT", "boolean": "BOOLEAN", "time": "TIMESTAMP"}

    def field(column: Column) -> dict[str, Any]:
        mode = "REPEATED" if column.repeated else "NULLABLE" if column.nullable else "REQUIRED"
        found: dict[str, Any] = {"name": column.name, "type": words.get(column.type, "RECORD"), "mode": mode}
        found["description"] = column.meaning
        return found | ({"fields": [field(part) for part in column.parts]} if column.parts else {})

    return json.dumps([field(column) for column in columns], indent=2, ensure_ascii=False)


def _avro(kind: Kind, columns: tuple[Column, ...]) -> str:
    words: dict[str, Any] = {"text": "string", "integer": "long", "number": "double", "boolean": "boolean"}
    words["time"] = {"type": "long", "logicalType": "timestamp-millis"}
    named: set[str] = set()

    def record(name: str, parts: tuple[Column, ...]) -> Any:
        if name in named:
            return name
        named.add(name)
        return {"type": "record", "name": name, "fields": [field(part) for part in parts]}

    def field(column: Column) -> dict[str, Any]:
        kind = record(column.type, column.parts) if column.parts else words[column.type]
        if column.repeated:
            kind = {"type": "array", "items": kind}
        found: dict[str, Any] = {"name": column.name, "doc": column.meaning}
        return found | ({"type": ["null", kind], "default": None} if column.nullable else {"type": kind})

    schema = record(kind.capitalize(), columns) | {"namespace": "newsbeam"}
    return json.dumps(schema, indent=2, ensure_ascii=False)


_RENDERERS: Final[Mapping[Reader, Callable[[Kind, tuple[Column, ...]], str]]] = {
    "duckdb": _duckdb,
    "polars": _polars,
    "pyarrow": _pyarrow,
    "datasets": _datasets,
    "spark": _spark,
    "bigquery": _bigquery,
    "avro": _avro,
}
