"""The feeds of a configuration: listed in place or in files, each once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import inspect as types

from pipelines.config.feed_files import read_each, read_feed_file
from pipelines.config.files import NoSuchFile
from pipelines.config.tree import Node, Problem, Problems
from pipelines.config.typed import Reader, Unreadable
from transforms.pure.net.urls import url_key
from transforms.records import Feed

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_FEEDS = types.type_info(tuple[Feed, ...])
_FEEDS_FROM = types.type_info(str | tuple[str, ...])
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # token, RFC 9110, 5.6.2
_USER_IN_URL = re.compile(r"^\s*[a-z]+://[^/?#]*@", re.IGNORECASE)


def read_feeds(root: Node, reader: Reader, environ: Mapping[str, str], problems: Problems) -> tuple[Feed, ...]:
    """Read the feeds of a tree in order: those under `feeds`, then those of `feeds_from`; note what is wrong."""
    found = list_feeds(root, reader, environ, problems)
    if not found and "feeds" not in root.pairs and "feeds_from" not in root.pairs:
        problems.add(root, "there are no feeds; list some under feeds, or name a file of them under feeds_from")
    _check_urls(found, problems)
    return tuple(feed for _, feed in found)


def list_feeds(root: Node, reader: Reader, environ: Mapping[str, str], problems: Problems) -> list[tuple[Node, Feed]]:
    """List the feeds of a tree in order, each with its place, even those that are listed twice or whose URL is none."""
    return [*_feeds_in_place(root, reader), *_feeds_in_files(root, reader, environ, problems)]


def bare_url(node: Node, problems: Problems) -> Node:
    """Give a feed that is written as its URL alone as the mapping that it means."""
    if node.kind != "scalar" or node.text is None:
        return node
    return Node(kind="mapping", place=node.place, path=node.path, pairs={"url": node})


def check_feed(feed: Feed, node: Node, problems: Problems) -> None:
    """Note what is wrong in a feed other than its URL. Headers are secret, so their values are never shown."""
    if feed.language is not None:
        check_language(feed.language, node.at("language"), problems)
    if feed.interval is not None and feed.interval <= 0:
        at = node.at("interval")
        problems.add(at, f"expected more than 0 seconds, or no interval, got {at.shown()}")
    for name, value in feed.headers.items():
        if not _HEADER_NAME.fullmatch(name):
            problems.add(node.at("headers"), f'"{name}" is not a header name; expected one like Authorization')
        elif not value.isprintable():
            problems.add(node.at("headers", name), "the value holds a line break or another control character")
    if feed.headers_for == "site" and not feed.headers:
        problems.add(
            node.at("headers_for"), "says who gets the feed's headers, and it has none; give some under headers"
        )


def check_language(language: str, node: Node, problems: Problems) -> None:
    """Note what is no BCP 47 language tag."""
    if not LANGUAGE.fullmatch(language):
        problems.add(node, f"expected a language tag like de or pt-BR, got {node.shown()}")


def _feeds_in_place(root: Node, reader: Reader) -> list[tuple[Node, Feed]]:
    node = root.pairs.get("feeds")
    if node is None:
        return []
    if node.kind != "list":
        try:
            reader.read(node, _FEEDS)
        except Unreadable:
            return []
    return read_each(node.items, reader)


def _feeds_in_files(
    root: Node, reader: Reader, environ: Mapping[str, str], problems: Problems
) -> list[tuple[Node, Feed]]:
    node = root.pairs.get("feeds_from")
    if node is None or node.is_null():
        return []
    try:
        reader.read(node, _FEEDS_FROM)
    except Unreadable:
        del root.pairs["feeds_from"]  # or the same problem is noted again when the whole is read
        return []
    found = []
    for item in node.items if node.kind == "list" else [node]:
        try:
            found += read_feed_file(item.text or "", reader, environ, problems)
        except NoSuchFile as problem:
            problems.add(item, f"{problem}; relative paths start at the configuration's own folder")
        except Problem as problem:
            problems.add(item, str(problem))
    return found


def _check_urls(found: list[tuple[Node, Feed]], problems: Problems) -> None:
    """Note what is no URL of a feed, or was listed before. Each is read once: with many feeds that is most of the cost."""
    seen: dict[str, Node] = {}
    for node, feed in found:
        key = checked_key(feed.url, node.at("url"), problems)
        if key is not None and seen.setdefault(key, node) is not node:
            problems.add(node, f"this feed is listed already, at {seen[key].place}; remove one of the two")


def checked_key(url: str, node: Node, problems: Problems) -> str | None:
    """Give what two spellings of one feed's URL have in common; None, and the problem is noted, where it is no URL."""
    if _USER_IN_URL.match(url):
        problems.add(node, "a URL with a user name would show in every record; send it as a header (Authorization)")
        return None
    try:
        return url_key(url)
    except ValueError as error:
        came_filled = node.text != node.written
        sentence = f"{node.shown()} does not become a URL that can be fetched" if came_filled else str(error)
        problems.add(node, sentence)
        return None
