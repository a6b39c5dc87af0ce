"""Decode the bodies of HTTP answers, up to a cap that is checked while reading."""

from __future__ import annotations

import io
from collections.abc import Iterator

from transforms.pure.net.codings import find_unreadable, read_codings
from transforms.web.decoders import DECODER_ERRORS, DECODERS, STEP_BYTES, WINDOW_BYTES, BadEncoding, UnannouncedGzip

_WIDE = frozenset({"br", "zstd"})
# Of such a body no more than an eighth of the cap is kept while it may yet turn out to be a bomb: with a window of at most
# 1.7 times the cap that stays, as measured, below twice the cap.
KEPT_SHARE = 0.125
WINDOW_SHARE = 1.7
LAYERS_MAX = 3


def accepted_encodings(max_bytes: int) -> tuple[str, ...]:
    """Give the encodings whose decoders, with the body that is kept, stay below twice the cap in memory.

    >>> accepted_encodings(10_000_000), accepted_encodings(512_000)
    (('gzip', 'deflate', 'br', 'zstd'), ('gzip', 'deflate'))
    """
    return tuple(name for name, window in WINDOW_BYTES.items() if window <= WINDOW_SHARE * max_bytes)


class CappedBody:
    """A body that is decoded while it is read, up to `max_bytes` decoded; `full` says that there was more.

    Gzip is undone where no header names it, too. The cap holds for what each layer of coding gives, so a bomb within a bomb
    ends at it. Raises: BadEncoding for an encoding that was not asked for.
    """

    def __init__(self, content_encoding: str | None, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.wire_bytes = 0
        self.full = False
        self._codings = _codings(content_encoding, max_bytes)
        self._is_wide = not _WIDE.isdisjoint(self._codings)
        self._start()
        self._size = 0
        self._kept: io.BytesIO | None = io.BytesIO()
        self._wire: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Decode bytes as they arrive. Raises: BadEncoding."""
        self.wire_bytes += len(data)
        # What compresses to more than it holds is no page either: the cap bounds the wire too.
        self.full = self.full or self.wire_bytes > self.max_bytes + STEP_BYTES
        if self._is_wide:
            self._wire.append(data)
        for part in self._decoded(data):
            self._keep(part)

    def finish(self) -> bytes:
        """Give the decoded body, cut at the cap. Raises: BadEncoding where the stream broke off."""
        if not self.full and self.wire_bytes and not all(decoder.complete() for decoder in self._decoders):
            raise BadEncoding(f"the compressed body breaks off after {self.wire_bytes} bytes")
        if self._kept is None:
            self._start()
            self._kept = io.BytesIO()
            for data in self._wire:
                self._kept.writelines(self._decoded(data))
        return self._kept.getvalue()

    def _start(self) -> None:
        # Two servers in a row may both name the gzip that one of them made: the second is undone only where it is there.
        outer = ("", *self._codings)
        decoders = [
            UnannouncedGzip() if before == coding == "gzip" else DECODERS[coding]()
            for before, coding in zip(outer, self._codings, strict=False)
        ]
        self._decoders = [*decoders, UnannouncedGzip()]
        self._between = [0] * len(self._decoders)

    def _decoded(self, data: bytes) -> Iterator[bytes]:
        try:
            yield from self._undo(0, data)
        except DECODER_ERRORS as error:
            raise BadEncoding(f"the compressed body cannot be decoded ({error})") from error

    def _undo(self, layer: int, data: bytes) -> Iterator[bytes]:
        if layer == len(self._decoders):
            yield data
            return
        while not self.full:
            part = self._decoders[layer].decode(data)
            self._between[layer] += len(part)
            is_inner = layer + 1 < len(self._decoders)
            if is_inner and self._between[layer] > self.max_bytes + STEP_BYTES:
                self.full = True
                return
            yield from self._undo(layer + 1, part)
            if len(part) < STEP_BYTES:
                return
            data = b""

    def _keep(self, part: bytes) -> None:
        room = self.max_bytes - self._size
        self.full = self.full or len(part) > room
        self._size += len(part)
        if self._is_wide and self._size > KEPT_SHARE * self.max_bytes:
            self._kept = (
                None  # from here on bytes are only counted; what was received is decoded again if it is no bomb
            )
        if self._kept is not None:
            self._kept.write(part[: max(0, room)])


def _codings(content_encoding: str | None, max_bytes: int) -> tuple[str, ...]:
    """Give the codings to undo, the outermost first. Raises: BadEncoding."""
    codings = read_codings(content_encoding)
    accepted = accepted_encodings(max_bytes)
    is_refused = not set(codings) <= set(accepted) or len(codings) > LAYERS_MAX
    if is_refused or sum(coding in _WIDE for coding in codings) > 1 or find_unreadable(content_encoding):
        given = (content_encoding or "").strip().lower()[:80]
        raise BadEncoding(f"the body's Content-Encoding is {given!r}; we asked for one of {', '.join(accepted)}")
    return codings
