"""All feeds that a configuration lists, as they stand: wrong ones and doubled ones too, since commands on lists mend them."""

from __future__ import annotations

import os
from collections.abc import Mapping

from msgspec import Struct

from pipelines.config.errors import ConfigError
from pipelines.config.feeds import bare_url, check_feed, checked_key, list_feeds
from pipelines.config.files import NoSuchFile, read_text
from pipelines.config.paths import place_paths
from pipelines.config.tree import Node, Problem, Problems, read_tree
from pipelines.config.typed import Reader
from transforms.records import Feed


class KnownFeed(Struct, frozen=True, kw_only=True):
    """A feed that is listed, and where: `feeds.yaml:12`. `key` is what other spellings of its URL share, None for no URL."""

    place: str
    key: str | None
    feed: Feed


class KnownFeeds(Struct, frozen=True, kw_only=True):
    """The feeds of a configuration. `own` is the YAML list that commands change, None where the configuration names none.

    `problems` are sentences on what could not be read.
    """

    config: str
    own: str | None
    feeds: tuple[KnownFeed, ...]
    problems: tuple[str, ...]

    @property
    def keys(self) -> dict[str, str]:
        """Give the place of each feed by its key."""
        return {feed.key: feed.place for feed in reversed(self.feeds) if feed.key is not None}


def read_known(config: str, environ: Mapping[str, str] = os.environ) -> KnownFeeds:
    """Read the feeds that a configuration lists. Raises: ConfigError where it cannot be read at all."""
    problems = Problems()
    try:
        root = read_tree(read_text(config), config, environ, problems)
    except NoSuchFile:
        cure = "make one with `newsbeam init`, or name yours with --config"
        raise ConfigError([f"there is no configuration {config}; {cure}"]) from None
    except Problem as problem:
        raise ConfigError([str(problem)]) from None
    place_paths(root, config)
    named = root.pairs.get("feeds_from")
    lists = [node.text for node in (named.items if named.kind == "list" else [named]) if node.text] if named else []
    found = list_feeds(root, feed_reader(problems), environ, problems)
    return KnownFeeds(
        config=config,
        own=next((name for name in lists if name.lower().endswith((".yaml", ".yml"))), None),
        feeds=tuple(KnownFeed(place=node.place, key=_key(feed, node), feed=feed) for node, feed in found),
        problems=tuple(problems.sentences()),
    )


def require_own(known: KnownFeeds) -> str:
    """Give the list that commands change. Raises: ConfigError, with the cure, where there is none."""
    if known.own is None:
        raise ConfigError(
            [f"{known.config} names no list that can be edited; add the line `feeds_from: feeds.yaml` to it"]
        )
    return known.own


def feed_reader(problems: Problems) -> Reader:
    """Give what reads a feed as a configuration's `feeds` are read."""
    return Reader(problems, prepare={Feed: bare_url}, check={Feed: check_feed})


def _key(feed: Feed, node: Node) -> str | None:
    return checked_key(feed.url, node.at("url"), Problems())
