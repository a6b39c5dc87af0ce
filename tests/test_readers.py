"""The output read by those who will read it, also where a void file sorts first in a partition."""

from __future__ import annotations

import glob
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import duckdb
import pandas as pd
import polars as pl
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from sample_run import EXPECTED, Sample

import newsbeam
from transforms.state.files import VOID

URLS = set(EXPECTED["articles"])


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> Iterator[str]:
    """The articles of the sample, with a void file at the head of each partition."""
    output = tmp_path_factory.mktemp("readers") / "out"
    shutil.copytree(sample.output, output)
    partitions = list((output / "articles").iterdir())
    assert partitions
    for partition in partitions:
        (partition / "part-00000000T000000Z-void.jsonl.gz").write_bytes(VOID)
    yield f"{output}/articles/**/*.jsonl.gz"


def test_pandas(pattern: str) -> None:
    frames = [pd.read_json(path, lines=True) for path in sorted(glob.glob(pattern, recursive=True))]
    table = pd.concat(frames)
    assert set(table["url"]) == URLS
    assert pd.to_datetime(table["published_at"], utc=True).notna().all()
    assert table["text"].str.len().min() > 100


def test_duckdb(pattern: str) -> None:
    found = (
        duckdb.connect().execute(f"SELECT url, title, source.site, len(images) FROM read_json('{pattern}')").fetchall()
    )
    assert {row[0] for row in found} == URLS
    assert all(row[1] and row[2] for row in found)


def test_polars_needs_to_be_told_the_columns(pattern: str) -> None:
    """It takes the columns from the first file, which is void here: `schema=` names those that are wanted."""
    files = sorted(glob.glob(pattern, recursive=True))
    tables = [pl.read_ndjson(path, schema={"url": pl.String, "title": pl.String, "text": pl.String}) for path in files]
    assert set(pl.concat(tables)["url"]) == URLS


def test_beam(pattern: str, tmp_path: Path) -> None:
    """As text: Beam 2.77's own ReadFromJson cannot open a compressed file (its CompressedFile is no writable stream)."""
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        lines = pipeline | beam.io.ReadFromText(pattern)
        lines | beam.Map(json.loads) | beam.Map(lambda row: row["url"]) | beam.io.WriteToText(str(tmp_path / "urls"))
    found = [line for path in tmp_path.glob("urls-*") for line in path.read_text().splitlines()]
    assert len(found) == len(URLS) and set(found) == URLS


def test_newsbeam_itself(pattern: str) -> None:
    """By the manifests: each row once, and the void files are never opened."""
    rows = newsbeam.read(pattern.partition("/articles/")[0])
    found = [article.url for article in rows]
    assert len(found) == len(URLS) and set(found) == URLS
    assert rows.position > 0 and list(newsbeam.read(pattern.partition("/articles/")[0], rows.position)) == []
