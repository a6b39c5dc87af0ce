"""Which hub a feed names, by its header and by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from transforms.pure.feeds.parse import parse_feed
from transforms.pure.websub.hubs import Hub, find_hub

FEED = "https://valley.example/rss"
NOW = datetime(2026, 11, 26, tzinfo=UTC)
BOTH = Hub("https://hub.example/", "https://valley.example/all")
HEADERS: dict[str, tuple[str, Hub | None]] = {
    "both": ('<https://hub.example/>; rel="hub", <https://valley.example/all>; rel="self"', BOTH),
    "no quotes, another order": ("<https://valley.example/all>;rel=self,<https://hub.example/>;rel=hub", BOTH),
    "several relations in one": ('<https://hub.example/>; title="a, b"; rel="other hub"', Hub("https://hub.example/", FEED)),
    "relative": ('</hub>; rel="hub", </all>; REL="SELF"', Hub("https://valley.example/hub", "https://valley.example/all")),
    "the one with TLS": ('<http://a.example/>; rel="hub", <https://b.example/>; rel="hub"', Hub("https://b.example/", FEED)),
    "an empty relation": ('</rss>; rel="", <https://hub.example/>; rel="hub"', Hub("https://hub.example/", FEED)),
    "no hub": ('<https://valley.example/all>; rel="self"', None),
    "no web address": ('<mailto:hub@valley.example>; rel="hub"', None),
    "nonsense": ("<<>;;rel=hub,,<", None),
    "a flood": ("<" * 1_000_000 + '>; rel="hub"', None),
}  # fmt: skip


@pytest.mark.parametrize(("header", "expected"), HEADERS.values(), ids=HEADERS)
def test_the_link_header(header: str, expected: Hub | None) -> None:
    assert find_hub({"link": header}, None, None, FEED) == expected


def test_the_header_counts_before_the_document() -> None:
    said = ("https://b.example/", "https://valley.example/own")
    header = {"link": '<https://a.example/>; rel="hub"'}
    assert find_hub(header, *said, FEED) == Hub("https://a.example/", "https://valley.example/own")
    assert find_hub({}, *said, FEED) == Hub("https://b.example/", "https://valley.example/own")
    assert find_hub({}, said[0], None, FEED) == Hub("https://b.example/", FEED)
    assert find_hub({}, None, said[1], FEED) is None


LINKS = (
    '<{p}link rel="self" href="/all?a=1&amp;b=2"/><{p}link rel="hub" href="http://a.example/"/>'
    '<{p}link rel="hub" href="https://b.example/"/>'
)
DOCUMENTS = {
    "atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{LINKS.format(p='')}</feed>",
    "rss": "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>T</title>"
    f"{LINKS.format(p='atom:')}</channel></rss>",
    "json": '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "feed_url": "https://valley.example/all?a=1&b=2",'
    ' "items": [], "hubs": [{"type": "rssCloud", "url": "https://c.example/"}, 7,'
    ' {"type": "WebSub", "url": "https://b.example/"}]}',
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_document(document: str) -> None:
    parsed = parse_feed(document.encode(), FEED, None, NOW)
    assert (parsed.hub, parsed.topic) == ("https://b.example/", "https://valley.example/all?a=1&b=2")
