"""Decoders of content codings that give a limited number of bytes at a time.

So a compression bomb is never held whole in memory.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
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
WINDOW_BYTES = {"gzip": 1 << 15, "deflate": 1 << 15, "br": 1 << 24, "zstd": 1 << ZSTD_WINDOW_LOG_MAX}
# Magic number and method (RFC 1952, 2.3.1): no text begins so.
_GZIP_START = b"\x1f\x8b\x08"
# What a decoder raises for bytes that are not of its coding.
DECODER_ERRORS = (zlib.error, brotli.error, ZstdError)


class BadEncoding(Exception):
    """The body is not what its Content-Encoding says; the message says how."""


class Decoder(Protocol):
    """One layer of coding, undone step by step."""

    def decode(self, data: bytes) -> bytes:
        """Give at most about STEP_BYTES of output; fewer mean that it needs more input."""

    def complete(self) -> bool:
        """Tell whether the stream came to its end."""


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


class UnannouncedGzip:
    """What no coding is named for: as it is, or undone where it is a `.gz` file that a server hands out as it lies there."""

    def __init__(self) -> None:
        self._inner: Decoder | None = None
        self._start = b""

    def decode(self, data: bytes) -> bytes:
        if self._inner is None:
            self._start += data
            if _GZIP_START.startswith(self._start[: len(_GZIP_START)]) and len(self._start) < len(_GZIP_START):
                return b""
            self._inner = _Gzip() if self._start.startswith(_GZIP_START) else _Plain()
            data, self._start = self._start, b""
        return self._inner.decode(data)

    def complete(self) -> bool:
        return not self._start if self._inner is None else self._inner.complete()


class _Plain:
    def __init__(self) -> None:
        self._rest = b""

    def decode(self, data: bytes) -> bytes:
        data = self._rest + data if self._rest else data
        self._rest = data[STEP_BYTES:]
        return data[:STEP_BYTES]

    def complete(self) -> bool:
        return True


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


DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
