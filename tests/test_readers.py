"""The output as its readers read it: the recipes of docs/reading.md, and every value of every row with each typed schema."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import fastavro
import msgspec
import polars as pl
import pyarrow.dataset
import pyarrow.json
import pytest
from one_shard import article, failure
from recipes import NEEDS, titles_by
from sample_run import EXPECTED, ROOT, Sample

import newsbeam
from pipelines.typed_schemas import RECORDS, SUFFIXES, Kind, path_for
from transforms.parquet import parquet_of
from transforms.records import Article, Failure
from transforms.row_files import VOID
from transforms.state.storage import open_store
from transforms.state.twins import make_twin, twin_path
from transforms.written import written

URLS = set(EXPECTED["articles"])
RECIPES = dict(re.findall(r"^### (.+?)$.*?^```python\n(.*?)^```$", (ROOT / "docs/reading.md").read_text(), re.M | re.S))
PARQUET = dict(
    re.findall(r"^#### (.+?)$.*?^```python\n(.*?)^```$", (ROOT / "docs/reading.md").read_text(), re.M | re.S)
)
KINDS: tuple[Kind, ...] = ("article", "failure")
NAMES = {"Hugging Face datasets": "datasets", "Spark": "spark"}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> Path:
    """The output of the sample, with a void file at the head of each partition."""
    output = tmp_path_factory.mktemp("readers") / "out"
    shutil.copytree(sample.output, output)
    for partition in [*(output / "articles").iterdir(), *(output / "failures").iterdir()]:
        (partition / "part-00000000T000000Z-void.jsonl.gz").write_bytes(VOID)
    return output


@pytest.fixture(scope="module")
def with_nulls(output: Path) -> Path:
    """The same, with a day that sorts first: a void file, and a file of rows in which all is null that may be."""
    for kind, row in (("articles", article("nulls")), ("failures", failure("nulls"))):
        assert isinstance(row, Article | Failure)
        day = output / kind / "date=2000-01-01"
        day.mkdir()
        (day / "part-0.jsonl.gz").write_bytes(VOID)
        (day / "part-1.jsonl.gz").write_bytes(gzip.compress(msgspec.json.encode(written(row)) + b"\n"))
    return output


def test_each_reader_with_a_schema_has_a_recipe() -> None:
    assert {NAMES.get(name, name.lower()) for name in RECIPES} == {*SUFFIXES, "pandas", "beam"} - {"bigquery"}


@pytest.mark.parametrize("name", [pytest.param(name, marks=NEEDS.get(NAMES.get(name, name), [])) for name in RECIPES])
def test_a_recipe_of_the_page_reads_all_rows(name: str, output: Path, sample: Sample, tmp_path: Path) -> None:
    """With what `newsbeam schema --for` prints beside it, under the recipe's name."""
    for reader in SUFFIXES:
        suffix = SUFFIXES[reader].rpartition(".")[2]
        shutil.copy(ROOT / path_for(reader, "article"), tmp_path / f"newsbeam_{reader}.{suffix}")
    found = titles_by(RECIPES[name], output, tmp_path)
    wanted = [row["title"] for row in rows_of(sample.output, "article")]
    assert len(wanted) == len(URLS) and sorted(found) == sorted(wanted)


def with_twins(output: Path, folder: Path) -> Path:
    """A copy of an output, with a Parquet twin of each file that has rows."""
    shutil.copytree(output, folder)
    store = open_store(str(folder))
    for path in folder.glob("[af]*/date=*/*.gz"):
        name = str(path.relative_to(folder))
        make_twin(store, name, twin_path(name))
    for partition in folder.glob("parquet/*/date=*"):  # what a file that was replaced leaves
        (partition / "part-0.parquet").write_bytes(parquet_of(partition.parent.name, VOID))
    return folder


@pytest.fixture(scope="module")
def twinned(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_twins(sample.output, tmp_path_factory.mktemp("twinned") / "out")


@pytest.fixture(scope="module")
def twinned_with_nulls(with_nulls: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_twins(with_nulls, tmp_path_factory.mktemp("twinned") / "out")


def test_each_reader_has_a_recipe_for_parquet() -> None:
    assert PARQUET.keys() == RECIPES.keys() - {"Avro"}


@pytest.mark.parametrize("name", [pytest.param(name, marks=NEEDS.get(NAMES.get(name, name), [])) for name in PARQUET])
def test_a_recipe_for_parquet_reads_all_rows(name: str, twinned: Path, tmp_path: Path) -> None:
    found = titles_by(PARQUET[name], twinned, tmp_path)
    wanted = [row["title"] for row in rows_of(twinned, "article")]
    assert len(wanted) == len(URLS) and sorted(found) == sorted(wanted)


def read_duckdb(kind: Kind, folder: Path) -> list[dict[str, Any]]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute((ROOT / path_for("duckdb", kind)).read_text())
    found = connection.execute(f"SELECT * FROM {kind}s('{folder}/**/*.jsonl.gz')")
    assert found.description is not None
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert all(row.pop("date").year >= 2000 for row in rows), "the partition is a column of its own"
    return rows


def read_polars(kind: Kind, folder: Path) -> list[dict[str, Any]]:
    return pl.scan_ndjson(f"{folder}/**/*.jsonl.gz", schema=in_file("polars", kind)["SCHEMA"]).collect().to_dicts()


def read_pyarrow(kind: Kind, folder: Path) -> list[dict[str, Any]]:
    json_lines = pyarrow.dataset.JsonFileFormat(read_options=pyarrow.json.ReadOptions(block_size=64_000_000))
    files = [str(path) for path in sorted(folder.rglob("*.gz")) if path.read_bytes() != VOID]
    schema = in_file("pyarrow", kind)["SCHEMA"]
    found: list[dict[str, Any]] = (
        pyarrow.dataset.dataset(files, schema=schema, format=json_lines).to_table().to_pylist()
    )
    return found


def read_datasets(kind: Kind, folder: Path) -> list[dict[str, Any]]:
    import datasets

    found = datasets.load_dataset(
        "json",
        data_files=f"{folder}/**/*.jsonl.gz",
        features=in_file("datasets", kind)["FEATURES"],
        split="train",
        cache_dir=str(folder.parent / "cache"),
    )
    return list(found)


def read_avro(kind: Kind, folder: Path) -> list[dict[str, Any]]:
    schema = fastavro.parse_schema(json.loads((ROOT / path_for("avro", kind)).read_text()))
    file = folder.parent / f"{kind}.avro"
    with file.open("wb") as sink:
        fastavro.writer(sink, schema, rows_of(folder.parent, kind), codec="deflate", disable_tuple_notation=True)
    with file.open("rb") as source:
        return list(fastavro.reader(source))


def read_spark(kind: Kind, folder: Path) -> list[dict[str, Any]]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    read = spark.read.schema((ROOT / path_for("spark", kind)).read_text()).json(str(folder))
    assert dict(read.dtypes)["date"] == "date", "the partition is a column of its own"
    return [row.asDict(recursive=True) for row in read.drop("date").collect()]


READERS: dict[str, Callable[[Kind, Path], list[dict[str, Any]]]] = {
    "duckdb": read_duckdb,
    "polars": read_polars,
    "pyarrow": read_pyarrow,
    "datasets": read_datasets,
    "avro": read_avro,
    "spark": read_spark,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reader", [pytest.param(name, marks=NEEDS.get(name, [])) for name in READERS])
def test_a_typed_schema_brings_every_value_of_every_row(
    reader: str, kind: Kind, with_nulls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    found = [plain(row) for row in READERS[reader](kind, with_nulls / f"{kind}s")]
    wanted = [plain(row) for row in rows_of(with_nulls, kind)]
    assert len(wanted) > 3 and sorted(found, key=repr) == sorted(wanted, key=repr)


def parquet_by_duckdb(folder: Path) -> list[dict[str, Any]]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    found = connection.execute(f"SELECT * EXCLUDE (date) FROM '{folder}/**/*.parquet'")
    assert found.description is not None
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def parquet_by_datasets(folder: Path) -> list[dict[str, Any]]:
    import datasets

    cache = str(folder.parent / "cache")
    return list(datasets.load_dataset("parquet", data_files=f"{folder}/**/*.parquet", split="train", cache_dir=cache))


def parquet_by_spark(folder: Path) -> list[dict[str, Any]]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    return [row.asDict(recursive=True) for row in spark.read.parquet(str(folder)).drop("date").collect()]


PARQUET_READERS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "duckdb": parquet_by_duckdb,
    "polars": lambda folder: pl.scan_parquet(folder, hive_partitioning=False).collect().to_dicts(),
    "pyarrow": lambda folder: pyarrow.dataset.dataset(folder).to_table().to_pylist(),
    "datasets": parquet_by_datasets,
    "spark": parquet_by_spark,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reader", [pytest.param(name, marks=NEEDS.get(name, [])) for name in PARQUET_READERS])
def test_parquet_brings_every_value_of_every_row(
    reader: str, kind: Kind, twinned_with_nulls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    found = [plain(row) for row in PARQUET_READERS[reader](twinned_with_nulls / f"parquet/{kind}s")]
    assert all(row.pop("extra") is None for row in found if kind == "article"), "no own step runs here"
    wanted = [plain(row) for row in rows_of(twinned_with_nulls, kind)]
    assert len(wanted) > 3 and sorted(found, key=repr) == sorted(wanted, key=repr)


def test_newsbeam_itself(output: Path) -> None:
    """By the manifests: each row once, and the void files are never opened."""
    rows = newsbeam.read(str(output))
    found = [article.url for article in rows]
    assert len(found) == len(URLS) and set(found) == URLS
    assert rows.position > 0 and list(newsbeam.read(str(output), rows.position)) == []


def in_file(reader: Any, kind: Kind) -> dict[str, Any]:
    """What a schema in Python defines."""
    names: dict[str, Any] = {}
    exec((ROOT / path_for(reader, kind)).read_text(), names)
    return names


def rows_of(output: Path, kind: Kind) -> list[dict[str, Any]]:
    """The rows as newsbeam's own classes read them, times as such."""
    lines = [
        line
        for path in sorted((output / f"{kind}s").rglob("*.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    records = [msgspec.json.decode(line, type=RECORDS[kind]) for line in lines]
    return [msgspec.to_builtins(written(record), builtin_types=(datetime,)) for record in records]  # type: ignore[type-var]


def plain(value: Any) -> Any:
    """A value as JSON has it: readers give times in zones of their own, and lists as tuples."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value
