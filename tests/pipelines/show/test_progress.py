"""Progress: bars on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pipelines.show.progress import ARTICLES, FEEDS, LINE_SECONDS, PAGES, Tally, _Lines, shown
from transforms.counters import count

# Six feeds, one of which fails; five pages, of which one is missing, one without text, one tried later, one a duplicate.
RUN = [
    ("poll/due", 6), ("poll/new", 2), ("poll/not_modified", 2), ("poll/unchanged", 1), ("poll/failed", 1),
    ("poll/parked", 5), ("fetch/ended", 1), ("write/failed/expired", 1), ("fetch/due", 5), ("fetch/no_page", 1),
    ("fetch/pages", 4), ("fetch/bytes", 40_000), ("write/failed/http_404", 1), ("write/written", 1),
    ("write/failed/no_text", 1), ("write/deferred/http_503", 1), ("write/dropped/duplicate", 1),
]  # fmt: skip


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    yield Terminal()


def test_when_all_is_done_the_tally_says_so() -> None:
    tally = Tally()
    for name, n in RUN:
        tally.count(name, n)
    assert (tally.done[FEEDS], tally.expected[FEEDS]) == (6, 6)
    assert (tally.done[PAGES], tally.expected[PAGES]) == (4, 4)
    assert (tally.done[ARTICLES], tally.expected[ARTICLES]) == (1, 1)


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


def test_elsewhere_a_plain_line_is_printed_now_and_then() -> None:
    seconds, stream = [0.0], io.StringIO()
    lines = _Lines(stream, lambda: seconds[0])
    for name, n in RUN[:-4]:
        seconds[0] += LINE_SECONDS / 15
        lines.count(name, n)
    assert stream.getvalue() == ""
    seconds[0] = LINE_SECONDS
    lines.count("write/written", 3)
    lines.count("write/written", 1)
    lines.close()
    at, _, line = stream.getvalue().partition(" ")
    assert datetime.fromisoformat(at).tzinfo is UTC
    assert line == "30 s: 6 of 6 feeds polled, 4 of 4 pages fetched, 3 of 4 articles written, 0.1 articles/s\n"


def test_a_short_run_elsewhere_prints_nothing() -> None:
    stream = io.StringIO()
    with shown(stream):
        count("poll", "due", 3)
        count("poll", "new", 3)
    assert stream.getvalue() == ""


def test_a_terminal_shows_three_bars_to_their_end(terminal: Terminal) -> None:
    with shown(terminal):
        for name, n in RUN:
            stage, _, outcome = name.partition("/")
            count(stage, outcome, n)
    screen = terminal.getvalue()
    for last in ("feeds polled     100% |██████████████| 6/6", "| 4/4", "| 1/1", "articles/s"):
        assert last in screen
    assert "\r" in screen


def test_a_run_that_counts_nothing_here_shows_no_bars(terminal: Terminal) -> None:
    with shown(terminal):
        pass
    assert terminal.getvalue() == ""


def test_after_the_block_nothing_is_shown(terminal: Terminal) -> None:
    with shown(terminal):
        count("poll", "due", 1)
    before = terminal.getvalue()
    count("poll", "new", 1)
    assert terminal.getvalue() == before


def test_a_log_line_goes_above_the_bars(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", terminal)
    logger = logging.getLogger("newsbeam.tests.progress")
    handler = logging.StreamHandler(terminal)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with shown(terminal):
            count("poll", "due", 2)
            logger.warning("the disk is nearly full")
    finally:
        root.removeHandler(handler)
    (line,) = [line for line in terminal.getvalue().splitlines() if "the disk" in line]
    assert line.rpartition("\r")[2].replace("\x1b[A", "") == "the disk is nearly full"
