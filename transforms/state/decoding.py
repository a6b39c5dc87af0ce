"""Documents of state and output as records; one that is damaged is named, with what to do about it.

A document of the state ends with a checksum of what stands before it, as its last key: else a digit that flips on a disk would
be believed. One without it is of an earlier version (or of the output), and is read as it stands; earlier versions pass over
the key.

    {"url":"https://paper.example/feed.xml", ... ,"crc":"a702fc6e"}
"""

from __future__ import annotations

import zlib
from typing import Final, TypeVar

import msgspec

from transforms.errors import StateError
from transforms.state.storage import Store

T = TypeVar("T")

# What JSON that is no record of ours raises: the second where a string is no UTF-8, the third where it is nested too deeply.
DAMAGED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


_KEY: Final = b'"crc":"'
_TAIL_BYTES: Final = len(b',"crc":"00000000"}')


def encode(document: object) -> bytes:
    """Give a document of the state as bytes, with its checksum. It is to be an object: a list has none to put it in.

    >>> encode({"a": 1})
    b'{"a":1,"crc":"a702fc6e"}'
    """
    begun = msgspec.json.encode(document)[:-1]
    separator = b"" if begun == b"{" else b","
    return b'%b%b%b%b"}' % (begun, separator, _KEY, checksum(begun).encode())


def checksum(data: bytes) -> str:
    """Give the checksum of some bytes (CRC-32, which takes a quarter of a microsecond for a kilobyte).

    >>> checksum(b'{"a":1')
    'a702fc6e'
    """
    return f"{zlib.crc32(data):08x}"


def is_intact(data: bytes) -> bool:
    """Tell whether a document is as its checksum says; one without a checksum is.

    >>> is_intact(b'{"a":1,"crc":"a702fc6e"}'), is_intact(b'{"a":2,"crc":"a702fc6e"}'), is_intact(b'{"a":2}')
    (True, False, True)
    """
    begun, key, said = data[-_TAIL_BYTES:].partition(_KEY)
    if not key or not said.endswith(b'"}') or begun not in (b",", b"{"):
        return True
    content = data[: max(0, len(data) - _TAIL_BYTES)] + (b"{" if begun == b"{" else b"")
    return checksum(content).encode() == said[:-2]


def read_document(store: Store, path: str, kind: type[T], cure: str) -> T | None:
    """Read the document at a path; None where there is none. Raises: StateError where it is damaged; `cure` ends the sentence."""
    data = store.read(path)
    return None if data is None else decode(store, path, data, kind, cure)


def decode(store: Store, path: str, data: bytes, kind: type[T], cure: str) -> T:
    """Decode the document that the bytes of a path hold. Raises: StateError, as `read_document`."""
    if not is_intact(data):
        raise refuse_changed(store, path, data, cure)
    return decode_part(store, path, data, kind, cure)


def decode_part(store: Store, path: str, data: bytes, kind: type[T], cure: str) -> T:
    """Decode what was made of the bytes of a path once they were seen to be intact. Raises: StateError, as `read_document`."""
    try:
        return msgspec.json.decode(data, type=kind)
    except DAMAGED as error:
        raise StateError(
            f"{store.root}/{path}: this document is damaged ({len(data)} bytes: {error}); {cure}"
        ) from error


def refuse_changed(store: Store, path: str, data: bytes, cure: str) -> StateError:
    """Give the error of a document that is not as its checksum says."""
    return StateError(
        f"{store.root}/{path}: this document is damaged ({len(data)} bytes, and not those that were written, by their"
        f" checksum); {cure}"
    )
