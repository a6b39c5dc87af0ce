"""How well changes are told from noise: 200 edits to 60 pages of publishers, and the same pages with other noise on them."""

import random
from collections.abc import Iterator
from functools import cache

import pytest
from msgspec.structs import replace

from bench.pages import has_newsroom, read_article, read_pages
from tests.support.page_edits import NOISE, SIGNIFICANT, Edit
from transforms.pure.revisions.comparing import Revision, compare_articles
from transforms.records import Article, Page

PAGES, EDITS = 60, 200
# Floors that may only rise, but for the last, a ceiling that may only sink. The issue wants .98 and .01.
LEAST_FOUND, LEAST_WEIGHED, MOST_NOISE = 0.98, 0.97, 0.01
EXPECTED = {"rewrite": "rewrite", "add_note": "correction", "mend_spelling": "typo"}

pytestmark = pytest.mark.skipif(not has_newsroom(), reason="the newsroom's pages are not on this machine")


@cache
def chosen() -> list[tuple[Page, Article]]:
    """Gives 60 pages in UTF-8, the same on each machine, with their articles."""
    pages = random.Random(17).sample(list(read_pages()), PAGES + 10)
    read = [(page, article) for page in pages if (article := read_article(page)) is not None]
    return read[:PAGES]


def revise(page: Page, article: Article, edit: Edit) -> tuple[bool, Revision | None]:
    """Gives whether a page has a place for an edit, and what is found of it."""
    edited = edit(page.body.decode("utf-8"), article, random.Random(page.fetched_url))
    if edited is None:
        return False, None
    after = read_article(replace(page, body=edited.encode("utf-8")))
    assert after is not None, f"{page.fetched_url}: no article is left"
    return True, compare_articles(article, after)


def edits() -> Iterator[tuple[str, Page, Article]]:
    """Yields edits and pages by turns: each edit to each page in the end."""
    for turn in range(len(SIGNIFICANT)):
        for number, (page, article) in enumerate(chosen()):
            yield list(SIGNIFICANT)[(number + turn) % len(SIGNIFICANT)], page, article


def test_edits_are_found_and_weighed() -> None:
    made: list[tuple[str, Revision | None]] = []
    for name, page, article in edits():
        has_place, found = revise(page, article, SIGNIFICANT[name])
        made += [(name, found)] if has_place else []
        if len(made) == EDITS:
            break
    assert len(made) == EDITS and {name for name, _ in made} == set(SIGNIFICANT)
    found_all = [(name, found) for name, found in made if found is not None]
    right = [found for name, found in found_all if found.significance == EXPECTED.get(name, "edit")]
    assert len(found_all) / EDITS >= LEAST_FOUND
    assert len(right) / len(found_all) >= LEAST_WEIGHED


def test_noise_makes_no_revision() -> None:
    results = [(name, *revise(page, article, edit)) for name, edit in NOISE.items() for page, article in chosen()]
    tried = [(name, found) for name, has_place, found in results if has_place]
    assert {name for name, _ in tried} == set(NOISE) and len(tried) >= 5 * PAGES
    revised = [name for name, found in tried if found is not None]
    assert len(revised) / len(tried) <= MOST_NOISE, revised


def test_an_unchanged_page_is_unchanged() -> None:
    for _, article in chosen():
        assert compare_articles(article, article) is None
