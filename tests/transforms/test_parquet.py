"""Parquet from JSON Lines: every value of every row, typed, whatever is null or empty throughout the file."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from one_shard import article, entry, failure
from sample_run import Sample

from transforms.errors import StateError
from transforms.parquet import has_pyarrow, parquet_of, read_parquet, schema_of, table_of
from transforms.records import Article, Failure, Image, Quality
from transforms.row_files import VOID
from transforms.written import written

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)


def packed(*records: Article | Failure) -> bytes:
    return gzip.compress(b"".join(msgspec.json.encode(written(record)) + b"\n" for record in records))


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


def read(made: bytes) -> list[Any]:
    """The rows, each without `extra` where it is null: so it stands in JSON."""
    rows = [plain(row) for row in pq.read_table(io.BytesIO(made)).to_pylist()]
    return [{name: value for name, value in row.items() if name != "extra" or value is not None} for row in rows]


def lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in gzip.decompress(data).splitlines()]


FULL = article("full")
FULL = msgspec.structs.replace(
    FULL,
    title="Zeile\u2028eins, \x00 und \U0001f600 \"quoted\"",
    authors=("A", "B"),
    published_at=datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC),
    images=(Image(url="https://site.example/a.jpg", caption="A"), Image(url="https://site.example/b.jpg")),
    is_free=False,
    word_count=3,
    quality=Quality(agreement=1e-7, flags=("short",)),
)  # fmt: skip
ROWS = {
    "articles": packed(FULL, article("bare"), msgspec.structs.replace(article("long"), text="x" * 2_000_000)),
    "failures": packed(failure("a"), failure(None), msgspec.structs.replace(failure("b"), entry=entry("b", AT))),
}


@pytest.mark.parametrize("folder", ROWS)
def test_every_value_of_every_row_is_there_in_order(folder: str) -> None:
    assert read(parquet_of(folder, ROWS[folder])) == lines(ROWS[folder])


def test_a_file_in_which_all_is_null_has_the_same_columns() -> None:
    bare, full = (pq.read_schema(io.BytesIO(parquet_of("articles", packed(one)))) for one in (article("a"), FULL))
    assert bare == full == schema_of("articles")


def test_no_rows_make_a_file_of_no_rows_with_all_columns() -> None:
    assert read_parquet(parquet_of("failures", VOID)).schema == schema_of("failures")
    assert read(parquet_of("failures", VOID)) == []


def test_a_file_is_one_row_group_of_zstd(sample: Sample) -> None:
    """Whatever the number of rows."""
    (path,) = sample.output.glob("articles/date=*/*.gz")
    many = gzip.compress(gzip.decompress(path.read_bytes()) * 700)
    found = pq.ParquetFile(io.BytesIO(parquet_of("articles", many))).metadata
    assert (found.num_row_groups, found.num_rows) == (1, 700 * len(lines(path.read_bytes())))
    assert {found.row_group(0).column(n).compression for n in range(found.num_columns)} == {"ZSTD"}


@pytest.mark.parametrize(("folder", "kind"), [("articles", "article"), ("failures", "failure")])
def test_the_columns_are_those_of_the_committed_schema_with_times_in_a_unit_that_parquet_has(
    folder: str, kind: str
) -> None:
    """Of `extra` only the configuration knows the columns: it is JSON."""
    names: dict[str, Any] = {}
    exec((ROOT / f"schemas/{kind}-v1.1.pyarrow.py").read_text(), names)
    found = [str(field).replace("timestamp[us", "timestamp[s") for field in schema_of(folder) if field.name != "extra"]
    assert found == [str(field) for field in names["SCHEMA"]]


def test_what_own_steps_add_is_json_in_a_column_of_its_own() -> None:
    one, none = FULL, article("bare")
    one = msgspec.structs.replace(one, extra={"mood": {"label": 'a "good" one', "at": AT}, "length": None})
    found = read(parquet_of("articles", packed(one, none)))
    assert json.loads(found[0].pop("extra")) == {
        "mood": {"label": 'a "good" one', "at": "2026-11-22T10:15:00Z"},
        "length": None,
    }
    assert found == [
        {name: value for name, value in row.items() if name != "extra"} for row in lines(packed(one, none))
    ]
    assert schema_of("articles").field("extra").type == "string"


def test_fields_of_a_later_version_are_left_out() -> None:
    row = lines(packed(FULL))[0] | {"mood": {"of": "the day"}}
    assert read(parquet_of("articles", gzip.compress(json.dumps(row).encode() + b"\n"))) == lines(packed(FULL))


def test_a_row_that_is_no_record_is_named_as_such() -> None:
    with pytest.raises(StateError, match=r"^a row is no record of articles, version v1\.1: "):
        table_of("articles", gzip.compress(b'{"word_count": "many"}\n'))


def test_what_is_no_parquet_is_named_as_such() -> None:
    with pytest.raises(StateError, match=r"^this is no whole Parquet file: "):
        read_parquet(parquet_of("articles", packed(FULL))[:-9])


def test_without_pyarrow_the_cure_is_named() -> None:
    """In a process that cannot import it."""
    program = """
import sys
sys.modules["pyarrow"] = None
from transforms.parquet import has_pyarrow, parquet_of
assert not has_pyarrow()
parquet_of("articles", b"")
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert has_pyarrow()
    assert ended.returncode == 1
    assert "StateError: Parquet files need pyarrow, and it cannot be imported" in ended.stderr
    assert "pip install 'newsbeam[parquet]', or leave `parquet` out of `write.formats`" in ended.stderr


def test_the_same_rows_make_the_same_bytes() -> None:
    assert parquet_of("articles", ROWS["articles"]) == parquet_of("articles", ROWS["articles"])
    assert pa.types.is_timestamp(schema_of("articles").field("published_at").type)


ENDINGS = """
import os, sys
from transforms.parquet import parquet_of, read_parquet, table_of

data, aborted = sys.stdin.buffer.read(), 0
for _ in range(25):
    child = os.fork()
    if not child:
        table_of("articles", data)
        read_parquet(parquet_of("articles", data))
        sys.exit()
    aborted += os.waitpid(child, 0)[1] != 0
print(aborted)
"""


def test_a_process_that_ends_right_after_is_not_aborted() -> None:
    """pyarrow's threads let go of what they read after its calls have ended; one in fourteen processes died of it."""
    ran = subprocess.run([sys.executable, "-c", ENDINGS], cwd=ROOT, input=packed(FULL), capture_output=True)
    assert (ran.stdout, ran.stderr) == (b"0\n", b"")
