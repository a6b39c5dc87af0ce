"""What is shown again and again: in place on a terminal, one below the other elsewhere, until Ctrl-C."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipelines.show.watching import fitting, watched
from transforms.errors import StorageError

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def until(times: int) -> Callable[[float], None]:
    """A wait that somebody ends by Ctrl-C."""
    left = [times]

    def wait(_: float) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    return wait


def test_it_is_shown_until_ctrl_c_and_ends_with_the_last_code(capsys: pytest.CaptureFixture[str]) -> None:
    looks = iter([(0, "Feeds  1"), (4, "Feeds  2")])
    assert watched(lambda: next(looks), 2, stream=io.StringIO(), wait=until(2), clock=lambda: NOON) == 4
    head = "2026-11-22 12:00:00 UTC, again every 2 s; Ctrl-C ends"
    assert capsys.readouterr().out == f"{head}\nFeeds  1\n\n{head}\nFeeds  2\n\n"


def test_on_a_terminal_it_stays_in_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    watched(lambda: (0, "Feeds  1\x1b[2J"), 2, stream=screen, wait=until(3), clock=lambda: NOON)
    assert screen.getvalue() == "\x1b[H\x1b[J" * 3
    assert "\x1b" not in capsys.readouterr().out, "what comes from outside moves no cursor"


def test_a_store_in_trouble_is_told_and_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    looks = iter([StorageError("gs://bucket: the store does not answer"), (0, "Feeds  1")])

    def look() -> tuple[int, str]:
        found = next(looks)
        if isinstance(found, StorageError):
            raise found
        return found

    assert watched(look, 2, stream=io.StringIO(), wait=until(2)) == 0
    said = capsys.readouterr().out
    assert "the store does not answer" in said and "Feeds  1" in said


def test_json_comes_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps({"owed": 1, "feeds": [{"url": "https://paper.example/  x"}]}, indent=2)
    watched(lambda: (0, text), 2, as_json=True, stream=Screen(), wait=until(2))
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(text)] * 2


FITTING = {
    "all of it": ("a\nb", 80, 5, "a\nb"),
    "too many lines": ("a\nb\nc", 80, 5, "a\n... and 2 more lines"),
    "a long line takes several rows": ("a" * 25 + "\nb\nc", 10, 7, "a" * 25 + "\n... and 2 more lines"),
    "no room at all": ("a\nb", 80, 2, "... and 2 more lines"),
}


@pytest.mark.parametrize(("text", "columns", "rows", "shown"), FITTING.values(), ids=FITTING)
def test_what_fits_on_a_terminal(text: str, columns: int, rows: int, shown: str) -> None:
    assert fitting(text, columns, rows) == shown
