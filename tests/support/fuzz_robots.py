"""Made-up bytes as a robots.txt, with protego itself as the judge of what its rules mean."""

from __future__ import annotations

import math

from fuzz_checks import URL
from protego import Protego

from transforms.pure.net.robots import (
    SITEMAPS_MAX,
    _fold,
    allows,
    crawl_delay_seconds,
    decode_robots,
    read_rules,
    sitemap_urls,
)
from transforms.pure.net.urls import clean, resolve

_ROBOTS = "https://valley.example/robots.txt"
_AGENT = "newsbeam"
_ADDRESSES = (
    URL,
    "https://valley.example/",
    "https://valley.example/a.pdf?x=1&y=%C3%A9",
    "https://valley.example/news/",
)


def run(data: bytes) -> None:
    """Any bytes are a robots.txt: it never closes itself, and decides as protego does."""
    text = decode_robots(data)
    rules = read_rules(text, _AGENT)
    assert allows(rules, _ROBOTS)
    delay = crawl_delay_seconds(rules)
    assert delay is None or (delay > 0 and math.isfinite(delay))
    named = sitemap_urls(text, _ROBOTS)
    assert len(named) <= SITEMAPS_MAX and len(set(named)) == len(named)
    assert all(clean(url) and resolve(_ROBOTS, url) == url for url in named)
    judge = Protego.parse("\n".join(_fold(line, _AGENT) for line in text.splitlines()))
    for url in (*_ADDRESSES, *_own_address(data)):
        assert allows(rules, url) is allows(read_rules(text, _AGENT), url) is judge.can_fetch(url, _AGENT), url


def _own_address(data: bytes) -> tuple[str, ...]:
    """Give an address made of the last line, so that rules find something that they speak of."""
    try:
        return (clean(f"https://valley.example/{data.rpartition(b'/')[2].decode('utf-8', 'replace').strip()}"),)
    except ValueError:
        return ()
