"""Add single feeds to a list: a feed's own address, or that of a site, whose best feed is then taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec import inspect as types
from msgspec.structs import replace

from pipelines.config.errors import ConfigError
from pipelines.config.tree import Node, Problems
from pipelines.config.typed import Unreadable
from pipelines.lists.changing import add_feeds, key_of
from pipelines.lists.known import KnownFeeds, feed_reader, require_own
from transforms.discovery.finding import FoundFeeds
from transforms.pure.discovery.ranking import FoundFeed
from transforms.pure.lists.listed import clean_address, clean_name, is_language
from transforms.pure.net.urls import url_key
from transforms.records import Feed


class Addition(Struct, frozen=True, kw_only=True):
    """What became of one address: the feed that was added, the place where it was known before, or neither.

    `found` is what a look at the address showed; None where nobody was asked.
    """

    url: str
    feed: Feed | None = None
    known_at: str | None = None
    found: FoundFeeds | None = None
    chosen: FoundFeed | None = None


def read_given(values: Mapping[str, str | None], tags: Sequence[str]) -> Feed:
    """Give what is said of feeds that are added, as a configuration would have it; the URL is left open.

    Raises: ConfigError with all that is wrong.
    """
    place, problems = "newsbeam feeds add", Problems()
    pairs = {
        key: Node(kind="scalar", place=place, path=key, text=value, written=value)
        for key, value in {"url": "-", **values}.items()
        if value is not None
    }
    try:
        feed: Feed = feed_reader(problems).read(Node(kind="mapping", place=place, pairs=pairs), types.type_info(Feed))
    except Unreadable:
        feed = Feed(url="-")
    if found := problems.sentences():
        raise ConfigError(found)
    return replace(feed, tags=tuple(tags))


def add_addresses(
    known: KnownFeeds, urls: Sequence[str], given: Feed, find: Callable[[str], FoundFeeds] | None
) -> list[Addition]:
    """Add feeds to a configuration's list. `given` says what is known of them, beside the URL; `find` asks the web.

    Raises: ConfigError for what is no address, or where there is no list; then nothing is added.
    """
    require_own(known)
    keys = {url: key_of(url) for url in urls}
    seen, additions = known.keys, []
    for url in dict.fromkeys(urls):
        addition = _look(url, keys[url], seen, given, find)
        if addition.feed is not None:
            seen[url_key(addition.feed.url)] = "just now"
        additions.append(addition)
    add_feeds(known, [addition.feed for addition in additions if addition.feed is not None])
    return additions


def _look(url: str, key: str, seen: dict[str, str], given: Feed, find: Callable[[str], FoundFeeds] | None) -> Addition:
    if key in seen:
        return Addition(url=url, known_at=seen[key])
    if find is None:
        address = clean_address(url)
        return Addition(url=url, feed=replace(given, url=address if "://" in address else f"https://{address}"))
    found = find(clean_address(url))
    own = next((feed for feed in found.feeds if feed.lead.source == "given"), None)
    chosen = own if own is not None else found.pick.feed if found.pick is not None else None
    if chosen is None:
        return Addition(url=url, found=found)
    place = seen.get(url_key(chosen.url))
    if place is not None:
        return Addition(url=url, known_at=place, found=found, chosen=chosen)
    return Addition(url=url, feed=_described(given, chosen), found=found, chosen=chosen)


def _described(given: Feed, chosen: FoundFeed) -> Feed:
    """Give a feed with what it says of itself, where nobody said otherwise."""
    holding = chosen.holding
    (said, *others) = holding.languages or (None,)
    language = said if not others and is_language(said) else None
    name = clean_name(holding.title) or clean_name(chosen.lead.title)
    return replace(given, url=chosen.url, name=given.name or name, language=given.language or language)
