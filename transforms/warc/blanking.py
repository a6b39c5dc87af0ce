"""Take pages out of a WARC file, and leave all others at their places: what goes is replaced by as many bytes that say so."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Final
from uuid import uuid4

from transforms.warc.members import VERSION
from transforms.warc.reading import AsideSpan, PageSpan

_SAID: Final = b"The records that stood here were taken out.\n"
# A gzip stream (RFC 1952) that is stored as it is: its head, the byte count of each block's, its end.
_HEAD, _TAIL, _BLOCK_HEAD, _BLOCK = 10, 8, 5, 65_535
_WITH_COMMENT: Final = 0x10


def blank(data: bytes, spans: Iterable[PageSpan | AsideSpan]) -> bytes:
    """Give the bytes of a file without some of its pages and other answers, and as long as it was: none of the rest has moved.

    A page that refers to one of them for its body is the same page, and must be among them (`with_copies`).
    """
    kept = bytearray(data)
    for span in spans:
        kept[span.begin : span.end] = _filler(span.end - span.begin)
    return bytes(kept)


def with_copies(spans: Iterable[PageSpan], meant: Iterable[PageSpan]) -> list[PageSpan]:
    """Give pages that are meant, with those of the same file that have their bodies from them."""
    ids = {span.answer.headers["WARC-Record-ID"] for span in meant}
    return [
        span
        for span in spans
        if span.answer.headers["WARC-Record-ID"] in ids or span.answer.headers.get("WARC-Refers-To") in ids
    ]


def _filler(size: int) -> bytes:
    """Give a record that says nothing, compressed by itself, of so many bytes."""
    padding = size
    while (left := size - _stored_size(len(record := _record(padding)))) < 0:
        padding += left
    assert padding >= 0, size
    return _stored(record, left)


def _record(padding: int) -> bytes:
    block = _SAID + b" " * padding
    head = (
        f"{VERSION}\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\nWARC-Date: 1970-01-01T00:00:00Z\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _stored_size(size: int) -> int:
    return _HEAD + _TAIL + size + _BLOCK_HEAD * -(-size // _BLOCK)


def _stored(record: bytes, more: int) -> bytes:
    """Give a gzip stream that holds a record as it is, and is `more` bytes longer than it need be, by a comment."""
    blocks = [record[at : at + _BLOCK] for at in range(0, len(record), _BLOCK)]
    comment = b" " * (more - 1) + b"\0" if more else b""
    flags = _WITH_COMMENT if more else 0
    parts = [b"\x1f\x8b\x08", bytes([flags]), b"\0\0\0\0\0\xff", comment]
    for number, block in enumerate(blocks, 1):
        parts += [struct.pack("<BHH", number == len(blocks), len(block), len(block) ^ 0xFFFF), block]
    return b"".join([*parts, struct.pack("<II", zlib.crc32(record), len(record))])
