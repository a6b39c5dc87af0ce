"""How a run is shown: by the terminal, by what the reader asked for, and by what is printed meanwhile."""

from __future__ import annotations

import io
import logging
import sys
from datetime import UTC, datetime

import pytest

from pipelines.config.config import Config
from pipelines.live.showing import Manner, Progress, choose, showing_ingest, showing_stream
from pipelines.output import log_to_stderr, print_error, print_event
from pipelines.run.passes import Report
from pipelines.run.stream import Ticked
from pipelines.run.ticks import Tick
from transforms.counters import count
from transforms.stopping import request_stop

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONFIG = Config(output="out")
TICKED = Ticked(tick=Tick(1, 0), at=NOON, report=Report(next_poll=NOON))


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def open_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Give both output streams of a command, on one terminal."""
    found = Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    monkeypatch.setattr(sys, "stdout", found)
    monkeypatch.setenv("TERM", "xterm")
    log_to_stderr()
    return found


MANNERS: dict[str, tuple[Progress, bool, str, bool, Manner]] = {
    "a terminal": ("auto", True, "xterm", False, "live"),
    "a terminal that cannot move its cursor": ("auto", True, "dumb", False, "plain"),
    "a log": ("auto", False, "xterm", False, "quiet"),
    "lines for machines on a terminal": ("auto", True, "xterm", True, "quiet"),
    "a view beside lines for machines": ("live", True, "xterm", True, "live"),
    "a view where there is no terminal": ("live", False, "xterm", False, "quiet"),
    "a screen reader": ("plain", True, "xterm", False, "plain"),
    "changes in a log": ("plain", False, "", False, "plain"),
    "nothing": ("none", True, "xterm", False, "none"),
}


@pytest.mark.parametrize(("asked", "is_terminal", "term", "for_machines", "manner"), MANNERS.values(), ids=MANNERS)
def test_the_manner(asked: Progress, is_terminal: bool, term: str, for_machines: bool, manner: Manner) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    assert choose(asked, stream, {"TERM": term}, for_machines=for_machines) == manner


def test_an_ingest_is_shown_until_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    with showing_ingest(CONFIG, NOON):
        count("poll", "due", 3)
        count("poll", "new", 2)
        print_event("a line for the output", "ingest")
        print_error("a line for the error stream")
        logging.getLogger("newsbeam.tests").warning("the disk is nearly full")
    count("poll", "new", 1)
    screen = terminal.getvalue()
    above = ["a line for the output", "a line for the error stream", "WARNING newsbeam.tests: the disk is nearly full"]
    assert [line.rpartition("\x1b[J")[2] for line in screen.splitlines() if line.endswith(tuple(above))] == above
    assert "\x1b[?25l" not in screen, "a process that is killed would leave the terminal without a cursor"


@pytest.mark.parametrize("asked", ["plain", "none"])
def test_nothing_is_rewritten_for_who_does_not_want_it(monkeypatch: pytest.MonkeyPatch, asked: Progress) -> None:
    terminal = open_terminal(monkeypatch)
    with showing_ingest(CONFIG, NOON, asked=asked):
        count("poll", "due", 1)
        print_error("a line")
    assert terminal.getvalue() == "a line\n"


def test_a_short_run_elsewhere_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with showing_ingest(CONFIG, NOON):
        count("poll", "due", 3)
        count("poll", "new", 3)
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_a_stream_hands_its_lines_on(monkeypatch: pytest.MonkeyPatch) -> None:
    open_terminal(monkeypatch)
    said = list[str]()
    with showing_stream(CONFIG, lambda line, _: said.append(line)) as end_tick:
        end_tick(TICKED)
    assert said == ["2026-11-22 12:00:00 UTC  idle: 0 owed, nothing due before 12:00:00"]


def test_a_stream_in_a_log_has_its_lines_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with showing_stream(CONFIG, lambda line, _: None, asked="auto") as end_tick:
        end_tick(TICKED)
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_who_asked_to_stop_sees_for_how_long_it_takes_still(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    request_stop(0.0)
    with showing_ingest(CONFIG, NOON):
        while "Next" not in terminal.getvalue():
            pass
    assert "stops when what is under way is over, in 0 s at most" in terminal.getvalue()
