"""The live stories as bytes, and back."""

from __future__ import annotations

import zlib

import msgspec
import numpy
from msgspec import Struct

from transforms.pure.stories.groups import EndedStory, LiveStory

# Raised whenever what is saved changes its meaning; what an older version saved is then made again from the articles.
VERSION = 1


class Saved(Struct, frozen=True, kw_only=True):
    """All that is remembered. Columns are the bytes of their arrays; counts of terms are compressed."""

    version: int
    first: int
    kept: list[bytes]
    columns: dict[str, bytes]
    stories: list[LiveStory]
    ended: list[EndedStory]
    next_number: int
    counted: int
    counts: bytes


class UnreadableStories(ValueError):
    """What was saved is damaged, and cannot be read."""


class OtherVersion(UnreadableStories):
    """What was saved is of another version, and cannot be read."""


def pack(saved: Saved) -> bytes:
    """Give what is remembered as bytes."""
    return msgspec.msgpack.encode(saved)


def unpack(data: bytes) -> Saved:
    """Give what `pack` packed. Raises: OtherVersion, UnreadableStories."""
    try:
        version = msgspec.msgpack.decode(data, type=_Version).version
        if version != VERSION:
            raise OtherVersion(
                f"stories saved by version {version} of their format cannot be read by version {VERSION}"
            )
        return msgspec.msgpack.decode(data, type=Saved)
    except msgspec.DecodeError as error:
        raise UnreadableStories(f"these saved stories are damaged: {error}") from error


def check_saved(data: bytes) -> None:
    """Read what was saved, and forget it. Raises: OtherVersion, UnreadableStories."""
    unpack_counts(unpack(data).counts)


class _Version(Struct):
    version: int


def pack_counts(counts: numpy.ndarray) -> bytes:
    """Give counts of terms as few bytes: most of them are 0."""
    return zlib.compress(counts.tobytes(), 1)


def unpack_counts(data: bytes) -> numpy.ndarray:
    """Give the counts that `pack_counts` packed. Raises: UnreadableStories."""
    try:
        return numpy.frombuffer(zlib.decompress(data), numpy.uint32).copy()
    except (zlib.error, ValueError) as error:
        raise UnreadableStories(f"the counts of these saved stories are damaged: {error}") from error
