"""How good the keywords of articles are, beside those that a librarian would give.

Labels are of two tiers: what a keyword must be there for, one of several words for each, and what else may be one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

from msgspec.structs import replace

from bench.figures import Figure
from bench.pages import FETCHED_AT, NEWSROOM, has_newsroom, newsroom_articles, read_article, read_pages
from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
from transforms.records import Article, FeedRef, Fetched, Source

LABELS = Path(__file__).parents[2] / "tests" / "data" / "enrichment" / "keywords"
WCXB = NEWSROOM.with_name("wcxb")
# A hair below what is measured: they may only rise.
FLOORS = {
    ("precision of the first 5", "A"): 0.94,
    ("precision of the first 5", "B"): 0.945,
    ("recall of what must be there, 10", "A"): 0.845,
    ("recall of what must be there, 10", "B"): 0.855,
}
LIBRARY = "wordfreq"


def measure() -> list[Figure]:
    """Gives precision and recall over the articles that were written for it, and over labelled pages where they are there."""
    return [*measure_written(), *_measure_pages(), *_measure_tags()]


def measure_written() -> list[Figure]:
    """Gives precision and recall over the articles that were written for it, by half."""
    rows = _read("articles.jsonl")
    languages = len({row["language"].partition("-")[0] for row in rows})
    what = f"articles in {languages} languages"
    return [
        figure
        for half in "AB"
        for figure in _figures([(row, _terms(_article(row))) for row in rows if half_of(row["id"]) == half], what, half)
    ]


def _measure_pages() -> list[Figure]:
    labels = {row["id"]: row for row in _read("pages.jsonl")}
    found = [(labels[id_], _terms(article)) for id_, article in _labelled_pages(frozenset(labels)).items()]
    figures: list[Figure] = []
    for half in "AB":
        figures += _figures([one for one in found if half_of(one[0]["id"]) == half], "real pages", half)
    return [figure._replace(floor=None) for figure in figures]


def _measure_tags() -> list[Figure]:
    """Gives how many articles have one of the publisher's own tags among their keywords, of those that write one of them out."""
    tagged = [article for article in newsroom_articles().values() if _written_tags(article)] if has_newsroom() else []
    if not tagged:
        return []
    hits = [any(matches(term, tag) for term in _terms(article) for tag in _written_tags(article)) for article in tagged]
    return [Figure("keywords", "real pages with one of the publisher's tags", len(hits), mean(hits), None, LIBRARY)]


def _figures(found: Sequence[tuple[dict[str, Any], list[str]]], what: str, half: str) -> list[Figure]:
    if not found:
        return []
    values = {
        "precision of the first 5": mean(precision(terms[:5], row) for row, terms in found),
        "recall of what must be there, 10": mean(recall(terms[:10], row) for row, terms in found),
    }
    return [
        Figure("keywords", f"{name}, {what}, half {half}", len(found), value, FLOORS[name, half], LIBRARY)
        for name, value in values.items()
    ]


def precision(terms: Sequence[str], row: dict[str, Any]) -> float:
    """Gives the share of the terms that must or may be there; 0 where there are none."""
    labels = [label for group in row["must"] for label in group] + row["may"]
    return mean(any(matches(term, label) for label in labels) for term in terms) if terms else 0.0


def recall(terms: Sequence[str], row: dict[str, Any]) -> float:
    """Gives the share of what must be there that is."""
    return mean(any(matches(term, label) for term in terms for label in group) for group in row["must"])


def matches(term: str, label: str) -> bool:
    """Tells whether a term is a label, or a label in another form: four letters the same, and three others at most."""
    words, wanted = re.split(r"[\s-]+", term.casefold()), re.split(r"[\s-]+", label.casefold())
    return len(words) == len(wanted) and all(map(_is_form, words, wanted))


def _is_form(a: str, b: str) -> bool:
    shared = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    longer = max(len(a), len(b))
    return a == b or (shared >= 4 and longer - shared <= 3 and shared >= 0.6 * longer)


def half_of(name: str) -> str:
    """Gives the half that a case is in: rules were looked for in A, and B shows what they are worth."""
    return "AB"[hashlib.sha256(name.encode()).digest()[0] % 2]


@cache
def _labelled_pages(names: frozenset[str]) -> dict[str, Article]:
    if not has_newsroom():
        return {}
    found = {name: article for name, article in newsroom_articles().items() if name in names}
    for page in read_pages(WCXB):
        name = page.fetched_url.rpartition("/")[2].removesuffix(".html")
        if name in names and (article := read_article(page)) is not None:
            found[name] = article
    return found


def _terms(article: Article) -> list[str]:
    done = enrich_article(article, EnrichOptions(steps=("language", "keywords")))
    return [keyword.term for keyword in done.keywords or ()]


def _written_tags(article: Article) -> list[str]:
    text = f"{article.title}\n{article.text}".casefold()
    return [tag for tag in article.tags if len(tag.split()) <= 2 and tag.casefold() in text]


def _article(row: dict[str, Any]) -> Article:
    url = f"https://www.{re.sub(r'[^a-z]+', '', row['outlet'].lower()) or 'paper'}.example/{row['id']}"
    source = Source(site=url.split("/")[2].removeprefix("www."), name=row["outlet"])
    fetched = Fetched(fetched_at=FETCHED_AT, status=200, bytes=len(row["text"]))
    article = Article(
        id=row["id"], url=url, fetched_url=url, source=source, feed=FeedRef(url=url), fetched=fetched, text=row["text"]
    )
    return replace(article, title=row["title"], authors=tuple(row["authors"]), language=row["language"])


def _read(name: str) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in (LABELS / name).read_text(encoding="utf-8").splitlines()]
