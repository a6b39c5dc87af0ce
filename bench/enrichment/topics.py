"""How right the topics of articles are: over articles written for it, labelled real pages, and news that others sorted.

Two sets were written: `seen.jsonl` before the lists of words of its languages, which were mended by it, and `held_back.jsonl`
after them. `newsroom.jsonl` labels real pages by their ids.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bench.figures import Figure
from bench.pages import FETCHED_AT, NEWSROOM, has_newsroom, newsroom_articles
from transforms.annotations import Topic
from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
from transforms.pure.enrichment.topics import TopicsOptions, find_topics
from transforms.pure.net.urls import site_of
from transforms.records import Article, FeedRef, Fetched, Source

LABELS = Path(__file__).parents[2] / "tests" / "data" / "enrichment" / "topics"
SORTED_NEWS = NEWSROOM.with_name("stories") / "topics.jsonl"
# A hair below what is measured: they may only rise.
FLOORS = {
    ("seen", "accuracy"): 0.98,
    ("seen", "coverage"): 0.98,
    ("held_back", "accuracy"): 0.99,
    ("held_back", "coverage"): 0.73,
    ("held_back, text alone", "accuracy"): 0.99,
    ("held_back, text alone", "coverage"): 0.66,
    ("newsroom", "accuracy"): 0.91,
    ("newsroom", "coverage"): 0.75,
}
# What the labels of SORTED_NEWS hold of each topic (its two first digits), by the rules of the contest that it comes from:
# science has health in it, technology cars, other what is none of them. Several where the topic is wider than a label.
LABELS_OF = {
    "01": {"entertainment"},
    "02": {"society"},
    "03": {"society"},
    "04": {"economy"},
    "05": {"society"},
    "06": {"science", "society"},
    "07": {"science", "society"},
    "08": {"other", "entertainment"},
    "09": {"society", "economy"},
    "10": {"other", "entertainment"},
    "11": {"society"},
    "12": {"society"},
    "13": {"technology", "science"},
    "14": {"society"},
    "15": {"sports"},
    "16": {"society"},
    "17": {"other"},
}


def measure() -> list[Figure]:
    """Gives accuracy and coverage over the written articles, and over real pages and sorted news where they are there."""
    return [*measure_written(), *measure_pages(), *_measure_sorted()]


def measure_written() -> list[Figure]:
    """Gives accuracy and coverage over the articles that were written for it."""
    seen, held_back = (read_articles(name) for name in ("seen", "held_back"))
    return [
        *_figures("seen", "written articles, de, es, fr", seen),
        *_figures("held_back", "written after the words, 9 languages", held_back),
        *_figures("held_back, text alone", "written after the words, by the text alone", _bare(held_back)),
    ]


def measure_pages() -> list[Figure]:
    """Gives accuracy and coverage over labelled pages of the newsroom; nothing where it is not there."""
    if not has_newsroom():
        return []
    lines = (NEWSROOM / "corpus" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    addresses = {row["id"]: row["url"] for row in map(json.loads, lines)}
    found = []
    for row in _read(LABELS / "newsroom.jsonl"):
        article = replace(newsroom_articles()[row["id"]], url=addresses[row["id"]])
        done = enrich_article(article, EnrichOptions(steps=("language", "topics")))
        found.append((done.topics or (), row["topics"]))
    return _scored("newsroom", "real pages", found)


def read_articles(name: str) -> list[tuple[Article, list[str]]]:
    """Gives the articles of a set that was written, each with the codes that are right for it."""
    return [(_article(row), row["topics"]) for row in _read(LABELS / f"{name}.jsonl")]


def _measure_sorted() -> list[Figure]:
    """Gives accuracy and coverage by half and language over news that a contest sorted into seven labels."""
    if not SORTED_NEWS.is_file():
        return []
    rows = {row["url"]: row for row in _read(SORTED_NEWS) if row["label"] != "not_news"}
    figures = []
    for half, said in ((0, "half that was looked at"), (1, "held-back half")):
        for language in ("en", "ru"):
            chosen = [row for row in rows.values() if _half(row["url"]) == half and row["lang"] == language]
            found = [(find_topics(_article(row), TopicsOptions()), row["label"]) for row in chosen]
            given = [(topics[0], label) for topics, label in found if topics]
            right = [label in LABELS_OF[topic.code.removeprefix("medtop:")[:2]] for topic, label in given]
            figures += _pair(f"news in 7 labels, {language}, {said}", len(found), sum(right), len(given))
    return figures


def _figures(name: str, what: str, articles: Iterable[tuple[Article, list[str]]]) -> list[Figure]:
    options = TopicsOptions()
    return _scored(name, what, [(find_topics(article, options), right) for article, right in articles])


def _scored(name: str, what: str, found: Sequence[tuple[Sequence[Topic], list[str]]]) -> list[Figure]:
    given = [topic.code in right for topics, right in found for topic in topics]
    have = sum(1 for topics, _ in found if topics)
    accuracy = sum(given) / max(1, len(given))
    return [
        Figure("topics", f"topics given that are right, {what}", len(given), accuracy, FLOORS[name, "accuracy"], ""),
        Figure("topics", f"have a topic, {what}", len(found), have / len(found), FLOORS[name, "coverage"], ""),
    ]


def _pair(what: str, n: int, right: int, given: int) -> list[Figure]:
    return [
        Figure("topics", f"first topic right, where one is given, {what}", given, right / max(1, given), None, ""),
        Figure("topics", f"have a topic, {what}", n, given / n, None, ""),
    ]


def _bare(articles: Iterable[tuple[Article, list[str]]]) -> list[tuple[Article, list[str]]]:
    address = "https://valley.example/1"
    return [(replace(article, url=address, section=None, tags=()), right) for article, right in articles]


def _article(row: dict[str, Any]) -> Article:
    return Article(
        id="",
        url=row["url"],
        fetched_url=row["url"],
        source=Source(site=site_of(row["url"])),
        feed=FeedRef(url="https://valley.example/feed"),
        fetched=Fetched(fetched_at=FETCHED_AT, status=200, bytes=1),
        title=row["title"],
        text=row["text"],
        language=row.get("language") or row["lang"],
        section=row.get("section"),
        tags=tuple(row.get("tags", ())),
    )


def _half(url: str) -> int:
    return int(hashlib.sha256(url.encode()).hexdigest(), 16) % 2


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
