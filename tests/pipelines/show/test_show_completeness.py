"""How complete feeds were read, as people read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.show.completeness import describe_days, describe_figure, describe_gaps
from transforms.pure.feeds.completeness import CompletenessFigure, DayTally
from transforms.pure.feeds.gaps import Gap

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

FIGURES = {
    "as the issue has it": (994, 6.0, 3, "99.4 %, 3 suspected gaps"),
    "one gap": (90, 10.0, 1, "90.0 %, 1 suspected gap"),
    "nothing is missing": (5, 0.0, 0, "100.0 %, no gap suspected"),
    "never rounded up": (100_000, 1.0, 1, "99.9 %, 1 suspected gap"),
    "nothing was expected": (0, 0.0, 0, None),
}


@pytest.mark.parametrize(("seen", "missed", "gaps", "words"), FIGURES.values(), ids=FIGURES)
def test_the_figure_in_words(seen: int, missed: float, gaps: int, words: str | None) -> None:
    assert describe_figure(CompletenessFigure(since=date(2026, 11, 16), seen=seen, missed=missed, gaps=gaps)) == words


def test_the_line_of_a_summary() -> None:
    days = [DayTally(NOON.date(), 994, 6.0, 3), DayTally(date(2026, 10, 1), 10, 90.0, 9)]
    assert describe_days(days, NOON) == [
        "Seen      99.4 %, 3 suspected gaps, in which about 6 items are missing (of what the feeds listed in the last 7 days)"
    ]
    assert describe_days([], NOON) == []


def gap(hours: float, missed: float, before: timedelta = timedelta(0), **fields: bool) -> Gap:
    at = NOON - before
    return Gap(from_at=at - timedelta(hours=hours), to_at=at, missed=missed, **fields)


def test_gaps_are_listed_with_their_times_the_largest_first() -> None:
    gaps = {
        "https://paper.example/feed": [gap(1, 0.4), gap(14, 30.2), gap(2, 7.0, ended=True)],
        "https://other.example/feed": [gap(3, 50.0, timedelta(days=8))],
    }
    assert describe_gaps(gaps, NOON) == [
        "Gaps      2026-11-21 22:00 to 2026-11-22 12:00 UTC, about 30 items: https://paper.example/feed",
        "          2026-11-22 11:00 to 12:00 UTC, perhaps an item: https://paper.example/feed",
    ]


def test_of_many_gaps_some_are_listed() -> None:
    lines = describe_gaps({"https://paper.example/feed": [gap(1, n) for n in range(1, 10)]}, NOON)
    assert len(lines) == 6 and lines[-1] == "          and 4 smaller ones"


def test_the_documentation_shows_what_is_said() -> None:
    text = Path("docs/feeds.md").read_text().partition("<!-- seen -->")[2].partition("<!-- end -->")[0]
    gaps = {
        "https://paper.example/feed": [gap(14, 4.2)],
        "https://courier.example/rss": [gap(1 + 25 / 60, 1.9, timedelta(minutes=20))],
        "https://herald.example/rss": [gap(0.25, 0.4, timedelta(days=1, hours=11, minutes=55))],
    }
    days = [DayTally(NOON.date(), 994, 6.0, 3)]
    said = [*describe_days(days, NOON), *describe_gaps(gaps, NOON)]
    assert said == [line[4:] for line in text.strip("\n").splitlines()]
