"""What is wrong with a list: a table of feeds as their polls left them, and what mends each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ends_soon import ends_soon

from transforms.pure.discovery.list_faults import FeedFacts, ListFault, find_faults
from transforms.pure.feeds.health import Health, Redirect

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
A, B, C = (f"https://{name}.example/rss" for name in "abc")
READ = {"last_polled_at": NOON, "last_success_at": NOON, "last_new_at": NOON}


def feed(url: str = A, label: str = "healthy", entries: range | None = None, **health: Any) -> FeedFacts:
    ids = frozenset(map(str, entries or ()))
    return FeedFacts(url=url, label=label, health=Health(**{**READ, **health}), entries=ids)


def faults(*feeds: FeedFacts) -> list[tuple[str, str, str, tuple[tuple[str, str], ...]]]:
    return [(one.kind, one.url, one.problem, one.commands) for one in find_faults(feeds, NOON)]


PAGE = f"{A}: expected RSS, Atom or JSON Feed, got an HTML page (text/html, 9 bytes); the page declares {B}, {C} and 4 more"
NEVER = {"last_success_at": None, "last_new_at": None}

ONE_FEED: dict[str, tuple[FeedFacts, tuple[str, str, tuple[tuple[str, str], ...]] | None]] = {
    "healthy": (feed(), None),
    "new": (feed(label="new", last_polled_at=None, **NEVER), None),
    "failing for now": (feed(label="failing", failures=2.0, last_error=f"{A}: the server answered 503"), None),
    "never read": (
        feed(label="failing", last_error=f"{A}: the server answered 404: there is no such page", **NEVER),
        ("failing", "was never read: the server answered 404: there is no such page", (("find", "https://a.example/"),)),
    ),
    "dead": (
        feed(label="dead", last_error=f"{A}: no connection", last_success_at=NOON - timedelta(days=40)),
        ("dead", "is dead: no connection; it was last read on 2026-10-13", (("find", "https://a.example/"), ("disable", A))),
    ),
    "gone": (
        feed(label="gone", last_error=f"{A}: the server answered 410: the page is gone for good"),
        ("gone", "is gone: the server answered 410: the page is gone for good; it was last read on 2026-11-22", (("remove", A),)),
    ),
    "gone and never read": (
        feed(label="gone", last_error=f"{A}: the server answered 410", **NEVER),
        ("gone", "is gone: the server answered 410; it was never read", (("remove", A),)),
    ),
    "a page": (
        feed(label="failing", last_error=PAGE, **NEVER),
        ("page", f"is a web page that declares {B}, {C} and 4 more", (("remove", A), ("add", B))),
    ),
    "a page for now": (feed(label="failing", last_error=PAGE), None),
    "moved": (feed(adopted_url=B), ("moved", f"has moved to {B}", (("remove", A), ("add", B)))),
    "moving": (
        feed(redirect=Redirect(target=B, first_seen_at=NOON - timedelta(days=2), sightings=3)),
        ("moving", f"redirects to {B} for good, since 2026-11-20 (3 polls)", ()),
    ),
    "from http to https": (feed(redirect=Redirect(target=A.replace("https", "http") + "/", first_seen_at=NOON)), None),
    "silent": (
        feed(last_new_at=NOON - timedelta(days=90)),
        ("silent", "has brought nothing new since 2026-08-24", (("find", "https://a.example/"),)),
    ),
    "nearly silent": (feed(last_new_at=NOON - timedelta(days=89)), None),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "fault"), ONE_FEED.values(), ids=ONE_FEED)
def test_a_feed_and_what_mends_it(facts: FeedFacts, fault: tuple[str, str, tuple[tuple[str, str], ...]] | None) -> None:
    assert faults(facts) == ([] if fault is None else [(fault[0], A, *fault[1:])])


def test_a_feed_that_moved_to_a_listed_one_is_removed_alone() -> None:
    assert faults(feed(A, adopted_url=B), feed(B)) == [
        ("moved", A, f"has moved to {B}, which is in the list too", (("remove", A),))
    ]


def test_a_page_one_of_whose_feeds_is_listed_is_removed_alone() -> None:
    found = faults(feed(A, "failing", last_error=PAGE, **NEVER), feed(C))
    assert found[0][3] == (("remove", A),)


PAIRS: dict[str, tuple[range, range, tuple[str, str, str] | None]] = {
    "the same": (range(20), range(20), ("same", B, f"shows the same entries as {A} (20 of its last 20)")),
    "nearly the same": (range(20), range(1, 21), ("same", B, f"shows the same entries as {A} (19 of its last 20)")),
    "one longer": (range(20), range(28), ("same", B, f"shows the same entries as {A} (20 of its last 28)")),
    "a section": (range(10), range(60), ("within", A, f"shows only what {B} shows too (all of its last 10)")),
    "all of a section": (range(60), range(10), ("within", B, f"shows only what {A} shows too (all of its last 10)")),
    "a section with one of its own": (range(10), range(1, 60), None),
    "some": (range(20), range(10, 30), None),
    "few": (range(4), range(4), None),
    "none": (range(20), range(20, 40), None),
    "empty": (range(0), range(0), None),
}


@pytest.mark.parametrize(("first", "second", "fault"), PAIRS.values(), ids=PAIRS)
def test_two_feeds_that_show_the_same_entries(first: range, second: range, fault: tuple[str, str, str] | None) -> None:
    found = faults(feed(A, entries=first), feed(B, entries=second))
    assert found == ([] if fault is None else [(*fault, (("remove", fault[1]),))])


def test_of_three_feeds_that_are_one_the_first_stays() -> None:
    found = find_faults([feed(url, entries=range(20)) for url in (A, B, C)], NOON)
    assert [one.url for one in found] == [B, C]


def test_the_worst_comes_first_and_each_feed_once() -> None:
    found = faults(
        feed(A, entries=range(20), last_new_at=NOON - timedelta(days=100)),
        feed(B, entries=range(20), last_new_at=NOON - timedelta(days=100)),
        feed(C, "gone", last_error="x", entries=range(20)),
    )
    assert [(kind, url) for kind, url, *_ in found] == [("gone", C), ("same", B), ("silent", A)]


@ends_soon
def test_a_list_of_thousands_is_looked_through_at_once() -> None:
    many = [feed(f"https://{n}.example/rss", entries=range(50 * n, 50 * n + 60)) for n in range(3000)]
    alike = [feed(f"https://x.example/{n}", entries=range(10_000_000, 10_000_050)) for n in range(200)]
    found: tuple[ListFault, ...] = find_faults([*many, *alike], NOON)
    assert found == ()
