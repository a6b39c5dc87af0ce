"""Parquet twins in the simulation: in some schedules each file is to have one, and what became of them is judged."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable

import msgspec
import pyarrow.parquet as pq
from protocol_world import World

from transforms.row_files import VOID
from transforms.row_kinds import KINDS
from transforms.state.manifests import KeptFile, Manifest
from transforms.state.storage import Store
from transforms.state.twins import FOLDER, twin_path

# In one schedule of so many files have twins; it is also one in which files are taken down and put together.
TWINS_EVERY = 8


def has_twins(seed: int, without: str | None) -> bool:
    """Whether the files of a schedule have twins: all of them, where a rule about twins is left out."""
    return seed % TWINS_EVERY == TWINS_EVERY - 1 or (without or "").startswith("twin_")


class TwinsThere:
    """An output in which every twin that somebody looks for seems to be there."""

    at_once = 1

    def __init__(self, store: Store) -> None:
        self.root, self._store = store.root, store
        self.read, self.names, self.create = store.read, store.names, store.create
        self.put, self.delete, self.below = store.put, store.delete, store.below

    def head(self, path: str, size: int) -> bytes | None:
        return b"PAR1" if path.startswith(f"{FOLDER}/") else self._store.head(path, size)


def note_listed(world: World, data: bytes) -> None:
    """Note of a manifest that is being made which of its files have no twin."""
    manifest = msgspec.json.decode(data, type=Manifest)
    twins = [file.parquet for file in (*manifest.files, *manifest.rewritten) if file.parquet is not None]
    world.untwinned += sum(twin not in world.output.objects for twin in twins)
    world.met["twin listed"] += len(twins)


def untwinned(world: World, current: Iterable[KeptFile]) -> int:
    """How many twins are missing or not equal to their files, or hold rows that no file has."""
    objects = world.output.objects
    found = 0
    for file in current:
        if world.with_parquet != (file.parquet is not None):
            found += 1
        elif file.parquet is not None:
            found += _ids(objects.get(file.parquet)) != _ids_of_rows(objects[file.path])
    rows = {twin_path(path) for path, data in objects.items() if path.partition("/")[0] in KINDS and data != VOID}
    strays = [path for path in objects if path.startswith(f"{FOLDER}/") and path not in rows]
    world.met["twin"] += sum(path.startswith(f"{FOLDER}/") for path in objects)
    world.met["twin cleared"] += len(strays)
    return found + sum(bool(_ids(objects[path])) for path in strays)


def _ids(data: bytes | None) -> list[str] | None:
    return None if data is None else pq.read_table(io.BytesIO(data), columns=["id"]).column("id").to_pylist()


def _ids_of_rows(data: bytes) -> list[str]:
    return [msgspec.json.decode(line)["id"] for line in gzip.decompress(data).splitlines()]
