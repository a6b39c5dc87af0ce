"""The feeds of a file that `feeds_from` names: OPML, CSV, a plain list, or a YAML list as it stands under `feeds`."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec import inspect as types

from pipelines.config.files import read_bytes
from pipelines.config.tree import Node, Problem, Problems, read_items
from pipelines.config.typed import Reader, Unreadable
from transforms.pure.lists.formats import Format, format_of, list_text, read_list
from transforms.pure.lists.listed import MAX_PLAIN_BYTES, FeedList, ListedFeed, ListError
from transforms.records import Feed

_FEED = types.type_info(Feed)
_SECONDS, _BOOL = types.type_info(float), types.type_info(bool)


class FeedFile(Struct, frozen=True, kw_only=True):
    """The feeds of a file, each with its place; `skipped` and `unused` as in a FeedList, with the places of the first.

    `faulty` are the places of feeds of which something else than the URL is wrong.
    """

    written_in: Format
    feeds: list[tuple[Node, Feed]]
    faulty: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def read_feed_file(
    path: str, reader: Reader, environ: Mapping[str, str], problems: Problems
) -> list[tuple[Node, Feed]]:
    """Read the feeds of a file or fsspec URL, each with its place; note what is wrong with single ones.

    Raises: Problem for a file that is none or holds no list, with its line.
    """
    return read_feed_bytes(read_bytes(path, MAX_PLAIN_BYTES), path, reader, environ, problems).feeds


def read_feed_bytes(
    data: bytes,
    path: str,
    reader: Reader,
    environ: Mapping[str, str],
    problems: Problems,
    *,
    beside_others: bool = False,
) -> FeedFile:
    """Read the feeds of the bytes of a file; note what is wrong with single ones.

    `beside_others` takes those of a whole configuration, too. Raises: Problem, with its line.
    """
    try:
        text = list_text(data)
        written_in = format_of(text, path)
        if written_in == "yaml":
            items = read_items(text, path, environ, problems, beside_others=beside_others)
            return _yaml_file(items, reader, problems)
        listed = read_list(text, written_in)
    except ListError as error:
        raise Problem(located(path, str(error))) from None
    feeds, faulty = _feeds_of(listed, path, reader, problems)
    return FeedFile(
        written_in=written_in,
        feeds=feeds,
        faulty=faulty,
        skipped=tuple(f"{path}:{skipped.line}: {skipped.sentence}" for skipped in listed.skipped),
        unused=listed.unused,
    )


def _yaml_file(items: list[Node], reader: Reader, problems: Problems) -> FeedFile:
    feeds: list[tuple[Node, Feed]] = []
    faulty = set()
    for item in items:
        before = problems.count
        feeds += read_each([item], reader)
        if problems.count > before or _is_broken(item):
            faulty.add(item.place)
    return FeedFile(written_in="yaml", feeds=feeds, faulty=frozenset(faulty))


def _is_broken(node: Node) -> bool:
    return node.broken or any(_is_broken(inner) for inner in [*node.items, *node.pairs.values()])


def _feeds_of(
    listed: FeedList, path: str, reader: Reader, problems: Problems
) -> tuple[list[tuple[Node, Feed]], frozenset[str]]:
    for fault in listed.faults:
        problems.add_at(f"{path}:{fault.line}", f"{path}:{fault.line}: {fault.sentence}")
    if listed.more_faults:
        problems.add_at(path, f"{path}: {listed.more_faults:,} more lines are wrong")
    found, faulty = [], set()
    for feed in listed.feeds:
        place, before = f"{path}:{feed.line}", problems.count
        try:
            found.append(_feed_of(feed, place, reader, problems))
        except Unreadable:
            continue
        if problems.count > before:
            faulty.add(place)
    return found, frozenset(faulty)


def located(path: str, sentence: str) -> str:
    """Give a sentence that may begin with its line behind the name of its file.

    >>> located("feeds.csv", "line 7: it is not closed"), located("feeds.csv", "it is empty")
    ('feeds.csv:7: it is not closed', 'feeds.csv: it is empty')
    """
    line, colon, rest = sentence.removeprefix("line ").partition(": ")
    return f"{path}:{line}: {rest}" if colon and line.isdigit() else f"{path}: {sentence}"


def read_each(items: list[Node], reader: Reader) -> list[tuple[Node, Feed]]:
    """Read feeds that are written as YAML. Of one in which something is wrong the rest is checked, too."""
    found = []
    for item in items:
        try:
            found.append((item, reader.read(item, _FEED)))
        except Unreadable as unreadable:
            if unreadable.partial is not None and unreadable.partial.url:
                found.append((item, unreadable.partial))
    return found


def _feed_of(listed: ListedFeed, place: str, reader: Reader, problems: Problems) -> tuple[Node, Feed]:
    node = Node(kind="scalar", place=place, text=listed.url, written=listed.url)
    interval, enabled = None, True
    if listed.interval is not None:
        at = Node(kind="scalar", place=place, path="interval", text=listed.interval, written=listed.interval)
        interval = float(reader.read(at, _SECONDS))
        if interval <= 0:
            problems.add(at, f"expected more than 0 seconds, or no interval, got {at.shown()}")
    if listed.enabled is not None:
        at = Node(kind="scalar", place=place, path="enabled", text=listed.enabled, written=listed.enabled)
        enabled = bool(reader.read(at, _BOOL))
    feed = Feed(
        url=listed.url,
        name=listed.name,
        language=listed.language,
        section=listed.section,
        tags=listed.tags,
        interval=interval,
        enabled=enabled,
    )
    return node, feed
