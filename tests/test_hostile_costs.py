"""Hostile input costs in proportion to its size: see tests/support/hostile_documents.py, and docs/reliability.md for the figures.

Nothing here asserts a time. A child does the work, which the system ends where it uses many times the CPU that it needs.
"""

from __future__ import annotations

from collections.abc import Iterator

import hostile_documents
import pytest
from bounded import bounded_pool, within_bounds
from hostile_documents import FEEDS, NAMED, PAGES, TEXTS, WORK

from transforms.pool.errors import TaskCrashed
from transforms.pool.pool import Pool
from transforms.pure.entities.entity_models import model_for

# Quotes that are there are found, as far as who speaks is told for certain.
FOUND = {
    "marks that nothing closes": 0,
    "pronouns behind thousands of speakers": 30_000,
    "thousands of names in one case": 12_000,
    "Japanese names": 30_000,
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = bounded_pool(hostile_documents.__name__)
    yield pool
    pool.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_by_its_size(pool: Pool, name: str) -> None:
    assert within_bounds(pool, WORK[f"page: {name}"]) in (1, 6)


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_costs_by_its_size(pool: Pool, name: str) -> None:
    assert within_bounds(pool, WORK[f"feed: {name}"]) == "https://valley.example/1"


@pytest.mark.parametrize("name", TEXTS)
def test_quotes_cost_by_the_size_of_a_text(pool: Pool, name: str) -> None:
    found, flags = within_bounds(pool, WORK[f"quotes: {name}"])  # type: ignore[misc]
    assert flags == ()
    assert found == FOUND.get(name, found)


def test_quotations_are_looked_for_in_a_text_up_to_a_number(pool: Pool) -> None:
    assert within_bounds(pool, WORK["page: quotations that the text says as well"]) == 400


def test_a_long_word_is_parted_nowhere(pool: Pool) -> None:
    assert within_bounds(pool, WORK["page: a word of many"]) == 1_200_000


def test_copies_cost_by_their_number(pool: Pool) -> None:
    assert within_bounds(pool, WORK["stories: copies that name one another"]) == (0, "canonical")


def test_articles_that_share_their_names_cost_by_their_number(pool: Pool) -> None:
    """Each is compared with some of them, however many share its names."""
    assert within_bounds(pool, WORK["stories: names that all articles share"]) >= 1


def test_an_index_of_very_many_sitemaps_costs_by_their_number(pool: Pool) -> None:
    """The index itself is none of them, however it is spelled; what is read is the latest, of the first 50,000."""
    found = within_bounds(pool, WORK["sitemaps: an index of 50,000"])
    assert [url.partition("/2026-")[2][:2] for url in found] == ["12"] * 3


@pytest.mark.parametrize("name", NAMED)
def test_entities_cost_by_the_size_of_a_text(pool: Pool, name: str) -> None:
    if model_for("en", {}) is None:
        pytest.skip("needs spaCy and its model: `make test-entities` installs them")
    assert within_bounds(pool, WORK[f"entities: {name}"]) == ()


def test_work_beyond_the_bounds_is_ended(pool: Pool) -> None:
    with pytest.raises(TaskCrashed, match="exit code -24"):
        within_bounds(pool, hostile_documents.spin, seconds=1)
