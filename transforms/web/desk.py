"""Where the answers to a shard's requests lie that are to be kept as they came, until its turn takes them.

Which requests are a shard's is known from their context: what asks for a feed or a page opens the desk, and so do the requests
for robots.txt and the files of sites that it waits for. Where no desk is open, nothing is captured.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final

import aiohttp
from msgspec.structs import replace

from transforms.captures import AnswerKind, Capture, CapturedAnswer
from transforms.pure.net.responses import Kind
from transforms.pure.shown.url_secrets import HIDDEN, hide_values, secrets_of
from transforms.web.capturing import capture_answer

# Bodies that may lie on a desk: what comes then is kept without.
MOST_BYTES: Final = 32_000_000

_KINDS: Final[Mapping[Kind, AnswerKind]] = {"feed": "feed", "robots": "robots", "rights": "rights"}


class CaptureDesk:
    """What is to be captured, by the `kinds` of requests, and what lies here. Any thread may put and take."""

    def __init__(self, kinds: Collection[str], most_bytes: int = MOST_BYTES) -> None:
        self.kinds, self._most_bytes = frozenset(kinds), most_bytes
        self._lock = threading.Lock()
        self._answers: deque[CapturedAnswer] = deque()
        self._size = 0

    def wants(self, kind: Kind) -> bool:
        """Tell whether answers of a kind are captured."""
        return kind in self.kinds

    def put(self, kind: Kind, capture: Capture, body: bytes) -> None:
        """Lay an answer here, unless it is one to a request for a page, which goes with its page."""
        if kind not in _KINDS:
            return
        shown = _without_secrets(replace(capture, body=body))
        with self._lock:
            if self._size + len(shown.body) > self._most_bytes:
                shown = replace(shown, body=b"", cut=True)
            self._size += len(shown.body)
            self._answers.append(CapturedAnswer(kind=_KINDS[kind], capture=shown))

    def take(self) -> list[CapturedAnswer]:
        """Take all that lies here, in the order in which it came."""
        with self._lock:
            taken, self._size = list(self._answers), 0
            self._answers.clear()
        return taken


_desks: dict[tuple[str, int], CaptureDesk] = {}

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_desks.clear)  # What lies there is the parent's.


def lay_desk(root: str, shard: int, kinds: Collection[str]) -> CaptureDesk:
    """Give the desk of a shard of a state in this process, where some kinds of answers are to be captured from now on."""
    desk = _desks.get((root, shard))
    if desk is None or desk.kinds != kinds:
        desk = _desks[root, shard] = CaptureDesk(kinds)
    return desk


_desk: ContextVar[CaptureDesk | None] = ContextVar("desk", default=None)


@contextmanager
def capturing_for(root: str, shard: int) -> Iterator[None]:
    """Capture for the desk of a shard, if it has one, what is asked within, and by what is begun within."""
    token = _desk.set(_desks.get((root, shard)))
    try:
        yield
    finally:
        _desk.reset(token)


class Capturing:
    """The capture of one answer: nothing of it is made where nobody wants it."""

    def __init__(
        self, kind: Kind, url: str, asked_at: datetime, response: aiohttp.ClientResponse, given: Mapping[str, str]
    ) -> None:
        self._kind, self._desk = kind, _desk.get()
        wanted = self._desk is not None and self._desk.wants(kind)
        self._capture = capture_answer(url, asked_at, response, given) if wanted else None

    def end(self, body: bytes | None) -> Capture | None:
        """Give the capture with a body laid down, or without where none was read; None where nobody wants it."""
        if self._capture is None or self._desk is None:
            return None
        capture = self._capture if body is None else replace(self._capture, cut=False)
        self._desk.put(self._kind, capture, body or b"")
        return capture


def _without_secrets(capture: Capture) -> Capture:
    """Give a capture in which a mark stands for the secrets of its address: who is given one prints it into each link."""
    secrets = secrets_of(capture.url)
    if not secrets:
        return capture
    body = capture.body
    for value in secrets:
        body = body.replace(value.encode(), HIDDEN.encode())
    got = tuple((name, hide_values(value, secrets)) for name, value in capture.got)
    return replace(capture, body=body, got=got)
