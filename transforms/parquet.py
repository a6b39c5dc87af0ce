"""The rows of a JSON Lines file as Parquet, typed from the record classes: bytes in, bytes out.

pyarrow is needed for it, and only for it: it is imported when the first file is made. It is handed memory of
its own, never an object of Python's: its threads let go of what they read after the call has ended, and of Python's objects they
cannot while a process ends, which aborts it.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

from transforms.columns import Column, columns_of
from transforms.errors import StateError
from transforms.records import SCHEMA_VERSION
from transforms.row_files import unpack
from transforms.row_kinds import RECORDS

if TYPE_CHECKING:
    import pyarrow as pa

CURE = "pip install 'newsbeam[parquet]', or leave `parquet` out of `write.formats`"
# Of articles, level 9 takes off another 4 %, and four times the time.
_LEVEL = 3


def has_pyarrow() -> bool:
    """Tell whether Parquet can be made here, without importing what makes it."""
    try:
        return find_spec("pyarrow") is not None
    except ValueError:  # Something else stands under this name.
        return False


def parquet_of(folder: str, data: bytes) -> bytes:
    """Give the rows of a JSON Lines file of a folder (see `transforms.row_kinds`) as Parquet: one row group, zstd.

    Raises: StateError where pyarrow is missing, or a row is none of this record.
    """
    return bytes_of(table_of(folder, data))


def bytes_of(table: pa.Table) -> bytes:
    """Give a table as a Parquet file. Raises: StateError where pyarrow is missing."""
    parquet, made = import_pyarrow("pyarrow.parquet"), import_pyarrow("pyarrow").BufferOutputStream()
    with parquet.ParquetWriter(made, table.schema, compression="zstd", compression_level=_LEVEL) as writer:
        if table.num_rows:  # A group of no rows is more than some readers bear (datasets 5.2).
            writer.write_table(table, row_group_size=table.num_rows)
    data: bytes = made.getvalue().to_pybytes()
    return data


def table_of(folder: str, data: bytes) -> pa.Table:
    """Give the rows of a JSON Lines file as typed columns; unknown fields are left out. Raises: StateError."""
    return table_of_lines(folder, unpack(data))


def table_of_lines(folder: str, lines: bytes) -> pa.Table:
    """Give rows as JSON Lines as typed columns, as `table_of` does. Raises: StateError."""
    json, schema = import_pyarrow("pyarrow.json"), schema_of(folder)
    texts = json_columns(folder)
    if not lines:
        return schema.empty_table()
    try:
        table = json.read_json(
            _reader(lines),
            read_options=json.ReadOptions(block_size=len(lines) + 1),  # A row may be longer than any block.
            parse_options=json.ParseOptions(
                explicit_schema=_without(schema, texts), unexpected_field_behavior="ignore"
            ),
        )
    except import_pyarrow("pyarrow").ArrowInvalid as error:
        raise StateError(f"a row is no record of {folder}, version {SCHEMA_VERSION}: {error}") from error
    for name in texts:
        table = table.add_column(schema.get_field_index(name), schema.field(name), _texts_of(name, lines))
    return table.replace_schema_metadata(schema.metadata)


def json_columns(folder: str) -> tuple[str, ...]:
    """Give the names of the columns that hold JSON as text: objects whose columns the configuration decides."""
    return tuple(column.name for column in columns_of(RECORDS[folder]) if column.type == "json")


def _without(schema: pa.Schema, names: tuple[str, ...]) -> pa.Schema:
    return import_pyarrow("pyarrow").schema([field for field in schema if field.name not in names])


def _texts_of(name: str, lines: bytes) -> pa.Array:
    """Give what the rows have under a name, as JSON; null where they have nothing."""
    pa, rows = import_pyarrow("pyarrow"), lines.splitlines()
    if b'"%s":' % name.encode() not in lines:
        return pa.nulls(len(rows), pa.string())
    decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
    found = [bytes(decoder.decode(row).get(name, b"null")).decode() for row in rows]
    return pa.array([None if text == "null" else text for text in found], pa.string())


def read_parquet(data: bytes) -> pa.Table:
    """Give the rows of a Parquet file. Raises: StateError where it is none, or pyarrow is missing."""
    try:
        return import_pyarrow("pyarrow.parquet").read_table(_reader(data))
    except import_pyarrow("pyarrow").ArrowInvalid as error:
        raise StateError(f"this is no whole Parquet file: {error}") from error


def _reader(data: bytes) -> pa.BufferReader:
    """Give a reader of a copy in pyarrow's own memory."""
    pa = import_pyarrow("pyarrow")
    copy = pa.BufferOutputStream()
    copy.write(data)
    return pa.BufferReader(copy.getvalue())


@cache
def schema_of(folder: str) -> pa.Schema:
    """Give the typed columns of a folder's records.

    Times are in microseconds: Parquet has no seconds, and this is the unit of duckdb, polars and Spark.
    """
    pa = import_pyarrow("pyarrow")
    scalars = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("us", "UTC"),
        "json": pa.string(),
    }

    def fields(columns: tuple[Column, ...]) -> list[tuple[str, Any]]:
        return [(column.name, typed(column)) for column in columns]

    def typed(column: Column) -> Any:
        one = pa.struct(fields(column.parts)) if column.parts else scalars[column.type]
        return pa.list_(one) if column.repeated else one

    return pa.schema(fields(columns_of(RECORDS[folder])), metadata={"newsbeam.schema_version": SCHEMA_VERSION})


def import_pyarrow(module: str) -> ModuleType:
    """Import a module of pyarrow. Raises: StateError where it cannot be."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise StateError(f"Parquet files need pyarrow, and it cannot be imported ({error}): {CURE}") from error
