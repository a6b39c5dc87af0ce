"""Documents of state and output as records; one that is damaged is named, with what to do about it."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from transforms.errors import StateError
from transforms.state.storage import Store

T = TypeVar("T")

# What JSON that is no record of ours raises: the second where a string is no UTF-8, the third where it is nested too deeply.
DAMAGED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def read_document(store: Store, path: str, kind: type[T], cure: str) -> T | None:
    """Read the document at a path; None where there is none. Raises: StateError where it is damaged; `cure` ends the sentence."""
    data = store.read(path)
    return None if data is None else decode(store, path, data, kind, cure)


def decode(store: Store, path: str, data: bytes, kind: type[T], cure: str) -> T:
    """Decode the document that the bytes of a path hold. Raises: StateError, as `read_document`."""
    try:
        return msgspec.json.decode(data, type=kind)
    except DAMAGED as error:
        raise StateError(
            f"{store.root}/{path}: this document is damaged ({len(data)} bytes: {error}); {cure}"
        ) from error
