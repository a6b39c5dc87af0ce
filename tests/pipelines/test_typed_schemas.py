"""Typed schemas: those committed are those made, with every field; BigQuery's keeps BigQuery's rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from pipelines.arguments.pages import READERS
from pipelines.typed_schemas import RECORDS, SUFFIXES, Column, Kind, Reader, columns_of, path_for, schema_for

ROOT = Path(__file__).parents[2]
# https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical, reserved keywords.
_RESERVED = """
    all and any array as asc assert_rows_modified at between by case cast collate contains create cross cube current
    default define desc distinct else end enum escape except exclude exists extract false fetch following for from
    full group grouping groups hash having if ignore in inner intersect interval into is join lateral left like
    limit lookup merge natural new no not null nulls of on or order outer over partition preceding proto qualify
    range recursive respect right rollup rows select set some struct tablesample then to treat true unbounded union
    unnest using when where window with within
"""
RESERVED = set(_RESERVED.split())
# https://cloud.google.com/bigquery/docs/schemas: column names, prefixes, types and modes.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,299}")
PREFIXES = ("_table_", "_file_", "_partition", "_row_timestamp", "__root__", "_colidentifier", "_change_")
TYPES = {"STRING", "INTEGER", "FLOAT", "BOOLEAN", "TIMESTAMP", "RECORD"}


class Inner(Struct):
    name: str
    at: datetime | None = None


class Outer(Struct):
    names: tuple[str, ...]
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    share: float | None = None
    is_so: bool = True


@pytest.fixture
def meant(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.field_meanings import MEANINGS, Meaning

    for record in (Inner, Outer):
        meanings = {field.name: Meaning(f"The {field.name}.") for field in msgspec.structs.fields(record)}
        monkeypatch.setitem(MEANINGS, record, meanings)  # type: ignore[arg-type]


@pytest.mark.usefixtures("meant")
def test_columns_of_a_record() -> None:
    inside = (Column("name", "The name.", "text"), Column("at", "The at.", "time", nullable=True))
    assert columns_of(Outer) == (
        Column("names", "The names.", "text", repeated=True),
        Column("inner", "The inner.", "Inner", nullable=True, parts=inside),
        Column("many", "The many.", "Inner", repeated=True, parts=inside),
        Column("share", "The share.", "number", nullable=True),
        Column("is_so", "The is_so.", "boolean"),
    )


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("reader", SUFFIXES)
def test_the_schemas_in_the_project_are_those_made(reader: Reader, kind: Kind) -> None:
    made = schema_for(reader, kind)
    assert (ROOT / path_for(reader, kind)).read_text(encoding="utf-8") == made, "run python -m pipelines.schema"
    for name in names(tuple(column for column in columns_of(RECORDS[kind]) if column.type != "json")):
        assert re.search(rf"\b{name}\b", made)


EXTRA = Column("extra", "All.", "extra", nullable=True, parts=(Column("at", "When.", "time"),))


@pytest.mark.parametrize("reader", SUFFIXES)
def test_what_own_steps_add_is_there_where_its_columns_are_known(reader: Reader) -> None:
    without, made = schema_for(reader, "article"), schema_for(reader, "article", EXTRA)
    assert not re.search(r"\bextra\b", without) and re.search(r"\bextra\b", made)
    assert made.index("quotes") < made.index("extra") < made.index("quality")


def test_the_command_knows_the_readers() -> None:
    assert tuple(SUFFIXES) == READERS


@pytest.mark.parametrize("kind", RECORDS)
def test_no_name_is_reserved_or_dotted(kind: Kind) -> None:
    found = set(names(columns_of(RECORDS[kind])))
    assert not found & RESERVED and all(NAME.fullmatch(name) for name in found)


@pytest.mark.parametrize("kind", RECORDS)
def test_bigquery_takes_the_schema(kind: Kind) -> None:
    for depth, field in fields(json.loads(schema_for("bigquery", kind)), 1):
        assert NAME.fullmatch(field["name"]) and not field["name"].lower().startswith(PREFIXES)
        assert field["type"] in TYPES and field["mode"] in {"NULLABLE", "REQUIRED", "REPEATED"}
        assert ("fields" in field) == (field["type"] == "RECORD") and depth <= 15
        assert 0 < len(field["description"]) <= 1024


def names(columns: tuple[Column, ...]) -> Iterator[str]:
    for column in columns:
        yield column.name
        yield from names(column.parts)


def fields(schema: list[dict[str, Any]], depth: int) -> Iterator[tuple[int, dict[str, Any]]]:
    assert len({field["name"].lower() for field in schema}) == len(schema)
    for field in schema:
        yield depth, field
        yield from fields(field.get("fields", []), depth + 1)
