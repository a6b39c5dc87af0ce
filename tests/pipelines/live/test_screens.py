"""The foot of a terminal, drawn on a real pseudo-terminal and on terminals that go away."""

from __future__ import annotations

import errno
import io
import os
import threading

import pytest

from pipelines.live.pictures import Line
from pipelines.live.screens import Screen, size_of, wiped

PATIENCE_SECONDS = 60


class Terminal(io.StringIO):
    """A terminal that tells when something was drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = threading.Event()

    def flush(self) -> None:
        super().flush()
        self.drawn.set()


def lines_of(*texts: str) -> list[Line]:
    return [((text, "plain"),) for text in texts]


@pytest.fixture(autouse=True)
def a_terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


def test_it_draws_and_wipes_itself() -> None:
    terminal = Terminal()
    screen = Screen(terminal, lambda columns, rows: lines_of("one", "two"), lambda: (80, 24))
    screen.start()
    assert terminal.drawn.wait(PATIENCE_SECONDS)
    screen.close()
    assert terminal.getvalue() == "one\ntwo\r\x1b[1A\x1b[J"


def test_what_is_said_meanwhile_stands_above_in_its_order() -> None:
    terminal = Terminal()
    screen = Screen(terminal, lambda columns, rows: lines_of("view"), lambda: (80, 24))
    for n in range(3):
        screen.write_above(f"line {n}")
    screen.start()
    assert terminal.drawn.wait(PATIENCE_SECONDS)
    screen.write_above("a last word")
    screen.close()
    assert terminal.getvalue().replace("view\r\x1b[J", "") == "line 0\nline 1\nline 2\na last word\n"


def test_what_has_not_changed_is_not_drawn_again() -> None:
    terminal, looks = Terminal(), list[int]()
    enough = threading.Event()

    def draw(columns: int, rows: int) -> list[Line]:
        looks.append(columns)
        if len(looks) == 3:
            enough.set()
        return lines_of("the same")

    screen = Screen(terminal, draw, lambda: (80, 24))
    screen.start()
    assert enough.wait(PATIENCE_SECONDS)
    screen.close()
    assert terminal.getvalue() == "the same\r\x1b[J"


def test_it_follows_the_size_of_the_terminal() -> None:
    sizes, terminal = iter([(80, 24), (40, 10)]), Terminal()
    last = threading.Event()

    def size() -> tuple[int, int]:
        found = next(sizes, (40, 10))
        if found == (40, 10):
            last.set()
        return found

    screen = Screen(terminal, lambda columns, rows: lines_of("x" * (columns - 3)), size)
    screen.start()
    assert last.wait(PATIENCE_SECONDS)
    screen.close()
    first, _, rest = terminal.getvalue().partition("\r")
    assert first == "x" * 77 and rest.startswith("\x1b[1A\x1b[J" + "x" * 37), "77 columns became two rows of 40"


@pytest.mark.parametrize(
    ("variable", "value", "is_coloured"),
    [("TERM", "xterm-256color", True), ("NO_COLOR", "1", False)],
)
def test_colours_are_left_out_where_nobody_wants_them(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, is_coloured: bool
) -> None:
    monkeypatch.setenv(variable, value)
    terminal = Terminal()
    screen = Screen(terminal, lambda columns, rows: [(("slow", "bad"),)], lambda: (80, 24))
    screen.start()
    assert terminal.drawn.wait(PATIENCE_SECONDS)
    screen.close()
    assert ("\x1b[31m" in terminal.getvalue()) is is_coloured
    assert "slow" in terminal.getvalue()


class Lost(io.StringIO):
    """A terminal whose other side has gone."""

    def write(self, data: str) -> int:
        raise OSError(errno.EIO, "Input/output error")


def test_a_terminal_that_has_gone_harms_nothing() -> None:
    looked = threading.Event()

    def draw(columns: int, rows: int) -> list[Line]:
        looked.set()
        return lines_of("one", "two")

    screen = Screen(Lost(), draw)
    screen.start()
    screen.write_above("a line")
    assert looked.wait(PATIENCE_SECONDS)
    screen.close()


def test_a_pseudo_terminal_without_a_size_has_the_usual_one() -> None:
    ours, theirs = os.openpty()
    with open(theirs, "w") as stream:
        assert size_of(stream)() == (80, 24)
    os.close(ours)
    assert size_of(io.StringIO())() == (80, 24)


def test_nothing_is_wiped_where_nothing_was_drawn() -> None:
    assert wiped([], 80) == ""
