"""Which states a tick shows: tables over what was read, and real ingests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from small_newsroom import Newsroom

from pipelines.config.config import Config
from pipelines.notices.observing import AskedFeed, Observed, Observer, of_state, of_tick
from pipelines.run.passes import Report, ingest
from transforms.notices.options import DISK, ENTRIES, FEEDS, LEDGER, SILENT, STORE, NotifyOptions
from transforms.notices.remembering import Totals

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONFIG = Config(output="/nowhere/out", notify=NotifyOptions(disk_free_mb=0))
TWO_DAYS = timedelta(days=2)


def source(
    name: str, *, fails: bool = False, polled: bool = True, new: float = 1.0, asked: float = 0.1, known: bool = True
) -> AskedFeed:
    """A feed that brought something `new` hours ago, and answered `asked` hours ago."""
    return AskedFeed(
        f"https://{name}.example/rss",
        polled,
        fails,
        NOON - timedelta(hours=new),
        NOON - timedelta(hours=asked),
        TWO_DAYS if known else None,
    )


SAMPLES = {
    "half fail, not more": ((20, 20), []),
    "more than half": ((20, 21), [ENTRIES]),
    "all, but few": ((0, 19), []),
    "all": ((0, 20), [ENTRIES]),
    "nothing": ((0, 0), []),
}


@pytest.mark.parametrize(("ended", "expected"), SAMPLES.values(), ids=SAMPLES)
def test_entries_that_fail(ended: tuple[int, int], expected: list[str]) -> None:
    samples = (Totals(NOON, 100, 50), Totals(NOON, 100 + ended[0], 50 + ended[1]))
    seen = of_state(CONFIG, Observed(totals=samples[-1], sources=()), samples, NOON)
    assert [one.state for one in seen] == expected


SOURCES: dict[str, tuple[list[AskedFeed], list[str]]] = {
    "all is well": ([source("a"), source("b")], []),
    "half fail": ([source("a", fails=True), source("b")], []),
    "most fail": ([source("a", fails=True), source("b", fails=True), source("c")], [FEEDS]),
    "what was never polled does not count": ([source("a", fails=True), source("b", polled=False)], [FEEDS]),
    "one is silent": ([source("a", new=49), source("b")], [SILENT]),
    "one that is not asked is not silent": ([source("a", new=49, asked=2), source("b")], []),
    "one without a norm is not silent": ([source("a", new=900, known=False)], []),
}


@pytest.mark.parametrize(("sources", "expected"), SOURCES.values(), ids=SOURCES)
def test_sources(sources: list[AskedFeed], expected: list[str]) -> None:
    seen = of_state(CONFIG, Observed(totals=Totals(NOON, 0, 0), sources=tuple(sources)), (), NOON)
    assert [one.state for one in seen] == expected
    assert all(one.subject == "https://a.example/rss" for one in seen if one.state == SILENT)


TICKS = {
    "idle": (Report(), None, [], {STORE, DISK}),
    "a pass": (Report(passes=1), None, [], {STORE, DISK, LEDGER}),
    "a store that fails": (Report(), "gs://desk: does not answer", [STORE], {STORE, DISK}),
    "entries are missing": (Report(passes=1, missing={0: ["a", "b"]}), None, [LEDGER], {STORE, DISK, LEDGER}),
}


@pytest.mark.parametrize(("report", "problem", "expected", "judged"), TICKS.values(), ids=TICKS)
def test_ticks(report: Report, problem: str | None, expected: list[str], judged: set[str]) -> None:
    seen, found = of_tick(CONFIG, report, problem)
    assert ([one.state for one in seen], found) == (expected, judged)


def test_the_disk_of_state_and_output(tmp_path: Path) -> None:
    greedy = Config(output=str(tmp_path / "out"), notify=NotifyOptions(disk_free_mb=1e12))
    (tmp_path / "out" / "_state").mkdir(parents=True)
    seen, _ = of_tick(greedy, Report(), None)
    assert [(one.state, Path(one.subject).name) for one in seen] == [(DISK, "_state"), (DISK, "out")]
    assert "MB are free" in seen[0].message
    assert of_tick(replace(greedy, notify=NotifyOptions(disk_free_mb=0)), Report(), None)[0] == []


def test_a_state_is_read(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    config = newsroom.config(feeds=[*newsroom.settings["feeds"], "http://paper.example/nothing.xml"])
    ingest(config)
    observed = Observer(config).read(NOON)
    assert (observed.totals.written, observed.totals.failed) == (1, 0)
    assert sorted((one.url.rpartition("/")[2], one.fails) for one in observed.sources) == [
        ("feed.xml", False),
        ("nothing.xml", True),
    ]
