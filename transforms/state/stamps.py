"""Tell whether a file or object has changed since the last look, without reading it where its store can say so."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from transforms.state.object_store import REQUEST_SECONDS
from transforms.state.store_calls import ask

# What stores say of an object that changes with its bytes, in the spelling of their fsspec libraries.
_VALIDATORS = (
    "ETag",
    "etag",
    "e_tag",
    "md5Hash",
    "generation",
    "content_md5",
    "Content-MD5",
    "Last-Modified",
    "LastModified",
    "last_modified",
    "mtime",
    "updated",
    "created",
)
# Whoever writes a file in place has most likely ended when the file has not changed for so long.
_SETTLED_SECONDS = 2.0


class Stamp(Struct, frozen=True):
    """What a look at a file saw: equal stamps mean an unchanged file.

    `seen` is empty where there is no such file, or it cannot be looked at. `changed_at` is when a local file was last written;
    None for an object, which a store shows whole or not at all.
    """

    seen: tuple[str, ...] = ()
    changed_at: float | None = None

    def is_settling(self, now: datetime) -> bool:
        """Tell whether the file was written a moment ago, so that its writer may not have ended."""
        return self.changed_at is not None and abs(now.timestamp() - self.changed_at) < _SETTLED_SECONDS

    def is_older(self, moment: datetime) -> bool:
        """Tell whether a file was written well before a moment; of an object that is not known."""
        return self.changed_at is not None and self.changed_at + _SETTLED_SECONDS < moment.timestamp()


def stamp_of(path: str) -> Stamp:
    """Look at a file, or at the object of an fsspec URL.

    >>> stamp_of("/no/such/list.txt") == Stamp()
    True
    """
    if "://" not in path:
        try:
            found = Path(path).expanduser().stat()
        except (OSError, RuntimeError):  # no such file, or no such user's home
            return Stamp()
        return Stamp((str(found.st_mtime_ns), str(found.st_size), str(found.st_ino)), found.st_mtime)
    try:
        return Stamp(_seen(path))
    except (
        Exception
    ):  # Each store has errors of its own; whoever then reads the file meets the same one, and reports it.
        return Stamp()


def _seen(path: str) -> tuple[str, ...]:
    from fsspec.core import url_to_fs  # here, so that a command that opens no store does not wait for it

    filesystem, inner = url_to_fs(path, use_listings_cache=False)
    info: dict[str, Any] = ask(filesystem, "info", inner, seconds=REQUEST_SECONDS)
    said = tuple(f"{key}={info[key]}" for key in _VALIDATORS if info.get(key))
    if said:
        return (*said, str(info.get("size")))
    return (hashlib.blake2b(ask(filesystem, "cat_file", inner, seconds=REQUEST_SECONDS), digest_size=16).hexdigest(),)
