"""The files of an export: rows of Arrow as Parquet, JSON Lines or CSV, and how each is opened."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from pipelines.export.choice import ExportFormat, Kind
from transforms.columns import Column, columns_of
from transforms.parquet import bytes_of, json_columns
from transforms.row_kinds import RECORDS

if TYPE_CHECKING:
    import pyarrow as pa


class Form(Struct, frozen=True):
    """A format: how a file of it is named (by its number) and made, and how Python opens the folder."""

    name: str
    encode: Callable[[Kind, pa.Table], bytes]
    opens: str


def form_of(format: ExportFormat) -> Form:
    """Give what a format is.

    >>> form_of("csv").name.format(7)
    'part-00007.csv'
    """
    return _FORMS[format]


def as_jsonl(kind: Kind, table: pa.Table) -> bytes:
    """Give rows as newsbeam writes them: a JSON object a line, gzip."""
    texts = json_columns(kind)
    lines = b"".join(msgspec.json.encode(_parsed(row, texts)) + b"\n" for row in _rows(table))
    return gzip.compress(lines, compresslevel=5, mtime=0)


def as_parquet(kind: Kind, table: pa.Table) -> bytes:
    """Give rows as Parquet, like the twins of `write.formats`."""
    return bytes_of(table)


def as_csv(kind: Kind, table: pa.Table) -> bytes:
    """Give rows as CSV (RFC 4180, UTF-8): a column for each field in an object, lists as JSON, null as nothing."""
    columns = columns_of(RECORDS[kind])
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(name for name, _ in flat_columns(columns))
    for row in _rows(table):
        writer.writerow(_cells(columns, row))
    return text.getvalue().encode()


def flat_columns(columns: tuple[Column, ...], above: str = "") -> Iterator[tuple[str, Column]]:
    """Give the columns of a table without objects in it: `source_site` for the field `site` of `source`.

    >>> [name for name, _ in flat_columns(columns_of(RECORDS["articles"]))][4:7]
    ['source_name', 'feed_url', 'feed_title']
    """
    for column in columns:
        if column.parts and not column.repeated:
            yield from flat_columns(column.parts, f"{above}{column.name}_")
        else:
            yield above + column.name, column


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Give the rows as Python has them, a batch after the other: they take many times their bytes."""
    for batch in table.to_batches(max_chunksize=1_000):
        yield from batch.to_pylist()


def _parsed(row: dict[str, Any], texts: tuple[str, ...]) -> dict[str, Any]:
    """Give a row with the objects that stand in it as JSON; without those that it does not have."""
    kept = {name: value for name, value in row.items() if name not in texts or value is not None}
    return kept | {name: msgspec.Raw(kept[name].encode()) for name in texts if name in kept}


def _cells(columns: tuple[Column, ...], row: Mapping[str, Any] | None) -> Iterator[str | None]:
    for column in columns:
        value = None if row is None else row[column.name]
        if column.parts and not column.repeated:
            yield from _cells(column.parts, value)
        else:
            yield _cell(value)


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return msgspec.json.encode(value).decode()


_FORMS: Final[Mapping[ExportFormat, Form]] = {
    "parquet": Form("part-{:05d}.parquet", as_parquet, "duckdb.sql(\"SELECT * FROM '{}/*.parquet'\")"),
    "jsonl": Form("part-{:05d}.jsonl.gz", as_jsonl, "duckdb.sql(\"SELECT * FROM read_json('{}/*.jsonl.gz')\")"),
    "csv": Form("part-{:05d}.csv", as_csv, "duckdb.sql(\"SELECT * FROM read_csv('{}/*.csv')\")"),
    "datasets": Form("data/part-{:05d}.parquet", as_parquet, "datasets.load_dataset('{}')"),
}
