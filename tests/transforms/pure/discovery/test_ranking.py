"""Which feed to take: a table of sites, and the reason that is given."""

from datetime import timedelta
from typing import Any

import pytest
from feed_documents import NOW

from transforms.pure.discovery.holdings import Holding
from transforms.pure.discovery.leads import Lead
from transforms.pure.discovery.ranking import FoundFeed, is_alive, pick_feed, rank_feeds


def feed(
    name: str, source: Any = "declared", *, rate: float | None = 10.0, days_old: float | None = 0.1, **more: Any
) -> FoundFeed:
    url = f"https://valley.example/{name}"
    holding = Holding(
        format=more.get("format", "RSS 2.0"),
        title=None,
        items=more.get("items", 20),
        items_per_day=rate,
        languages=("en",),
        texts=more.get("texts", "teasers"),
        last_item_at=None if days_old is None else NOW - timedelta(days=days_old),
        links=frozenset(more.get("links", {f"{name}/{n}" for n in range(20)})),
    )
    return FoundFeed(
        url=url,
        lead=Lead(url=url, source=source, title=more.get("title"), is_foreign=more.get("foreign", False)),
        holding=holding,
    )


SITES: dict[str, tuple[list[FoundFeed], str | None, str]] = {
    "one": ([feed("rss")], "rss", "it is the only feed"),
    "the most": ([feed("sport", rate=3), feed("all", rate=40)], "all", "it brings the most items a day"),
    "full texts": ([feed("a", rate=10), feed("b", rate=10.5, texts="full texts")], "b", "it holds full texts"),
    "equal": ([feed("a"), feed("b", "usual place")], "a", "the site names it first"),
    "silent": ([feed("old", rate=40, days_old=400), feed("new", rate=1)], "new", "the others have been silent for long"),
    "all silent": (
        [feed("a", days_old=500, rate=11), feed("b", days_old=499, rate=1)],
        "a", "it is the best of those found, though silent since 12 July 2025",
    ),
    "one that is silent": ([feed("a", days_old=500)], "a", "it is the only feed, though silent since 12 July 2025"),
    "comments": ([feed("comments/feed", rate=90), feed("feed", rate=2)], "feed", "it is the only feed"),
    "comments alone": ([feed("comments/feed")], None, ""),
    "a friend's": ([feed("friend", "linked", rate=90, foreign=True), feed("rss", "usual place")], "rss", "it is the only feed"),
    "friends' alone": ([feed("friend", "linked", foreign=True)], None, ""),
    "empty": ([feed("rss", items=0, rate=None, days_old=None)], None, ""),
    "nothing": ([], None, ""),
    "undated": ([feed("a", rate=None, days_old=None)], "a", "it is the only feed"),
    "given": ([feed("section", "given", rate=1), feed("all", rate=40)], "section", "it is the address that you gave"),
    "sitemap alone": (
        [feed("news.xml", "robots.txt", format="news sitemap", texts="titles only")],
        "news.xml", "no feed was found, and this sitemap says what is new",
    ),
    "sitemap beside": (
        [feed("rss"), feed("news.xml", "robots.txt", format="news sitemap", rate=15)], "rss", "it is the only feed",
    ),
    "sitemap with far more": (
        [feed("rss"), feed("news.xml", "robots.txt", format="news sitemap", rate=90)],
        "news.xml", "it brings 90.0 items a day, the best feed 10.0",
    ),
    "sitemap of the living": (
        [feed("rss", days_old=100, rate=0), feed("news.xml", "robots.txt", format="news sitemap", rate=1)],
        "news.xml", "the feeds have been silent for long; this sitemap is not",
    ),
    "plain sitemap": ([feed("sitemap.xml", "robots.txt", format="sitemap", rate=900), feed("rss")], "rss", "it is the only feed"),
}  # fmt: skip


@pytest.mark.parametrize(("found", "name", "why"), SITES.values(), ids=SITES)
def test_one_feed_is_picked_with_its_reason(found: list[FoundFeed], name: str | None, why: str) -> None:
    for given in (found, found[::-1]):
        pick = pick_feed(rank_feeds(given, NOW), NOW)
        if pick is None:
            assert name is None
        else:
            assert name is not None
            assert (pick.feed.url, pick.why) == (f"https://valley.example/{name}", why)


def test_the_same_entries_in_two_formats_are_one_feed() -> None:
    links = {f"/{n}" for n in range(20)}
    rss, atom = feed("rss", links=links), feed("atom", "usual place", links=links | {"/20"}, format="Atom")
    section = feed("sport", links={f"/{n}" for n in range(5)}, rate=2)
    ranked = rank_feeds([atom, section, rss], NOW)
    assert [(one.url.rpartition("/")[2], one.copy_of) for one in ranked] == [
        ("rss", None),
        ("sport", None),
        ("atom", "https://valley.example/rss"),
    ]


def test_a_feed_is_alive_while_its_newest_item_is_of_the_last_weeks() -> None:
    assert is_alive(feed("a", days_old=59), NOW)
    assert not is_alive(feed("a", days_old=61), NOW)
    assert is_alive(feed("a", days_old=None), NOW)
