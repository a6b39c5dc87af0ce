"""Snapshots: counts added up, as one picture of a moment."""

from __future__ import annotations

import pytest

from pipelines.live.snapshots import ARTICLES, FEEDS, PAGES, RunSnapshot, Tally, Watching
from transforms.web.looks import SiteLook

# Six feeds, one of which fails; five pages, of which one is missing, one without text, one tried later, one a duplicate.
RUN = [
    ("poll/due", 6), ("poll/new", 2), ("poll/not_modified", 2), ("poll/unchanged", 1), ("poll/failed", 1),
    ("poll/parked", 5), ("fetch/ended", 1), ("write/failed/expired", 1), ("fetch/due", 5), ("fetch/no_page", 1),
    ("fetch/pages", 4), ("fetch/bytes", 40_000), ("write/failed/http_404", 1), ("write/written", 1),
    ("write/failed/no_text", 1), ("write/deferred/http_503", 1), ("write/dropped/duplicate", 1), ("write/poll_failed/dns", 1),
]  # fmt: skip


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def counted(watching: Watching, *counts: tuple[str, int]) -> RunSnapshot:
    for name, n in counts:
        watching.count(name, n)
    return watching.snapshot()


def test_when_all_is_done_the_tally_says_so() -> None:
    tally = Tally()
    for name, n in RUN:
        tally.count(name, n)
    assert (tally.done[FEEDS], tally.expected[FEEDS]) == (6, 6)
    assert (tally.done[PAGES], tally.expected[PAGES]) == (4, 4)
    assert (tally.done[ARTICLES], tally.expected[ARTICLES]) == (1, 1), "a feed that fails is no article less"
    assert (tally.failed_polls, tally.errors["dns"], tally.errors["http_503"]) == (1, 1, 1)


def test_what_was_not_begun_stays_expected() -> None:
    tally = Tally()
    for name, n in [("poll/due", 2), ("poll/new", 1), ("fetch/due", 3), ("fetch/pages", 1), ("write/written", 1)]:
        tally.count(name, n)
    assert {thing: (tally.done[thing], tally.expected[thing]) for thing in (FEEDS, PAGES, ARTICLES)} == {
        FEEDS: (1, 2),
        PAGES: (1, 3),
        ARTICLES: (1, 3),
    }


def test_what_is_carried_on_is_not_expected_any_more() -> None:
    tally = Tally()
    for name, n in [("poll/due", 2), ("poll/new", 1), ("poll/carried", 1), ("fetch/due", 3), ("fetch/carried", 3)]:
        tally.count(name, n)
    assert (tally.done[FEEDS], tally.expected[FEEDS]) == (1, 1)
    assert (tally.expected[PAGES], tally.expected[ARTICLES]) == (0, 0)


def test_a_snapshot_has_all_of_a_run(seconds: Seconds) -> None:
    site = SiteLook("a.example", "pacing", 0.5)
    watching = Watching(seconds, "ends at noon")
    counted(watching, *RUN)
    assert watching.snapshot((site,)) == RunSnapshot(
        polled=6, polled_of=6, failed=1, fetched=4, fetched_of=4, written=1, written_of=1, in_all=1, per_minute=1.0,
        errors=(("dns", 1), ("expired", 1), ("http_404", 1), ("http_503", 1), ("no_text", 1)),
        sites=(site,), outlook="ends at noon",
    )  # fmt: skip


def test_the_rate_is_that_of_the_last_minute(seconds: Seconds) -> None:
    watching = Watching(seconds)
    assert counted(watching, ("write/written", 90)).per_minute == 90
    seconds.now = 61.0
    found = counted(watching, ("write/written", 30))
    assert (found.per_minute, found.in_all) == (30, 120)


def test_what_a_pass_came_to_is_shown_until_the_next_begins(seconds: Seconds) -> None:
    watching = Watching(seconds, "a tick every 60 s")
    counted(watching, ("poll/due", 2), ("poll/new", 1), ("poll/parked", 9), ("write/written", 3))
    assert watching.snapshot().owed is None, "what an earlier run left is known at the end of a tick"
    watching.end_pass(4, "nothing due before 12:15:00")
    found = watching.snapshot()
    assert (found.polled, found.owed, found.outlook) == (1, 4, "nothing due before 12:15:00")
    found = counted(watching, ("poll/carried", -1), ("poll/due", 3), ("poll/parked", 2), ("write/failed/no_text", 1))
    assert (found.polled, found.polled_of, found.owed, found.in_all) == (0, 3, 5, 3)
    assert found.outlook == "a tick every 60 s", "the moment that was said has passed"
