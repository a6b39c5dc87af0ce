"""The files of an export: each format brings every value, and JSON Lines are the very lines that newsbeam wrote."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import duckdb
import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from one_shard import article, failure
from sample_run import Sample

from pipelines.export.choice import FORMATS, Kind
from pipelines.export.formats import as_csv, as_jsonl, as_parquet, flat_columns, form_of
from transforms.columns import columns_of
from transforms.parquet import schema_of, table_of
from transforms.records import Article, Failure, Image
from transforms.row_kinds import RECORDS
from transforms.written import written

KINDS: tuple[Kind, ...] = ("articles", "failures")


def files_of(sample: Sample, kind: Kind) -> bytes:
    """The rows of the sample, and one in which all is null that may be."""
    lines = [gzip.decompress(path.read_bytes()) for path in sorted(sample.output.glob(f"{kind}/date=*/*.gz"))]
    bare = article("bare") if kind == "articles" else failure("bare")
    assert isinstance(bare, Article | Failure)
    return gzip.compress(b"".join(lines) + msgspec.json.encode(written(bare)) + b"\n")


@pytest.mark.parametrize("kind", KINDS)
def test_json_lines_are_the_lines_that_were_written(kind: Kind, sample: Sample) -> None:
    data = files_of(sample, kind)
    assert gzip.decompress(as_jsonl(kind, table_of(kind, data))) == gzip.decompress(data)


@pytest.mark.parametrize("kind", KINDS)
def test_parquet_is_the_table(kind: Kind, sample: Sample) -> None:
    table = table_of(kind, files_of(sample, kind))
    assert pq.read_table(io.BytesIO(as_parquet(kind, table))).equals(table)


def flat(value: Any, above: str = "") -> dict[str, str]:
    """A row as its columns in CSV must be, by name."""
    found: dict[str, str] = {}
    for name, part in value.items():
        if isinstance(part, dict):
            found |= flat(part, f"{above}{name}_")
        elif isinstance(part, list):
            found[above + name] = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
        elif part is not None:
            found[above + name] = part if isinstance(part, str) else json.dumps(part)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_csv_has_a_column_for_each_field_of_an_object_and_lists_as_json(kind: Kind, sample: Sample) -> None:
    data = files_of(sample, kind)
    made = as_csv(kind, table_of(kind, data)).decode()
    found = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(made))]
    assert found == [flat(json.loads(line)) for line in gzip.decompress(data).splitlines()]


def test_csv_keeps_what_needs_quotes() -> None:
    one = msgspec.structs.replace(
        article("a"), text='First, "quoted".\n\nSecond.', images=(Image(url="https://x.example/a,b"),), is_free=True
    )
    table = table_of("articles", gzip.compress(msgspec.json.encode(written(one)) + b"\n"))
    (row,) = csv.DictReader(io.StringIO(as_csv("articles", table).decode()))
    assert row["text"] == one.text and row["is_free"] == "true" and row["title"] == ""
    assert json.loads(row["images"]) == [
        {"url": "https://x.example/a,b", "caption": None, "credit": None, "position": None}
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_columns_of_csv_share_a_name(kind: Kind) -> None:
    names = [name for name, _ in flat_columns(columns_of(RECORDS[kind]))]
    assert len(set(names)) == len(names) > len(columns_of(RECORDS[kind]))


def test_csv_is_read_by_pandas_and_duckdb(sample: Sample, tmp_path: Any) -> None:
    table = table_of("articles", files_of(sample, "articles"))
    (tmp_path / "x.csv").write_bytes(as_csv("articles", table))
    titles = table["title"].to_pylist()
    by_pandas = pd.read_csv(tmp_path / "x.csv")["title"]
    assert [None if pd.isna(title) else title for title in by_pandas] == titles
    found = duckdb.sql(f"SELECT title, word_count, published_at FROM read_csv('{tmp_path}/*.csv')").fetchall()
    assert [row[0] for row in found] == titles and isinstance(found[0][1], int)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_without_rows_can_be_opened(format: Any, tmp_path: Any) -> None:
    form = form_of(format)
    path = tmp_path / form.name.format(0)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(form.encode("articles", schema_of("articles").empty_table()))
    if format == "jsonl":
        assert gzip.decompress(path.read_bytes()) == b""
        return
    reading = "read_csv" if format == "csv" else "read_parquet"
    found = duckdb.sql(f"SELECT * FROM {reading}('{path}')")
    assert len(found.columns) > 25 and found.fetchall() == []
