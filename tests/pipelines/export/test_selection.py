"""The rows that are chosen: by a condition and a day, of the files that the manifests list when they have been read."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from one_shard import NOON, article, failure
from published import Published
from small_dataset import SmallDataset, address

import newsbeam
from pipelines.export.choice import ExportChoice
from pipelines.export.selection import MovedMeanwhile, Selection, condition
from pipelines.run.errors import Refused
from transforms.errors import OutputError
from transforms.pure.net.urls import url_id
from transforms.records import FeedRef
from transforms.row_files import VOID
from transforms.state.compacting import Compaction, compact
from transforms.state.forgetting import Takedown, Target
from transforms.state.storage import open_store

ROOT = Path(__file__).parents[3]
DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")


def on(day: str, name: str, **fields: object) -> object:
    return msgspec.structs.replace(
        article(name, datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)), **fields
    )


@pytest.fixture
def output(tmp_path: Path) -> Published:
    """Three days of articles in two languages, and a failure."""
    made = Published(open_store(str(tmp_path / "out")))
    made.add(DAYS[0], on(DAYS[0], "a", language="de"), on(DAYS[0], "b"))  # type: ignore[arg-type]
    made.add(DAYS[1], on(DAYS[1], "c", language="de", title="It's"))  # type: ignore[arg-type]
    # Fetched before midnight, and written after it.
    made.add(DAYS[2], on(DAYS[1], "d"), on(DAYS[2], "e", authors=("A", "B")))  # type: ignore[arg-type]
    made.add(DAYS[2], failure("x", datetime(2026, 11, 22, tzinfo=UTC)))
    return made


def ids(output: Published, **choice: object) -> list[str]:
    chosen = Selection(output.store.root, ExportChoice(to="x", **choice))  # type: ignore[arg-type]
    return [row["id"] for batch in chosen.batches() for row in batch.to_pylist()]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, ["a", "b", "c", "d", "e"]),
        ({"where": "language = 'de'"}, ["a", "c"]),
        ({"where": "language = 'de' -- and no other"}, ["a", "c"]),
        ({"where": "title = 'It''s' or list_contains(authors, 'B')"}, ["c", "e"]),
        ({"where": "source.site = 'site.example' and fetched.status = 200 and url like '%/a'"}, ["a"]),
        ({"where": "fetched.fetched_at < '2026-11-21'"}, ["a", "b"]),
        ({"since": date(2026, 11, 21)}, ["c", "d", "e"]),
        ({"since": date(2026, 11, 22)}, ["e"]),
        ({"since": date(2026, 11, 21), "where": "language is null"}, ["d", "e"]),
        ({"since": date(2030, 1, 1)}, []),
        ({"kind": "failures", "where": "reason = 'http_404'"}, ["x"]),
        ({"kind": "failures", "since": date(2026, 11, 23)}, []),
    ],
    ids=str,
)
def test_rows_by_condition_and_day_in_the_order_of_their_publication(
    output: Published, choice: dict[str, object], expected: list[str]
) -> None:
    assert ids(output, **choice) == expected


def test_nothing_yet(tmp_path: Path) -> None:
    assert ids(Published(open_store(str(tmp_path / "nowhere")))) == []


def test_files_of_earlier_days_are_not_read(output: Published) -> None:
    for name in output.store.names(f"articles/date={DAYS[0]}"):
        output.store.delete(f"articles/date={DAYS[0]}/{name}")
    assert ids(output, since=date(2026, 11, 21)) == ["c", "d", "e"]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("langage = 'de'", r'"langage" not found .* Candidate bindings: "language"'),
        ("language = ", "syntax error"),
        ("language = 'de'; DROP TABLE x", "syntax error"),
        ("published_at > 'soon'", "Conversion Error"),
        ("title IN (SELECT content FROM read_text('/etc/hostname'))", "disabled by configuration"),
    ],
    ids=["no such field", "no condition", "two statements", "no time", "a file of this machine"],
)
def test_a_condition_that_is_none_is_refused_with_its_cure(output: Published, where: str, said: str) -> None:
    with pytest.raises(Refused, match=rf"(?s)^--where .*{said}.*write a condition like language = 'de'"):
        ids(output, where=where)


def test_a_condition_that_fails_on_a_row_is_refused(output: Published) -> None:
    with pytest.raises(Refused, match=r"^--where 'CAST\(id AS INT\) > 0': Conversion Error: .*'a'"):
        ids(output, where="CAST(id AS INT) > 0")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda store, path: store.delete(path), "a manifest lists this file, and it is gone"),
        (lambda store, path: store.put(path, VOID), "this file is not the one that its manifest lists"),
    ],
    ids=["gone", "void"],
)
def test_a_file_that_is_not_what_its_manifest_lists_stops_it(output: Published, damage: object, problem: str) -> None:
    path = f"articles/date={DAYS[1]}/part-1.jsonl.gz"
    damage(output.store, path)  # type: ignore[operator]
    with pytest.raises(OutputError, match=rf"{path}: {problem}.*; bring it back from a copy; `newsbeam verify`"):
        ids(output)


def test_rows_of_another_version_are_named_with_their_file(output: Published) -> None:
    path = output.add_bytes(DAYS[2], gzip.compress(b'{"title": {"de": "Damm"}}\n'))
    with pytest.raises(OutputError, match=rf"{path}: a row is no record of articles, .*; export it with the version"):
        ids(output)


def test_rows_of_an_earlier_version_are_copied_without_the_secrets_of_their_addresses(output: Published) -> None:
    feed = FeedRef(url="https://paper.example/rss?token=CANARY-9f3a77")
    output.add(DAYS[2], on(DAYS[2], "f", feed=feed))  # type: ignore[arg-type]
    (batch,) = Selection(output.store.root, ExportChoice(to="x", where="id = 'f'")).batches()
    assert [row["feed"]["url"] for row in batch.to_pylist()] == ["https://paper.example/rss"]
    rows = {row.id: row for row in newsbeam.read(output.store.root)}
    assert rows["f"].feed.url == "https://paper.example/rss"


def test_what_was_taken_down_is_not_there_and_the_other_rows_are(output: Published) -> None:
    day = DAYS[0]
    output.take_down(f"articles/date={day}/part-0.jsonl.gz", day, [on(day, "b")], (0,))  # type: ignore[list-item]
    assert sorted(ids(output)) == ["b", "c", "d", "e"]


@pytest.mark.parametrize("with_zstd", [False, True], ids=["gzip", "zstd"])
def test_rows_are_found_where_they_were_put_together_and_those_taken_down_are_not(with_zstd: bool) -> None:
    dataset = SmallDataset(f"selection-{with_zstd}")
    for name in "abcd":
        dataset.write(name)
    Takedown(dataset.rewriter(), Target(ids=frozenset((url_id(address("b")),)))).run()
    dataset.days_pass(3)
    assert dataset.open(0).commit({}, {}, {})
    dataset.publish()
    compact(dataset.rewriter(job="compact"), Compaction(with_zstd=with_zstd))
    chosen = Selection(dataset.output.root, ExportChoice(to="x", since=NOON.date(), where="url not like '%/c'"))
    urls = [row["url"] for batch in chosen.batches() for row in batch.to_pylist()]
    assert urls == [address("a"), address("d")]


@pytest.mark.parametrize(
    ("day", "number", "kept"), [(DAYS[0], 0, "b"), (DAYS[2], 2, "e")], ids=["already read", "not read yet"]
)
def test_what_is_taken_down_meanwhile_lets_the_reading_begin_again(
    output: Published, day: str, number: int, kept: str
) -> None:
    batches = Selection(output.store.root, ExportChoice(to="x")).batches()
    next(batches)
    output.take_down(f"articles/date={day}/part-{number}.jsonl.gz", day, [on(day, kept)], (0,))  # type: ignore[list-item]
    with pytest.raises(MovedMeanwhile):
        list(batches)
    assert len(ids(output)) == 4 and kept in ids(output)


def test_the_condition_stands_alone_with_its_comments() -> None:
    chosen = ExportChoice(to="x", kind="failures", since=date(2026, 11, 22), where="true -- all")
    assert condition(chosen) == "failed_at >= '2026-11-22' AND (\ntrue -- all\n)"
    assert condition(ExportChoice(to="x")) == "true"


def test_without_duckdb_the_cure_is_named() -> None:
    """In a process that cannot import it."""
    program = """
import sys
sys.modules["duckdb"] = None
from pipelines.export.choice import ExportChoice
from pipelines.export.selection import Selection
Selection("out", ExportChoice(to="x"))
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert "Refused: an export needs duckdb, and it cannot be imported" in ended.stderr
    assert "pip install 'newsbeam[export]'" in ended.stderr
