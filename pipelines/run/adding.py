"""The command `newsbeam add`: single articles are owed, and the next ingest fetches them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.files import read_bytes
from pipelines.config.tree import Problem
from pipelines.run.errors import Refused
from pipelines.run.owing import Owing, make_owed
from transforms.clock import Clock, utc_now
from transforms.pure.single_page import single_entry
from transforms.records import Entry
from transforms.state.roots import claim

MAX_FILE_BYTES = 20_000_000
MAX_PROBLEMS = 20


class Added(Struct, frozen=True, kw_only=True):
    """What became of addresses: what is owed, and a sentence for each that is none; `wrong` counts those."""

    owing: Owing
    problems: tuple[str, ...] = ()
    wrong: int = 0


def add(config: Config, urls: Iterable[str], file: str | None, stdin: BinaryIO, clock: Clock = utc_now) -> Added:
    """Make the articles at some addresses owed: those that are given, and those in a file, one a line.

    Raises: Refused where the file cannot be read, or nothing is given; StateError, StorageError.
    """
    given = [("", url) for url in urls] + ([] if file is None else list(_lines(file, stdin)))
    if not given:
        raise Refused("newsbeam add: no address is given; name some, or a file with one a line by --file")
    now, entries, problems = clock(), list[Entry](), list[str]()
    for place, url in given:
        try:
            entries.append(replace(single_entry(url, now), came_by="added"))
        except ValueError as error:
            problems.append(f"{place}{error}")
    claim(config.roots, now)
    owing = make_owed(*config.roots.open(), config.shards, entries)
    shown = problems[:MAX_PROBLEMS]
    if len(problems) > len(shown):
        shown.append(f"and {len(problems) - len(shown)} more that are no addresses")
    return Added(owing=owing, problems=tuple(shown), wrong=len(problems))


def _lines(file: str, stdin: BinaryIO) -> Iterator[tuple[str, str]]:
    """Give the addresses of a file, each with its place; blank lines and those that begin with # are left out."""
    try:
        data = stdin.read(MAX_FILE_BYTES + 1) if file == "-" else read_bytes(file, MAX_FILE_BYTES)
    except Problem as problem:
        raise Refused(f"newsbeam add: {problem}") from problem
    if len(data) > MAX_FILE_BYTES:
        raise Refused(f"newsbeam add: {file} is larger than {MAX_FILE_BYTES // 1_000_000} MB; split it")
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            yield f"{'standard input' if file == '-' else file}, line {number}: ", text
