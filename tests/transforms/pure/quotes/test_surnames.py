"""Where a part of a text has the surnames of those who have spoken."""

from __future__ import annotations

import random

import pytest

from transforms.pure.quotes.effort import Effort
from transforms.pure.quotes.surnames import MOST_TRIED, Surnames, places_of

MANY = [f"Ana Sample{letter}{other}" for letter in "abcdef" for other in "ghijkl"]


def known(names: list[str]) -> Surnames:
    made = Surnames()
    for name in names:
        made.add(name)
    return made


@pytest.mark.parametrize("others", [[], MANY], ids=["few", "many"])
@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        (["Ana Reyes"], "Reyes said no, Mr Reyes.", [(0, "Ana Reyes"), (18, "Ana Reyes")]),
        (["Ana Reyes", "Ben Reyes"], "Reyes said no.", [(0, "Ben Reyes")]),
        (["Ana Reyes"], "Reyes-Orr said no, and Reyesa.", []),
        (["Ana O’Neil", "Ben Lopez-Galvan"], "O’Neil met Lopez-Galvan.", [(0, "Ana O’Neil"), (11, "Ben Lopez-Galvan")]),
        (["Ana ’t Hart", "Ben Hart"], "Hart and Hart", [(0, "Ben Hart"), (9, "Ben Hart")]),
        (["Ana (Orr)"], "It was (Orr) who came.", [(7, "Ana (Orr)")]),
    ],
)
def test_where_they_stand(names: list[str], text: str, found: list[tuple[int, str]], others: list[str]) -> None:
    assert known([*others, *names]).find(text, 0, len(text), Effort(len(text))) == found


def test_many_are_found_as_few_are() -> None:
    assert len(MANY) > MOST_TRIED
    draw = random.Random(1)
    surnames = [name.split()[-1] for name in MANY]
    for _ in range(300):
        text = " ".join(draw.choices([*surnames, "said", "the", "Mr.", f"{surnames[0]}-Orr"], k=30))
        low = draw.randint(0, 20)
        alone = sorted(
            (at, name)
            for name, surname in zip(MANY, surnames, strict=True)
            for at in places_of(surname, text, low, 150, "-")
        )
        assert known(MANY).find(text, low, 150, Effort(len(text))) == alone


def test_no_more_than_what_is_left_is_looked_at() -> None:
    effort = Effort(0)
    effort.spend(10**9)
    assert known(["Ana Reyes"]).find("Reyes said no.", 0, 14, effort) == []
