"""Decode the bodies of HTTP answers, up to a cap that is checked while reading.

A decoder returns a limited number of bytes at a time, so that a compression bomb is never held whole in memory.
"""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

STEP_BYTES = 65536
# A fresh decoder copies all that follows its member: a stream of a million empty members would be quadratic work.
MEMBERS_MAX = 1000
# RFC 9659: a zstd window on the web is at most 8 MB; a frame may ask the decoder to allocate gigabytes.
ZSTD_WINDOW_LOG_MAX = 23
# The window that each decoder itself may hold; brotli fills it before it returns the first byte.
_WINDOW_BYTES = {"gzip": 1 << 15, "deflate": 1 << 15, "br": 1 << 24, "zstd": 1 << ZSTD_WINDOW_LOG_MAX}
_WIDE = ("br", "zstd")
# Of such a body no more than an eighth of the cap is kept while it may yet turn out to be a bomb: with a window of at most
# 1.7 times the cap that stays, as measured, below twice the cap.
KEPT_SHARE = 0.125
WINDOW_SHARE = 1.7


def accepted_encodings(max_bytes: int) -> tuple[str, ...]:
    """Give the encodings whose decoders, with the body that is kept, stay below twice the cap in memory.

    >>> accepted_encodings(10_000_000), accepted_encodings(512_000)
    (('gzip', 'deflate', 'br', 'zstd'), ('gzip', 'deflate'))
    """
    return tuple(name for name, window in _WINDOW_BYTES.items() if window <= WINDOW_SHARE * max_bytes)


class BadEncoding(Exception):
    """The body is not what its Content-Encoding says; the message says how."""


class _Decoder(Protocol):
    def decode(self, data: bytes) -> bytes:
        """Give at most about STEP_BYTES of output; fewer mean that it needs more input."""

    def complete(self) -> bool:
        """Tell whether the stream came to its end."""


class CappedBody:
    """A body that is decoded while it is read, up to `max_bytes` decoded; `full` says that there was more.

    Raises: BadEncoding for an encoding that was not asked for.
    """

    def __init__(self, content_encoding: str | None, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.wire_bytes = 0
        self.full = False
        self._encoding = _encoding(content_encoding, max_bytes)
        self._decoder = _DECODERS[self._encoding]()
        self._size = 0
        self._kept: io.BytesIO | None = io.BytesIO()
        self._wire: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Decode bytes as they arrive. Raises: BadEncoding."""
        self.wire_bytes += len(data)
        # What compresses to more than it holds is no page either: the cap bounds the wire too.
        self.full = self.full or self.wire_bytes > self.max_bytes + STEP_BYTES
        if self._encoding in _WIDE:
            self._wire.append(data)
        for part in self._decoded(data):
            self._keep(part)

    def finish(self) -> bytes:
        """Give the decoded body, cut at the cap. Raises: BadEncoding where the stream broke off."""
        if not self.full and self.wire_bytes and not self._decoder.complete():
            raise BadEncoding(f"the compressed body breaks off after {self.wire_bytes} bytes")
        if self._kept is None:
            self._decoder = _DECODERS[self._encoding]()
            self._kept = io.BytesIO()
            for data in self._wire:
                self._kept.writelines(self._decoded(data))
        return self._kept.getvalue()

    def _decoded(self, data: bytes) -> Iterator[bytes]:
        try:
            while not self.full:
                part = self._decoder.decode(data)
                yield part
                if len(part) < STEP_BYTES:
                    return
                data = b""
        except (zlib.error, brotli.error, ZstdError) as error:
            raise BadEncoding(f"the compressed body cannot be decoded ({error})") from error

    def _keep(self, part: bytes) -> None:
        room = self.max_bytes - self._size
        self.full = len(part) > room
        self._size += len(part)
        if self._encoding in _WIDE and self._size > KEPT_SHARE * self.max_bytes:
            self._kept = (
                None  # from here on bytes are only counted; what was received is decoded again if it is no bomb
            )
        if self._kept is not None:
            self._kept.write(part[:room])


def _encoding(content_encoding: str | None, max_bytes: int) -> str:
    layers = [layer.strip().lower().removeprefix("x-") for layer in (content_encoding or "").split(",")]
    layers = [layer for layer in layers if layer not in ("", "identity", "none")]
    accepted = accepted_encodings(max_bytes)
    if len(layers) > 1 or not set(layers) <= set(accepted):
        asked = ", ".join(accepted)
        raise BadEncoding(f"the body's Content-Encoding is {', '.join(layers)[:80]!r}; we asked for one of {asked}")
    return layers[0] if layers else "identity"


class _Plain:
    def __init__(self) -> None:
        self._rest = b""

    def decode(self, data: bytes) -> bytes:
        data = self._rest + data
        self._rest = data[STEP_BYTES:]
        return data[:STEP_BYTES]

    def complete(self) -> bool:
        return True


class _Gzip:
    """One or more gzip members (RFC 1952); bytes after them that are no gzip are ignored, as browsers do."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        self._members = 0
        self._ended = False
        self._rest = b""

    def decode(self, data: bytes) -> bytes:
        data = self._rest + data
        parts: list[bytes] = []
        room = STEP_BYTES
        while not self._ended:
            if self._inflater.eof:
                if not data:
                    break
                if not self._next_member(data):
                    break
            part = self._inflater.decompress(data, room)
            parts.append(part)
            room -= len(part)
            data = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail
            if room <= 0 or not self._inflater.eof:
                break
        self._rest = b"" if self._ended else data
        return b"".join(parts)

    def _next_member(self, data: bytes) -> bool:
        self._ended = not data.startswith(b"\x1f")
        self._members += 1
        if self._members > MEMBERS_MAX:
            raise BadEncoding(f"the compressed body has more than {MEMBERS_MAX} gzip members")
        if not self._ended:
            self._inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        return not self._ended

    def complete(self) -> bool:
        return self._ended or self._inflater.eof


class _Deflate:
    """The zlib format (RFC 1950), or the bare deflate stream that some servers send under the same name."""

    def __init__(self) -> None:
        self._inflater: zlib._Decompress | None = None
        self._rest = b""

    def decode(self, data: bytes) -> bytes:
        data = self._rest + data
        if self._inflater is None:
            if not data:
                return b""
            self._inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS)
        part = self._inflater.decompress(data, STEP_BYTES)
        self._rest = self._inflater.unconsumed_tail
        return part

    def complete(self) -> bool:
        return self._inflater is not None and self._inflater.eof


class _Brotli:
    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()

    def decode(self, data: bytes) -> bytes:
        if self._decoder.is_finished():
            return b""
        part: bytes = self._decoder.process(data, output_buffer_limit=STEP_BYTES)
        return part

    def complete(self) -> bool:
        return bool(self._decoder.is_finished())


class _Zstd:
    """One or more zstd frames (RFC 8878)."""

    def __init__(self) -> None:
        self._decoder = self._fresh()
        self._frames = 0

    def _fresh(self) -> ZstdDecompressor:
        return ZstdDecompressor(options={DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG_MAX})

    def decode(self, data: bytes) -> bytes:
        parts: list[bytes] = []
        room = STEP_BYTES
        while room > 0:
            if self._decoder.eof:
                data = self._decoder.unused_data + data
                if not data:
                    break
                self._next_frame()
            part = self._decoder.decompress(data, room)
            parts.append(part)
            room -= len(part)
            data = b""
            if not self._decoder.eof:
                break
        return b"".join(parts)

    def _next_frame(self) -> None:
        self._frames += 1
        if self._frames > MEMBERS_MAX:
            raise BadEncoding(f"the compressed body has more than {MEMBERS_MAX} zstd frames")
        self._decoder = self._fresh()

    def complete(self) -> bool:
        return bool(self._decoder.eof)


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "identity": _Plain,
    "gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
