"""A feed's document, read: its items, and what its publisher says of the feed."""

from __future__ import annotations

from msgspec import Struct

from transforms.moments import Moment
from transforms.rights import RightsSignal


class FeedItem(Struct, frozen=True, kw_only=True):
    """One item as a feed gives it. `link` is absolute but not cleaned; `language` is the item's own, where it says one.

    `summary` and `content` are HTML: the one cut to bounds, the other whole, or None where it is beyond them. `said` is what is
    said of the uses of its page.
    """

    link: str
    guid: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None
    published_at: Moment | None = None
    updated_at: Moment | None = None
    said: tuple[RightsSignal, ...] = ()


class ParsedFeed(Struct, frozen=True, kw_only=True):
    """A feed document, read.

    `ttl_seconds` and `update_seconds` (sy:updatePeriod / sy:updateFrequency) are the publisher's wishes. `skip_hours` are
    UTC hours 0-23, `skip_days` weekdays 0 (Monday) to 6. `without_link` counts items without a page, `beyond_cap` those beyond
    the cap. `is_index`: it is made of the sitemaps of an index, of which, if `partial`, some stand as they were, unread. It
    continues at `older_url` (RFC 5005); the program `generator` made it, `hub` announces `topic` (WebSub).
    """

    title: str | None = None
    language: str | None = None
    items: tuple[FeedItem, ...] = ()
    ttl_seconds: float | None = None
    update_seconds: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    without_link: int = 0
    beyond_cap: int = 0
    repaired: bool = False
    is_index: bool = False
    partial: bool = False
    older_url: str | None = None
    generator: str | None = None
    hub: str | None = None
    topic: str | None = None
