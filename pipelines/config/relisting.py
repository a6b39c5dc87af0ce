"""While a stream runs: look whether its configuration or a list of feeds has changed, and take the feeds up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.errors import ConfigError
from pipelines.config.files import read_text
from pipelines.config.loading import load_config
from pipelines.config.paths import place_paths
from pipelines.config.tree import Problem, Problems, apply_sets, read_tree
from pipelines.wording import plural
from transforms.pure.net.urls import url_id
from transforms.records import Feed
from transforms.state.stamps import Stamp, stamp_of

# Of more problems than this the number is said.
SHOWN_PROBLEMS = 5
# These two belong to the options of the poll; in a file they stand at the top.
_LIFTED = {"poll.first_poll": "first_poll", "poll.keep": "keep"}


class Relisted(Struct, frozen=True, kw_only=True):
    """What a look at a changed configuration found. `config` is in force from now on: the one before, with other feeds.

    `added`, `removed` and `changed` count the feeds that are polled. `waiting` of those that were added or changed wait for the
    next start, since a running job is given no secrets. `problems` say why nothing is taken up. `others` are keys beside
    the feeds that say something else than at the start. `is_mended`: it can be read again.
    """

    config: Config
    added: int = 0
    removed: int = 0
    changed: int = 0
    waiting: int = 0
    problems: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_mended: bool = False

    def said(self) -> str:
        """Give what a line says of it; where there are problems, each in a line of its own below.

        >>> Relisted(config=Config(output="out"), added=2, removed=1).said()
        '2 feeds added, 1 removed'
        """
        if self.problems:
            shown = self.problems[:SHOWN_PROBLEMS]
            more = len(self.problems) - len(shown)
            rest = [f"and {plural(more, 'problem', 'problems')} more: `newsbeam check` lists all"] if more else []
            return "\n    ".join(
                ["the changed configuration cannot be used, and the feeds stay as they were:", *shown, *rest]
            )
        counts = ((self.added, "added"), (self.removed, "removed"), (self.changed, "changed"))
        parts = [f"{n} {what}" for n, what in counts if n]
        if parts:
            number, _, what = parts[0].partition(" ")
            parts[0] = f"{plural(int(number), 'feed', 'feeds')} {what}"
        elif self.is_mended:
            parts.append("the configuration can be used again, and has the same feeds")
        if self.waiting:
            parts.append(
                f"{plural(self.waiting, 'feed waits', 'feeds wait')} for the next start, with new headers: they are secret, and a"
                " running job is given none"
            )
        if self.others:
            parts.append(f"the next start takes up {', '.join(self.others)}")
        return ", ".join(parts)


Look = Callable[[datetime], Relisted | None]


def never(now: datetime) -> Relisted | None:
    """Look at no configuration: the one that a stream was started with stays."""
    return None


class Relisting:
    """The configuration of a stream, looked at again and again; `config` is in force, as it was read from `path` with `sets`.

    `read_at` is when its reading began: files that have not changed since are not read again at the first look. None: all are.
    """

    def __init__(
        self,
        config: Config,
        path: str,
        sets: Sequence[str] = (),
        environ: Mapping[str, str] = os.environ,
        read_at: datetime | None = None,
    ) -> None:
        self._config, self._path, self._sets, self._environ = config, path, sets, environ
        self._files = _files(config, path)
        self._seen: dict[str, Stamp] = {}
        if read_at is not None:
            stamps = {file: stamp_of(file) for file in self._files}
            self._seen = stamps if all(stamp.is_older(read_at) for stamp in stamps.values()) else {}
        self._settling: dict[str, Stamp] = {}
        self._problems: tuple[str, ...] = ()
        self._others: tuple[str, ...] = ()

    def look(self, now: datetime) -> Relisted | None:
        """Give what has changed since the last look; None where nothing has, as the files' stamps say or their bytes.

        A file that was written a moment ago is left to the next look: its writer may not have ended.
        """
        stamps = {file: stamp_of(file) for file in self._files}
        if stamps == self._seen:
            return None
        if stamps != self._settling and any(
            stamp.is_settling(now) for file, stamp in stamps.items() if self._seen and self._seen.get(file) != stamp
        ):
            self._settling = stamps
            return None
        self._seen = stamps
        try:
            read = load_config(self._path, self._sets, self._environ)
        except ConfigError as error:
            self._files = _files_named(self._path, self._sets, self._environ) or self._files
            is_told, self._problems = self._problems == error.problems, error.problems
            return None if is_told else Relisted(config=self._config, problems=error.problems)
        return self._take_up(read)

    def _take_up(self, read: Config) -> Relisted | None:
        self._files = _files(read, self._path)
        changes = count_changes(self._config.active_feeds, read.active_feeds)
        others, known, was_broken = other_keys(self._config, read), self._others, bool(self._problems)
        self._others, self._problems = others, ()
        self._config = replace(self._config, feeds=read.feeds, feeds_from=read.feeds_from)
        relisted = Relisted(
            config=self._config,
            added=changes[0],
            removed=changes[1],
            changed=changes[2],
            others=others if others != known else (),
            is_mended=was_broken,
        )
        return relisted if relisted.said() else None


def other_keys(running: Config, read: Config) -> tuple[str, ...]:
    """List the keys beside the feeds by which two configurations differ, as a file spells them."""
    ours, theirs = _plain(running), _plain(read)
    return tuple(key for key in ours if ours[key] != theirs.get(key))


def _plain(config: Config) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in msgspec.to_builtins(replace(config, feeds=(), feeds_from=())).items():
        below = {f"{key}.{inner}": part for inner, part in value.items()} if isinstance(value, dict) else {key: value}
        flat |= {_LIFTED.get(name, name): part for name, part in below.items()}
    return flat


def count_changes(before: Iterable[Feed], now: Iterable[Feed]) -> tuple[int, int, int]:
    """Count the feeds that were added, removed and changed. Only of those whose URL differs the id is made, which takes time.

    >>> count_changes([Feed(url="http://a.example/rss")], [Feed(url="https://a.example/rss"), Feed(url="https://b.example/rss")])
    (1, 0, 1)
    """
    old, new = ({feed.url: feed for feed in feeds} for feeds in (before, now))
    gone, come = (
        {url_id(url) for url in these - others}
        for these, others in ((old.keys(), new.keys()), (new.keys(), old.keys()))
    )
    same = sum(old[url] != new[url] for url in old.keys() & new.keys())
    return len(come - gone), len(gone - come), same + len(gone & come)


def _files(config: Config, path: str) -> list[str]:
    named = (config.feeds_from,) if isinstance(config.feeds_from, str) else config.feeds_from
    return [path, *named]


def _files_named(path: str, sets: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """List the files of a configuration that cannot be used, as far as it names them."""
    try:
        root = read_tree(read_text(path), path, environ, Problems())
    except Problem:
        return []
    apply_sets(root, sets, environ, Problems())
    place_paths(root, path)
    node = root.at("feeds_from")
    named = node.items if node.kind == "list" else [node]
    return [path, *(item.text for item in named if item.path.startswith("feeds_from") and item.text)]
