"""The files of a shard's commits: each is published once, or is void for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Literal

from msgspec import Struct, field

from transforms.errors import AlreadyExists, StateError, StorageError, Unclear
from transforms.rechecks import Recheck
from transforms.row_files import VOID_BYTES, is_void, void_of
from transforms.state.part_names import is_warc
from transforms.state.storage import TRIES, Store, side_by_side
from transforms.state.store_calls import give_up_on_silence

# What became of a file for good: it has rows, or it is void.
Decision = Literal["kept", "void"]


class Planned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a commit: the ids that it settles, what they count as in the ledger, and how to know its bytes.

    `parquet` is the path of its Parquet twin (`transforms.state.twins`); None where there is to be none. `rechecks` are what is
    remembered, once it is kept, of articles that are to be asked for again, by their ids: None where that ends.
    """

    ids: tuple[str, ...]
    counts: dict[str, int]
    rows: int
    size: int
    sha256: str
    parquet: str | None = None
    rechecks: dict[str, Recheck | None] = field(default_factory=dict)


def plan_file(
    data: bytes,
    ids: Iterable[str],
    counts: Mapping[str, int],
    rows: int,
    parquet: str | None = None,
    rechecks: Mapping[str, Recheck | None] | None = None,
) -> Planned:
    """Describe a file for its commit, from the bytes that are to be published."""
    return Planned(
        ids=tuple(ids),
        counts=dict(counts),
        rows=rows,
        size=len(data),
        sha256=_digest(data),
        parquet=parquet,
        rechecks=dict(rechecks or {}),
    )


def is_same(data: bytes | None, sha256: str) -> bool:
    """Tell whether these are the bytes of a digest: the one place where a file is compared with what was written down of it.

    >>> is_same(b"", hashlib.sha256(b"").hexdigest()), is_same(None, "")
    (True, False)
    """
    return data is not None and _digest(data) == sha256


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def inspect_file(output: Store, path: str, planned: Planned) -> Decision | None:
    """Tell what became of a file, without deciding it: None while its owner may still publish it.

    Raises: StateError where the file is neither what its commit names nor void.
    """
    data = output.read(path)
    if data is None:
        return None
    if is_void(data):
        return "void"
    if is_same(data, planned.sha256):
        return "kept"
    raise StateError(
        f"{output.root}/{path}: this file is not the one that its commit names ({planned.size} bytes, here {len(data)});"
        " bring it back from a copy, or run `newsbeam verify --repair`, which takes it as it is if its rows can be read"
    )


def list_paths(output: Store, folder: str, since: date | None = None) -> Iterator[str]:
    """List the files below a folder of the output, whatever their partitions; with `since`, those of that day or later."""
    for name in output.names(folder):
        if since is not None and name.startswith("date=") and name < f"date={since}":
            continue
        if "=" in name:
            yield from list_paths(output, f"{folder}/{name}", since)
        else:
            yield f"{folder}/{name}"


def glance(output: Store, path: str) -> Decision | None:
    """Tell whether a file has rows or is void, from its first bytes; None where it is not there."""
    begun = output.head(path, VOID_BYTES + 1)
    if begun is None:
        return None
    return "void" if is_void(begun) else "kept"


class CommitFiles:
    """The files of one shard's commits, as its owner publishes and decides them."""

    def __init__(self, output: Store) -> None:
        self.output = output

    def publish(self, path: str, planned: Planned, data: bytes) -> Decision:
        """Make a file of a commit visible. An unclear answer is decided, as the next owner would."""
        try:
            self.output.create(path, data)
            return "kept"
        except (AlreadyExists, Unclear):
            return self.decide(path, planned)

    def publish_all(self, files: Mapping[str, tuple[Planned, bytes]]) -> dict[str, Decision]:
        """Make the files of a commit visible, pages as they came ahead of the rows that name them.

        Where one of those is void, so is each file with rows: no row names what is not there.
        """
        decisions: dict[str, Decision] = {}
        for path in sorted(files, key=is_warc, reverse=True):
            planned, data = files[path]
            is_lost = not is_warc(path) and any(found == "void" for at, found in decisions.items() if is_warc(at))
            decisions[path] = self.decide(path, planned) if is_lost else self.publish(path, planned, data)
        return decisions

    def decide(self, path: str, planned: Planned) -> Decision:
        """End the doubt about a file: make it void, unless it is there with rows.

        Raises: StateError, as `inspect_file`; StorageError where the store does not answer.
        """
        for _ in range(TRIES):
            try:
                self.output.create(path, void_of(path))
                return "void"
            except AlreadyExists:
                found = inspect_file(self.output, path, planned)
                if found is not None:
                    return found
            except Unclear as error:
                give_up_on_silence(error)
        raise StorageError(f"{self.output.root}/{path}: the store did not answer {TRIES} times; try again later")

    def still_there(self, decisions: Mapping[str, Decision]) -> bool:
        """Tell whether files that were decided earlier are still there as they were."""
        found = side_by_side(self.output, partial(glance, self.output), decisions)
        return all(glimpse == decision for glimpse, decision in zip(found, decisions.values(), strict=True))

    def recheck(self, path: str, planned: Planned) -> Decision:
        """Tell what became of a file that a manifest covers: it was decided before the manifest was made.

        Raises: StateError where it is gone. To void it now would take from the dataset what a manifest lists.
        """
        found = inspect_file(self.output, path, planned)
        if found is None:
            raise StateError(
                f"{self.output.root}/{path}: this file was there when the last manifest was written, and is gone; bring it"
                " back from a copy, or run `newsbeam verify --repair`, which takes it for gone"
            )
        return found
