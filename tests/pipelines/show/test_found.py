"""What `feeds find` prints, whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.show.columns import width_of
from pipelines.show.found import age_of, describe_found
from pipelines.wording import spell_command
from transforms.discovery.finding import FoundFeeds
from transforms.pure.discovery.holdings import Holding
from transforms.pure.discovery.leads import Lead
from transforms.pure.discovery.ranking import FoundFeed, Pick

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE = "https://valley.example/"


def feed(name: str, source: Any = "declared", copy_of: str | None = None, **more: Any) -> FoundFeed:
    holding: dict[str, Any] = {
        "format": "RSS 2.0",
        "title": "The Valley",
        "items": 30,
        "items_per_day": 12.4,
        "languages": ("en-GB",),
        "texts": "full texts",
        "last_item_at": NOON - timedelta(minutes=20),
        "links": frozenset(),
    }
    lead = Lead(url=SITE + name, source=source)
    return FoundFeed(url=SITE + name, lead=lead, holding=Holding(**{**holding, **more}), copy_of=copy_of)


def test_what_was_found_is_told_with_what_it_holds() -> None:
    feeds = (
        feed("feed/"),
        feed(
            "news.xml",
            "robots.txt",
            format="news sitemap",
            title=None,
            items=1,
            items_per_day=None,
            texts="titles only",
        ),
        feed("atom", "usual place", SITE + "feed/", format="Atom", languages=("en", "cy")),
        feed("sport/feed/", "platform", items=0, last_item_at=None, items_per_day=None),
    )
    found = FoundFeeds(
        url=SITE,
        feeds=feeds,
        pick=Pick(feeds[0], "it holds full texts"),
        platforms=("WordPress",),
        unread=(Lead(url=SITE + "x", source="linked"),),
        problems=(f"{SITE}old: the server answered 404: there is no such page",),
        requests=6,
    )
    assert describe_found(found, NOON, 90, lambda url: url.endswith("/news.xml")) == (
        """\
https://valley.example/, which runs on WordPress: 3 feeds and 1 sitemap, after 6 requests.

  * https://valley.example/feed/
        The Valley · RSS 2.0 · 30 items, 12 a day, the newest 20 minutes ago · en-GB ·
        full texts · declared by the page
    https://valley.example/news.xml
        news sitemap · 1 item, the newest 20 minutes ago · en-GB · titles only · named in
        robots.txt · in your list already
    https://valley.example/atom
        The Valley · Atom · 30 items, 12 a day, the newest 20 minutes ago · en, cy · full
        texts · in a usual place · same entries as https://valley.example/feed/
    https://valley.example/sport/feed/
        The Valley · RSS 2.0 · empty · en-GB · where WordPress has it

What could not be read:
    https://valley.example/old: the server answered 404: there is no such page

Not asked for: 1 more address; --requests 14 looks further.

Take the one with the star: it holds full texts.
    newsbeam feeds add https://valley.example/feed/"""
    )


def test_nothing_found_is_said_with_the_reason() -> None:
    found = FoundFeeds(url=SITE, problems=(f"{SITE}: the server answered 403: it refuses us",), requests=9)
    assert describe_found(found, NOON, 80) == (
        f"{SITE}: no feed and no news sitemap was found, after 9 requests.\n\n"
        f"What could not be read:\n    {SITE}: the server answered 403: it refuses us"
    )


def test_a_pick_that_is_listed_needs_no_command_and_what_is_unfit_is_told() -> None:
    one = feed("feed/")
    there = describe_found(
        FoundFeeds(url=SITE, feeds=(one,), pick=Pick(one, "it is the only feed")), NOON, 90, lambda url: True
    )
    assert there.endswith("it is the only feed.\nIt is in your list already.")
    assert describe_found(FoundFeeds(url=SITE, feeds=(one,)), NOON, 90).endswith("or belong to other sites.")


@pytest.mark.parametrize("columns", [50, 80, 132])
def test_lines_fit_the_terminal_addresses_aside(columns: int) -> None:
    found = FoundFeeds(url=SITE, feeds=(feed("f", title="汐見浜だより " * 30),) * 25, problems=("word " * 100,))
    lines = describe_found(found, NOON, columns).splitlines()[2:]
    assert all(width_of(line) <= columns for line in lines)
    assert "    and 5 more" in lines
    assert "(209 characters)" in " ".join(lines)


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=47), "1 day ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_an_age_has_one_unit(ago: timedelta, text: str) -> None:
    assert age_of(NOON - ago, NOON) == text


@pytest.mark.parametrize(
    ("config", "address", "text"),
    [
        ("newsbeam.yaml", "https://a.example/rss", "newsbeam feeds add https://a.example/rss"),
        ("my list.yaml", "https://a.example/rss", "newsbeam feeds add https://a.example/rss --config 'my list.yaml'"),
        ("newsbeam.yaml", "https://a.example/?a=1&b=$(x)", "newsbeam feeds add 'https://a.example/?a=1&b=$(x)'"),
    ],
)
def test_a_command_can_be_pasted_into_a_shell(config: str, address: str, text: str) -> None:
    assert spell_command(config, "newsbeam.yaml")("add", address) == text
