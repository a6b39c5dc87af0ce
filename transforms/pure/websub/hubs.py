"""Which hub announces a feed's news, and under what address: by the Link header, or by the feed itself (WebSub, section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from transforms.pure.net.urls import resolve

MAX_HEADER_CHARACTERS: Final = 16_384
_LINK: Final = re.compile(r"<([^<>]*)>((?:\s*;\s*[A-Za-z*]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))*)")
_REL: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)


class Hub(Struct, frozen=True, omit_defaults=True):
    """A hub, and the address of the feed under which it knows it."""

    url: str
    topic: str


def find_hub(headers: Mapping[str, str], hub: str | None, topic: str | None, feed_url: str) -> Hub | None:
    """Give a feed's hub; None where it names none. The Link header counts before what the document says, `hub` and `topic`.

    Where nothing says what the topic is, it is `feed_url`, the address that was read.

    >>> find_hub({"link": '<https://hub.example/>; rel="hub", </rss>; rel="self"'}, None, None, "https://valley.example/f")
    Hub(url='https://hub.example/', topic='https://valley.example/rss')
    """
    hubs, own = _links(headers.get("link", ""), "hub", feed_url), _links(headers.get("link", ""), "self", feed_url)
    found = next((url for url in hubs if url.startswith("https:")), hubs[0] if hubs else hub)
    return None if found is None else Hub(found, own[0] if own else topic or feed_url)


def _links(header: str, rel: str, base: str) -> list[str]:
    """Give the targets of a Link header (RFC 8288) that have a relation."""
    return list(_targets(header[:MAX_HEADER_CHARACTERS], rel, base))


def _targets(header: str, rel: str, base: str) -> Iterator[str]:
    for match in _LINK.finditer(header):
        found = _REL.search(match[2])
        if found is None or rel not in (found[1] or found[2] or "").lower().split():
            continue
        try:
            yield resolve(base, match[1])
        except ValueError:
            continue
