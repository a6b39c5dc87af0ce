"""The stores over which runs are killed: a folder, and the tests' emulators of object stores on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from emulators import emulator, settled_in

Serving = Callable[[Path], AbstractContextManager[str]]


@contextmanager
def local(folder: Path) -> Iterator[str]:
    """Give a folder."""
    yield str(folder)


@contextmanager
def emulated(kind: str, folder: Path) -> Iterator[str]:
    """Give an empty bucket of an emulator, which this process and those that it starts find meanwhile."""
    with emulator(kind) as found, settled_in(found):
        yield found.bucket


STORES: dict[str, Serving] = {"local": local, "gs": partial(emulated, "gs"), "s3": partial(emulated, "s3")}
