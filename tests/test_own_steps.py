"""Users' own steps in a whole ingest: every row has their columns, whatever they do, and readers take them typed."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import fastavro
import jsonschema
import polars as pl
import pyarrow.dataset
import pytest
from sample_run import CONFIG, EXPECTED, ROOT, rows, served

import newsbeam
from transforms.parquet import read_parquet, table_of

STEPS = (
    "[language, word_count, mood_steps:add_length, {'mood_steps:Sentiment': {model: large}, batch: 4, processes: 2},"
    " mood_steps:add_doubled, mood_steps:add_crash, mood_steps:add_raising,"
    " {'mood_steps:add_hang': , seconds: 1, open_seconds: 3}]"
)
FIELDS = ["length", "sentiment", "doubled", "crash", "raising", "hang"]
SETS = ("--set", f"enrich={STEPS}", "--set", "write.formats=[jsonl, parquet]")
NEWSBEAM = [sys.executable, "-m", "pipelines"]


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    support = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'support'}"}
    done = subprocess.run([*NEWSBEAM, *words], capture_output=True, text=True, env=environment | support, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    output = tmp_path_factory.mktemp("own") / "out"
    with served() as environment:
        return output, run(environment, "ingest", CONFIG, "--set", f"output={output}", *SETS)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration with the same steps, for `newsbeam schema`."""
    path = tmp_path_factory.mktemp("schema") / "own.yaml"
    path.write_text(f"output: out\nfeeds: [https://news.example/rss]\nenrich: {STEPS}\n")
    return path


def test_steps_that_fail_cost_their_own_fields(ingested: tuple[Path, Any]) -> None:
    found = rows(ingested[0], "articles")
    assert {row["url"] for row in found} == set(EXPECTED["articles"])
    for row in found:
        extra = row["extra"]
        assert list(extra) == FIELDS
        assert extra["length"]["words"] == len(row["text"].split())
        assert extra["doubled"] == {"twice": 2 * extra["length"]["words"]}
        assert (extra["sentiment"]["model"], extra["sentiment"]["at"]) == ("large", None)
        assert extra["crash"] is extra["raising"] is extra["hang"] is None
        failed = [flag for flag in row["quality"]["flags"] if flag.startswith("failed_")]
        assert failed == ["failed_crash", "failed_raising", "failed_hang"]


def test_the_summary_says_what_each_step_did(ingested: tuple[Path, Any]) -> None:
    done, n = ingested[1], len(EXPECTED["articles"]) + 1  # Two links lead to one of them.
    lines = [line for line in done.stdout.splitlines() if line.startswith("Step ")]
    assert [line.split()[1] for line in lines] == [f"{name}:" for name in sorted(FIELDS)]
    assert f"length: {n} articles in " in done.stdout
    assert f"raising: {n} failed" in done.stdout
    assert "the enrichment step mood_steps:add_raising failed on" in done.stderr
    assert "RuntimeError: the service is down" in done.stderr


def test_the_schema_with_the_configuration_has_the_columns(ingested: tuple[Path, Any], config: Path) -> None:
    schema = json.loads(run(dict(os.environ), "schema", "--config", str(config)).stdout)
    assert list(schema["properties"]["extra"]["properties"]) == FIELDS
    assert (
        schema["properties"]["extra"]["properties"]["sentiment"]["properties"]["label"]["description"]
        == "How it sounds."
    )
    validator = jsonschema.Draft202012Validator(schema)
    for row in rows(ingested[0], "articles"):
        validator.validate(row)
        jsonschema.Draft202012Validator(newsbeam.schema("article")).validate(row)
        del row["extra"]["length"]["words"]
        assert not validator.is_valid(row)


def duckdb_lengths(schema: str, output: Path) -> list[int]:
    connection = duckdb.connect()
    connection.execute(schema)
    found = connection.execute(f"SELECT extra.length.words FROM articles('{output}/articles/**/*.jsonl.gz')").fetchall()
    return [words for (words,) in found]


def polars_lengths(schema: str, output: Path) -> list[int]:
    names: dict[str, Any] = {}
    exec(schema, names)
    frame = pl.scan_ndjson(f"{output}/articles/**/*.jsonl.gz", schema=names["SCHEMA"]).collect()
    assert frame["extra"].struct.field("crash").dtype == pl.Struct({"words": pl.Int64, "letters": pl.Int64})
    return frame["extra"].struct.field("length").struct.field("words").to_list()


def pyarrow_lengths(schema: str, output: Path) -> list[int]:
    names: dict[str, Any] = {}
    exec(schema, names)
    files = sorted(map(str, output.glob("articles/**/*.jsonl.gz")))
    table = pyarrow.dataset.dataset(files, schema=names["SCHEMA"], format="json").to_table()
    return [row["length"]["words"] for row in table["extra"].to_pylist()]


def avro_lengths(schema: str, output: Path) -> list[int]:
    parsed = fastavro.parse_schema(json.loads(schema))
    found = list(newsbeam.read(str(output)))
    for row in found:
        fastavro.validate(_without_times(row), parsed)
    return [row.extra["length"]["words"] for row in found if row.extra]


def _without_times(row: newsbeam.Article) -> Any:
    import msgspec

    return msgspec.to_builtins(row, builtin_types=(__import__("datetime").datetime,))


READERS: dict[str, Callable[[str, Path], list[int]]] = {
    "duckdb": duckdb_lengths,
    "polars": polars_lengths,
    "pyarrow": pyarrow_lengths,
    "avro": avro_lengths,
}


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_the_columns_typed(reader: str, ingested: tuple[Path, Any], config: Path) -> None:
    schema = run(dict(os.environ), "schema", "--config", str(config), "--for", reader).stdout
    wanted = sorted(row["extra"]["length"]["words"] for row in rows(ingested[0], "articles"))
    assert sorted(READERS[reader](schema, ingested[0])) == wanted


def test_the_schema_without_the_configuration_reads_the_same_rows(ingested: tuple[Path, Any]) -> None:
    connection = duckdb.connect()
    connection.execute((ROOT / "schemas" / "article-v1.1.duckdb.sql").read_text())
    query = f"SELECT count(*) FROM articles('{ingested[0]}/articles/**/*.jsonl.gz')"
    assert connection.execute(query).fetchone() == (len(EXPECTED["articles"]),)


def test_in_parquet_the_fields_are_json(ingested: tuple[Path, Any]) -> None:
    query = f"SELECT url, CAST(extra->>'$.length.words' AS INT) FROM '{ingested[0]}/parquet/articles/**/*.parquet'"
    found = dict(duckdb.connect().execute(query).fetchall())
    assert found == {row["url"]: row["extra"]["length"]["words"] for row in rows(ingested[0], "articles")}
    for path in ingested[0].glob("articles/**/*.jsonl.gz"):
        twin = ingested[0] / "parquet" / path.relative_to(ingested[0]).with_suffix("").with_suffix(".parquet")
        assert read_parquet(twin.read_bytes()).equals(table_of("articles", path.read_bytes()))


def test_an_export_chooses_by_them_and_keeps_them(ingested: tuple[Path, Any], tmp_path: Path) -> None:
    config = tmp_path / "export.yaml"
    config.write_text(f"output: {ingested[0]}\nfeeds: [https://news.example/rss]\n")
    where = "CAST(extra->>'$.length.words' AS INT) > 100"
    words = ("export", str(config), "--to", str(tmp_path / "copy"), "--format", "jsonl", "--where", where)
    run(dict(os.environ), *words)
    (part,) = tmp_path.glob("copy/**/part-*.jsonl.gz")
    copied = [json.loads(line) for line in gzip.decompress(part.read_bytes()).splitlines()]
    wanted = [row for row in rows(ingested[0], "articles") if row["extra"]["length"]["words"] > 100]
    assert {row["url"]: row["extra"] for row in copied} == {row["url"]: row["extra"] for row in wanted}
    assert 0 < len(copied) < len(EXPECTED["articles"])


def test_a_run_that_is_killed_with_articles_in_a_step_loses_and_doubles_none(tmp_path: Path) -> None:
    slow = "enrich=[language, {'mood_steps:add_slow_length': , name: length, batch: 2}]"
    words = (
        "ingest",
        CONFIG,
        "--set",
        f"output={tmp_path / 'out'}",
        "--set",
        slow,
        "--set",
        "write.commit_seconds=0.1",
    )
    support = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'support'}"}
    with served() as environment:
        with subprocess.Popen(
            [*NEWSBEAM, *words], env=environment | support, cwd=ROOT, start_new_session=True
        ) as killed:
            while killed.poll() is None and not list(tmp_path.glob("out/articles/**/*.gz")):
                time.sleep(0.02)
            os.killpg(killed.pid, signal.SIGKILL)
        before = len(rows(tmp_path / "out", "articles"))
        done = run(environment, *words)
    found = rows(tmp_path / "out", "articles")
    assert sorted(row["url"] for row in found) == sorted(EXPECTED["articles"])
    assert all(row["extra"]["length"]["letters"] == len(row["text"]) for row in found)
    assert 0 < before < len(found), done.stdout


def test_a_configuration_whose_step_is_not_there_starts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("output: out\nfeeds: [https://news.example/rss]\nenrich: [language, mood_steps:add_lenght]\n")
    support = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'support'}"}
    for command in ("check", "ingest", "stream"):
        words = [*NEWSBEAM, command, str(path)]
        done = subprocess.run(words, capture_output=True, text=True, env=os.environ | support, cwd=tmp_path)
        assert done.returncode == 2
        wanted = (
            "wrong.yaml:3: enrich[2]: mood_steps:add_lenght: mood_steps.py has no add_lenght; did you mean add_length?"
        )
        assert wanted in done.stderr
    assert not (tmp_path / "out").exists()
