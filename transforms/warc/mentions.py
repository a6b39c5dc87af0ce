"""The addresses that stand in a document, whatever it is: by them it is known of which articles it speaks."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Final

from transforms.errors import IngestError
from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.net.urls import clean, site_of

_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>\\\[\](){}|^`]+", re.IGNORECASE)
_BEHIND: Final = ".,;:!?"
# Feeds hold HTML in XML: an address in it is escaped twice.
_ESCAPES: Final = 2
_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


def addresses_in(body: bytes, url: str) -> set[str]:
    """Give the absolute addresses in a document that stood at `url`, and those of its items where it is a feed.

    >>> sorted(addresses_in(b'<p>https://valley.example/a?b=1&amp;c=2, {"u": "https:\\\\/\\\\/hill.example\\\\/b"}', ""))
    ['https://hill.example/b', 'https://valley.example/a?b=1&c=2']
    """
    text, found = decode_feed(body, None).replace("\\/", "/"), set[str]()
    for _ in range(1 + _ESCAPES):
        found |= {match.rstrip(_BEHIND) for match in _ADDRESS.findall(text)}
        text, before = html.unescape(text), text
        if text == before:
            break
    # As it stands there, an address with an escaped & is no other page.
    found = {address for address in found if "&amp;" not in address}
    try:
        items = parse_feed(body, url, None, _ANY_DAY, max_items=1_000_000).items
    except IngestError:
        items = ()
    found |= {item.link for item in items} | {item.guid or "" for item in items}
    return set(filter(_is_address, found))


def _is_address(text: str) -> bool:
    try:
        site_of(clean(text))
    except ValueError:
        return False
    return True
