"""The step that extracts, over several turns: what a site repeats is taken off from the second turn on, in whatever order."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_shard import bare_turn, entry
from steps import now, set_now, through

from transforms.extract import ExtractArticles
from transforms.extract_results import ExtractOptions
from transforms.pure.body.site_memory import Mode
from transforms.records import Article, Page
from transforms.state.documents import SitesDocument
from transforms.turns import Began, Ended, Extracted

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTE = "Send the desk a letter at any hour of the night, and we will answer it before the morning."
MATTERS = {
    "a": (
        "Rain fills the cellars",
        "The water stood knee deep in the cellars of village number {}, and all of the pumps ran.",
    ),
    "b": (
        "New school for Hillbury",
        "The pupils of class {} have waited three winters for a roof that keeps the snow out.",
    ),
    "c": (
        "Orchard prize goes north",
        "A jury of gardeners tasted {} kinds of apple, and found the smallest of them the best.",
    ),
    "d": (
        "Ferry crew on strike",
        "Nobody crossed the sound for {} days, while sailors and owners argued over the rota.",
    ),
    "e": (
        "Bees return to the abbey",
        "The monks counted {} swarms in the lime trees, after a spring without any flowers.",
    ),
}


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOW)


def page(name: str, site: str = "site.example") -> Page:
    title, sentence = MATTERS[name]
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    story = "".join(f"<p>{sentence.format(number)}</p>" for number in numbers)
    body = f"<!doctype html><html><title>{title}</title><body><article><h1>{title}</h1>{story}<p>{NOTE}</p></article>"
    data = body.encode()
    url = f"https://{site}/{name}"
    return Page(entry=entry(name), fetched_url=url, status=200, body=data, fetched_at=NOW, size=len(data))


def take_turn(
    sites: SitesDocument, *pages: Page, memory: Mode = "on", processes: int = 0, days: int = 0
) -> list[Article]:
    """The articles of one turn, in order; `sites` is brought up to date."""
    turn = bare_turn(NOW + timedelta(days=days))
    turn.sites = sites
    step = ExtractArticles(ExtractOptions(processes=processes, memory=memory), now)
    began, *found, ended = through(step, Began(turn), *pages, Ended(turn))
    assert (type(began), type(ended)) == (Began, Ended)
    return [element.article for element in found if isinstance(element, Extracted)]


def is_noted(article: Article) -> bool:
    """Whether the note still stands in an article; the flag says the same."""
    noted = article.text.endswith(NOTE)
    assert ("site_repeats" in article.quality.flags) != noted
    return noted


def test_the_first_turn_learns_and_the_second_uses_it() -> None:
    sites = SitesDocument()
    assert [is_noted(article) for article in take_turn(sites, page("a"), page("b"))] == [True, True]
    assert [is_noted(article) for article in take_turn(sites, page("c"), page("a", "other.example"))] == [False, True]


def test_a_site_with_one_story_told_twice_has_learned_nothing() -> None:
    sites = SitesDocument()
    take_turn(sites, page("a"))
    take_turn(sites, page("a"))
    assert [is_noted(article) for article in take_turn(sites, page("b"))] == [True]


def test_what_was_learned_is_forgotten_in_time() -> None:
    sites = SitesDocument()
    take_turn(sites, page("a"), page("b"))
    kept = dict(sites.repeats)
    assert [is_noted(article) for article in take_turn(sites, page("c"), days=61)] == [True]
    sites.repeats = kept
    assert [is_noted(article) for article in take_turn(sites, page("c"), days=60)] == [False]


@pytest.mark.parametrize(("memory", "noted"), [("on", False), ("frozen", False), ("off", True)])
def test_a_run_can_freeze_what_is_known_or_leave_it(memory: Mode, noted: bool) -> None:
    sites = SitesDocument()
    take_turn(sites, page("a"), page("b"))
    before = dict(sites.repeats)
    assert [is_noted(article) for article in take_turn(sites, page("c"), memory=memory)] == [noted]
    assert (sites.repeats == before) == (memory != "on")


def test_frozen_before_anything_is_known_nothing_ever_is() -> None:
    sites = SitesDocument()
    for name in "abc":
        assert [is_noted(article) for article in take_turn(sites, page(name), memory="frozen")] == [True]
    assert sites.repeats == {}


@pytest.mark.parametrize("processes", [0, 2])
def test_the_children_know_what_the_turn_knows(processes: int) -> None:
    sites = SitesDocument()
    take_turn(sites, page("a"), page("b"), processes=processes)
    orders = itertools.islice(itertools.permutations([page("c"), page("d"), page("e")]), 0, None, 2)
    results = set()
    for order in orders:
        again = SitesDocument(repeats=dict(sites.repeats))
        articles = take_turn(again, *order, processes=processes)
        assert not any(map(is_noted, articles))
        results.add((frozenset(article.text for article in articles), bytes(again.repeats["site.example"])))
    assert len(results) == 1


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_the_order_of_a_turns_pages_changes_nothing(data: st.DataObject) -> None:
    pages = [page(name, site) for name in "abcde" for site in ("site.example", "other.example")]
    first = data.draw(st.integers(0, 4))
    before = SitesDocument()
    take_turn(before, *pages[:first])
    one, other = (SitesDocument(repeats=dict(before.repeats)) for _ in range(2))
    straight = take_turn(one, *pages[first:])
    shuffled = take_turn(other, *data.draw(st.permutations(pages[first:])))
    assert sorted(straight, key=lambda article: article.url) == sorted(shuffled, key=lambda article: article.url)
    assert {site: bytes(raw) for site, raw in one.repeats.items()} == {
        site: bytes(raw) for site, raw in other.repeats.items()
    }
