"""Twins that are not what their files hold, and twins of nothing: each is found, in a whole dataset and by itself."""

from __future__ import annotations

import gzip
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from one_shard import article
from sample_run import Sample

from transforms.parquet import parquet_of
from transforms.row_files import VOID
from transforms.state.storage import open_store
from transforms.state.twin_checks import compare
from transforms.state.twins import twin_path
from transforms.state.verification import Verified, verify
from transforms.written import written


class Twinned:
    """A copy of the sample's output in which each file has its twin, and the manifests name it."""

    def __init__(self, output: Path) -> None:
        self.output = output
        for path in output.glob("[af]*/date=*/*.gz"):
            name = str(path.relative_to(output))
            twin = output / twin_path(name)
            twin.parent.mkdir(parents=True, exist_ok=True)
            twin.write_bytes(parquet_of(name.partition("/")[0], path.read_bytes()))
        for manifest in output.glob("runs/date=*/*.json"):
            named = json.loads(manifest.read_text())
            named["files"] = [file | {"parquet": twin_path(file["path"])} for file in named["files"]]
            manifest.write_text(json.dumps(named))
        (self.articles,) = output.glob("articles/date=*/*.gz")
        (self.twin,) = output.glob("parquet/articles/date=*/*.parquet")

    def verify(self) -> Verified:
        return verify(open_store(str(self.output / "_state")), open_store(str(self.output)), 1)

    def rewrite(self, change: Callable[[pa.Table], pa.Table]) -> None:
        made = io.BytesIO()
        pq.write_table(change(pq.read_table(io.BytesIO(self.twin.read_bytes()))), made)
        self.twin.write_bytes(made.getvalue())


@pytest.fixture
def dataset(tmp_path: Path, sample: Sample) -> Twinned:
    shutil.copytree(sample.output, tmp_path / "out")
    return Twinned(tmp_path / "out")


def test_nothing_is_wrong_with_twins_of_all_files(dataset: Twinned) -> None:
    assert dataset.verify().findings == ()


def put_a_title_into(table: pa.Table) -> pa.Table:
    titles = table.column("title").to_pylist()
    titles[2] = "Another title"
    return table.set_column(table.schema.get_field_index("title"), "title", pa.array(titles))


DAMAGES: dict[str, tuple[Callable[[Twinned], object], str, str]] = {
    "gone": (lambda it: it.twin.unlink(), "a manifest lists it, and it is gone", "verify --repair"),
    "cut": (
        lambda it: it.twin.write_bytes(it.twin.read_bytes()[:-8]),
        "this is no whole Parquet file",
        "verify --repair",
    ),
    "a row less": (lambda it: it.rewrite(lambda table: table.slice(1)), "rows, and articles/", "verify --repair"),
    "another title": (lambda it: it.rewrite(put_a_title_into), "its row 3 is not that of articles/", "verify --repair"),
    "two rows swapped": (
        lambda it: it.rewrite(lambda table: table.take(pa.array([1, 0, *range(2, table.num_rows)]))),
        "its row 1 is not that of articles/",
        "verify --repair",
    ),
    "times of another zone": (
        lambda it: it.rewrite(
            lambda table: table.set_column(
                table.schema.get_field_index("published_at"),
                "published_at",
                pc.add(table.column("published_at"), pa.scalar(3_600_000_000, pa.duration("us"))),
            )
        ),
        "is not that of articles/",
        "verify --repair",
    ),
    "of a void file": (
        lambda it: it.twin.with_name("part-void.parquet").write_bytes(
            it.twin.read_bytes() if it.articles.with_name("part-void.jsonl.gz").write_bytes(VOID) else b""
        ),
        "no file with rows has it",
        "delete it",
    ),
    "of nothing": (
        lambda it: shutil.copy(it.twin, it.twin.with_name("mine.parquet")),
        "no file with rows has it as its Parquet",
        "delete it",
    ),
}


@pytest.mark.parametrize(("damage", "problem", "cure"), DAMAGES.values(), ids=DAMAGES)
def test_each_twin_that_is_wrong_is_named_with_its_cure(
    dataset: Twinned, damage: Callable[[Twinned], object], problem: str, cure: str
) -> None:
    damage(dataset)
    (said,) = [str(finding) for finding in dataset.verify().findings]
    assert said.startswith("parquet/articles/date=") and problem in said and cure in said, said


def test_a_twin_without_rows_of_a_file_without_rows_is_what_a_takedown_leaves(dataset: Twinned) -> None:
    dataset.articles.with_name("part-void.jsonl.gz").write_bytes(VOID)
    dataset.twin.with_name("part-void.parquet").write_bytes(parquet_of("articles", VOID))
    assert dataset.verify().findings == ()


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(b"no gzip"), lambda path: path.write_bytes(VOID)]
)
def test_a_file_that_is_not_as_it_was_is_one_finding(dataset: Twinned, damage: Callable[[Path], object]) -> None:
    damage(dataset.articles)
    assert not [finding for finding in dataset.verify().findings if finding.subject.startswith("parquet/")]


def test_a_twin_of_a_version_with_other_columns_is_equal_where_it_says_the_same() -> None:
    data = gzip.compress(msgspec.json.encode(written(article("a"))) + b"\n")
    table = pq.read_table(io.BytesIO(parquet_of("articles", data)))
    older, newer = io.BytesIO(), io.BytesIO()
    pq.write_table(table.drop_columns(["standfirst"]), older)
    pq.write_table(table.append_column("mood", pa.nulls(1, pa.string())), newer)
    assert compare("articles/a", data, older.getvalue()) is None
    assert compare("articles/a", data, newer.getvalue()) is None
    pq.write_table(table.drop_columns(["url"]), lesser := io.BytesIO())
    assert compare("articles/a", data, lesser.getvalue()) == "its row 1 is not that of articles/a"
