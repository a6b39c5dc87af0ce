"""Bring the feeds of another list into the one that people edit: what is new is added, what is known is said."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import BinaryIO

from msgspec import Struct

from pipelines.config.errors import ConfigError
from pipelines.config.feed_files import read_feed_bytes
from pipelines.config.feeds import checked_key
from pipelines.config.files import read_bytes
from pipelines.config.tree import Problem, Problems
from pipelines.lists.changing import add_feeds
from pipelines.lists.known import feed_reader, read_known, require_own
from transforms.pure.lists.formats import Format
from transforms.pure.lists.listed import MAX_PLAIN_BYTES
from transforms.records import Feed

# A list of somebody else reads no secrets.
_NO_ENVIRONMENT: Mapping[str, str] = {}


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did. `known` are the URLs that were listed already, with the places. `wrong` and `skipped` are sentences."""

    source: str
    written_in: Format
    own: str
    added: tuple[Feed, ...]
    known: tuple[tuple[str, str], ...]
    wrong: tuple[str, ...]
    skipped: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def total(self) -> int:
        """Count the feeds that the source lists and that can be used."""
        return len(self.added) + len(self.known)


def import_feeds(
    source: str, config: str, stdin: BinaryIO, *, dry_run: bool = False, environ: Mapping[str, str] = os.environ
) -> Imported:
    """Add the feeds of a file, fsspec URL or `-` to a configuration's list. Raises: ConfigError; then nothing is changed."""
    known = read_known(config, environ)
    own, problems = require_own(known), Problems()
    name = "stdin" if source == "-" else source
    try:
        file = read_feed_bytes(
            _data(source, stdin), name, feed_reader(problems), _NO_ENVIRONMENT, problems, beside_others=True
        )
    except Problem as problem:
        raise ConfigError([str(problem)]) from None
    seen, added, listed = known.keys, [], []
    for node, feed in file.feeds:
        key = checked_key(feed.url, node.at("url"), problems)
        if key is None or node.place in file.faulty:
            continue
        if key in seen:
            listed.append((feed.url, seen[key]))
            continue
        seen[key] = node.place
        added.append(feed)
    if added and not dry_run:
        add_feeds(known, added)
    return Imported(
        source=name,
        written_in=file.written_in,
        own=own,
        added=tuple(added),
        known=tuple(listed),
        wrong=tuple(problems.sentences()),
        skipped=file.skipped,
        unused=file.unused,
    )


def _data(source: str, stdin: BinaryIO) -> bytes:
    if source == "-":
        return stdin.read(MAX_PLAIN_BYTES + 1)
    if source.startswith(("http://", "https://")):
        raise Problem(f"{source} is on the web; save it as a file first, and import that")
    return read_bytes(source, MAX_PLAIN_BYTES)
