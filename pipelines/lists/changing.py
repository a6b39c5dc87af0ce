"""Add, remove, disable and enable feeds in the list that a configuration's commands change."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from msgspec import Struct

from pipelines.config.errors import ConfigError
from pipelines.lists.known import KnownFeeds, read_known, require_own
from pipelines.lists.saving import change_file
from transforms.pure.lists.editing import ListedItem, append_feeds, list_items, remove_items, set_enabled
from transforms.pure.lists.listed import clean_address
from transforms.pure.net.urls import url_key
from transforms.pure.shown.url_secrets import without_secrets
from transforms.records import Feed

MOST_NAMED = 3  # addresses that are shown of one name


class Changed(Struct, frozen=True, kw_only=True):
    """What was changed in which file: the URLs as the list had them. `was_so` tells that nothing had to be changed."""

    path: str
    urls: tuple[str, ...]
    was_so: bool = False


def add_feeds(known: KnownFeeds, feeds: Sequence[Feed]) -> str:
    """Add feeds that are not known at the end of the list; give the list's path. Raises: ConfigError."""
    own = require_own(known)

    def with_feeds(text: str) -> str:
        there = {_item_key(item) for item in list_items(text)}  # somebody else may have added one meanwhile
        return append_feeds(text, [feed for feed in feeds if url_key(feed.url) not in there])

    change_file(own, with_feeds, make=True)
    return own


def remove_feeds(config: str, urls: Sequence[str]) -> Changed:
    """Take feeds out of the list, each time that they stand there. Raises: ConfigError where one is not there."""
    known = read_known(config)
    own = require_own(known)
    gone: list[str] = []

    def without(text: str) -> str:
        positions = _positions(text, known, urls)
        gone.extend(positions.values())
        return remove_items(text, positions)

    change_file(own, without)
    return Changed(path=own, urls=tuple(gone))


def switch_feeds(config: str, urls: Sequence[str], *, enabled: bool) -> Changed:
    """Enable or disable feeds of the list. Raises: ConfigError where one is not there."""
    known = read_known(config)
    own = require_own(known)
    switched: list[str] = []
    before: list[bool] = []

    def with_switch(text: str) -> str:
        positions = _positions(text, known, urls)
        switched.extend(positions.values())
        before.extend(list_items(text)[position].enabled == enabled for position in positions)
        for position in positions:
            text = set_enabled(text, position, enabled=enabled)
        return text

    change_file(own, with_switch)
    return Changed(path=own, urls=tuple(switched), was_so=all(before))


def key_of(url: str) -> str:
    """Give what all spellings of a feed's URL share; one without a scheme is understood. Raises: ConfigError."""
    address = clean_address(url)
    try:
        return url_key(address if "://" in address else f"https://{address}")
    except ValueError as error:
        own = f"{url!r} is not the address of a feed: expected something like https://paper.example/rss"
        raise ConfigError([str(error) if "://" in address else own]) from None


def _positions(text: str, known: KnownFeeds, urls: Sequence[str]) -> dict[int, str]:
    """Find feeds in the list: their positions, each with the URL as it stands there. Raises: ConfigError with all problems."""
    items, found, problems = list_items(text), dict[int, str](), list[str]()
    for url in urls:
        try:
            found |= _find(items, known, url)
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    return found


def _find(items: Sequence[ListedItem], known: KnownFeeds, url: str) -> dict[int, str]:
    exact = {position: item.url for position, item in enumerate(items) if item.url == url}
    if exact:
        return exact
    named = [listed.feed.url for listed in known.feeds if listed.feed.name == url.strip()]
    if named:
        raise ConfigError([f'"{url}" is a name; name the feed by its address: {" or ".join(named[:MOST_NAMED])}'])
    key = key_of(url)
    found = {position: item.url for position, item in enumerate(items) if _item_key(item) == key}
    if found:
        return found
    # As commands show it: without its secrets.
    found = {position: item.url for position, item in enumerate(items) if without_secrets(item.url) == url.strip()}
    if len(found) == 1:
        return found
    if found:
        raise ConfigError(
            [f"{url} is shown for {len(found)} feeds, which differ in their secrets; give the whole address"]
        )
    elsewhere = known.keys.get(key)
    if elsewhere is not None:
        raise ConfigError([f"{url} is listed at {elsewhere}, which is not changed by this command; edit it there"])
    keys = {_item_key(item) or item.url: item.url for item in items}  # what all begin with makes none alike
    near = difflib.get_close_matches(key, keys, n=1, cutoff=0.75)
    cure = f"; did you mean {keys[near[0]]}?" if near else "; `newsbeam feeds list` shows those that are"
    raise ConfigError([f"{url} is not listed in {known.own}{cure}"])


def _item_key(item: ListedItem) -> str | None:
    try:
        return url_key(item.url)
    except ValueError:
        return None
