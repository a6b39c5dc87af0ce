"""What is looked at to find who speaks: enough for any article, and bounded by the length of a text."""

from __future__ import annotations

from transforms.pure.quotes.effort import CHARACTERS_A_LOOK, Effort


def test_what_is_spent_is_gone() -> None:
    effort, looks = Effort(0), 0
    while effort.spend():
        looks += 1
    assert looks == 100_000
    assert not effort.spend()


def test_long_texts_are_worth_more() -> None:
    assert Effort(1_000_000).spend(1_000_000)
    assert not Effort(1000).spend(1_000_000)


def test_reading_costs_by_its_length() -> None:
    effort = Effort(0)
    assert effort.read(99_000 * CHARACTERS_A_LOOK)
    assert not effort.read(2_000 * CHARACTERS_A_LOOK)
