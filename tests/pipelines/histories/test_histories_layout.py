"""Lines fit a terminal, and hold nothing that it would obey."""

from __future__ import annotations

import pytest

from pipelines.histories.layout import MIN_COLUMNS, lay_out


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_lines_fit_and_say_all(columns: int) -> None:
    words = " ".join(f"word{n}" for n in range(40))
    said = lay_out("https://valley.example/flood", [("Seen", [words, "again"]), ("Tries", [])], columns)
    first, *lines = said.splitlines()
    assert first == "https://valley.example/flood"
    assert all(len(line) <= columns for line in lines)
    assert " ".join(said.split()) == f"https://valley.example/flood Seen {words} again"
    assert lines[0].startswith("Seen      word0") and "Tries" not in said


def test_a_narrow_terminal_gets_the_least_width_and_long_words_stay_whole() -> None:
    address = "https://valley.example/" + "x" * 100
    assert address in lay_out("a", [("Row", [f"in {address}, line 1"])], 10)
    assert MIN_COLUMNS == 40


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    assert "\x1b" not in lay_out("a\x1b[2J", [("Seen", ["b\x1b]0;x\x07", "c\nd"])], 80)
    assert "\u202e" not in lay_out("a", [("Seen", ["b\u202ec"])], 80)
