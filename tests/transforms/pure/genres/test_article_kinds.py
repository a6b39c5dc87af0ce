"""What an article is declared to be."""

import json
from pathlib import Path
from typing import Any

import pytest
from articles_to_enrich import article, enriched
from bare_articles import bare_article

from transforms.pure.genres.article_kinds import find_kinds, kind_words
from transforms.records import FeedRef, Quality

LABELLED = Path(__file__).parents[3] / "data" / "enrichment" / "flags" / "kinds.jsonl"
ROWS = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", [row for row in ROWS if row["flags"] != ["listicle"]], ids=lambda row: row["id"])
def test_labelled_articles(row: dict[str, Any]) -> None:
    given = bare_article(
        **{**{name: row[name] for name in ("title", "section", "url", "text")}, "authors": tuple(row["authors"])}
    )
    assert find_kinds(given) == row["flags"]


PLACES: dict[str, tuple[dict[str, object], list[str]]] = {
    "nothing": ({}, []),
    "one of several sections": ({"section": "News > Opinion"}, ["opinion"]),
    "a category of the feed": ({"feed": FeedRef(url="https://a.example", categories=("Kommentare",))}, ["opinion"]),
    "a tag names no opinion": ({"tags": ("Opinion",)}, []),
    "a tag names a press release": ({"tags": ("Press release",)}, ["press_release"]),
    "a folder with accents in code": ({"url": "https://a.example/opini%C3%A3o/x-1"}, ["opinion"]),
    "a folder without accents": ({"url": "https://a.example/opiniao/x-1"}, ["opinion"]),
    "the page's own name": ({"url": "https://a.example/opinion"}, []),
    "a folder of all articles": ({"url": "https://a.example/editorial/x-1"}, []),
    "behind the title": ({"title": "Build the bridge | Opinion"}, ["opinion"]),
    "within the title": ({"title": "Opinion of the court published"}, []),
    "two kinds": ({"section": "Opinion", "title": "Sponsored: Build the bridge"}, ["opinion", "sponsored"]),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "kinds"), PLACES.values(), ids=PLACES.keys())
def test_places(fields: dict[str, object], kinds: list[str]) -> None:
    assert find_kinds(article(**fields)) == kinds


def test_what_the_page_declares_in_its_data_stays() -> None:
    declared = enriched("quality", quality=Quality(flags=("opinion",)), section="Opinion")
    assert declared.quality.flags == ("opinion",)


def test_words_are_there_in_twelve_languages_and_more() -> None:
    folder = Path(__file__).parents[4] / "transforms" / "pure" / "data" / "article_kinds"
    assert len(list(folder.glob("*.txt"))) >= 20
    assert {"opinion", "Meinung".lower(), "opinión", "мнение", "社説"} <= set(kind_words("opinion"))
