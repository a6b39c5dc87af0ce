"""Where two values differ."""

from typing import Any

import pytest

from pipelines.diff.excerpts import excerpts

LONG = "The river rose by two metres during the night, and the bridges of the town were closed. " * 4


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Flood", "Floods", ("Flood", "Floods")),
        (None, "", ("(nothing)", "")),
        (["a"], ["a", "b"], ('["a"]', '["a","b"]')),
        ("one\ntwo\x1b[2J", "one", ("one two[2J", "one")),
        (0.5, None, ("0.5", "(nothing)")),
    ],
)
def test_short_values_stand_whole_in_one_line(old: Any, new: Any, shown: tuple[str, str]) -> None:
    assert excerpts(old, new) == shown


def test_long_values_begin_a_little_before_they_differ() -> None:
    old, new = excerpts(LONG + "It rained.", LONG + "It snowed.", 60)
    assert old.startswith("…") and old.endswith("It rained.") and new.endswith("It snowed.")
    assert max(len(old), len(new)) <= 60


def test_what_follows_is_cut() -> None:
    old, new = excerpts("a" + LONG, "b" + LONG, 60)
    assert (old[0], new[0], old[-1], len(old)) == ("a", "b", "…", 60)
