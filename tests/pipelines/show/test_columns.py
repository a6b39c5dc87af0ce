"""Lines that fit a terminal."""

from __future__ import annotations

import pytest

from pipelines.show.columns import fold_line, padded, width_of

LONG = "The river rose by two metres during the night."
FOLDED = {
    "short": ("The dam", 20, 1, ["The dam"]),
    "cut with its length": (LONG, 30, 1, ["The river ros… (46 characters)"]),
    "two lines": ("The river rose by two", 12, 2, ["The river", "rose by two"]),
    "cut in the second line": (
        f"{LONG} {LONG}",
        30,
        2,
        ["The river rose by two metres", "during the ni… (93 characters)"],
    ),
    "as many lines as it takes": ("one two three", 5, None, ["one", "two", "three"]),
    "wide letters take two columns": ("水位が上昇した" * 3, 24, 1, ["水位が… (21 characters)"]),
    "a long word is cut": ("x" * 60, 30, 1, ["x" * 13 + "… (60 characters)"]),
    "a long word in many lines is cut, too": ("dam " + "x" * 60, 30, 3, ["dam " + "x" * 9 + "… (64 characters)"]),
    "nothing steers the terminal": ("The \x1b[31mdam\x07", 20, 1, ["The [31mdam"]),
    "nothing": ("", 20, 1, []),
}


@pytest.mark.parametrize(("text", "columns", "most_lines", "expected"), FOLDED.values(), ids=FOLDED)
def test_a_text_is_folded_and_cut(text: str, columns: int, most_lines: int | None, expected: list[str]) -> None:
    assert fold_line(text, columns, most_lines) == expected


@pytest.mark.parametrize(("text", "columns"), [("dam", 3), ("ダム", 4), ("e\u0301", 1), ("", 0)])
def test_width(text: str, columns: int) -> None:
    assert width_of(text) == columns
    assert width_of(padded(text, 10)) == 10
