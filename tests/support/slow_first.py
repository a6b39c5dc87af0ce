"""A reader of feeds that is slow with the first document, so that one which comes later could be read before it.

In a module of its own: Beam copies a function that it cannot import, and what that notes is lost.
"""

from __future__ import annotations

import threading
from typing import Any

from transforms.feed_items import ParsedFeed
from transforms.pure.feeds.parse import parse_feed

begun: list[str] = []
read: list[str] = []
_another = threading.Event()


def read_slowly_first(body: bytes, url: str, **more: Any) -> ParsedFeed:
    """Read as `parse_feed` does; the first document waits a moment for the next, which has to wait for it."""
    begun.append(url)
    if len(begun) == 1:
        _another.wait(0.3)
    else:
        _another.set()
    read.append(url)
    return parse_feed(body, url, **more)
