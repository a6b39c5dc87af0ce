"""Requests and their answers as an archive keeps them, and the place in the archive at which one stands."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from transforms.moments import Moment

HeaderLine = tuple[str, str]
# What an answer is to that belongs to no entry: the poll of a feed, robots.txt, another file of a site that speaks of uses.
AnswerKind = Literal["feed", "robots", "rights"]


class Capture(Struct, frozen=True, kw_only=True):
    """A request and the head of its answer, by the lines that were sent and that came; what is secret of them was left out.

    `body` is that of an answer that belongs to no page, or of one on the way to a page, which is nothing but a refresh; what a
    page itself brought stands elsewhere.
    `cut` says that there was a body, and that it was not read.
    """

    url: str
    asked_at: Moment
    status: int
    phrase: str = ""
    sent: tuple[HeaderLine, ...] = ()
    got: tuple[HeaderLine, ...] = ()
    body: bytes = b""
    cut: bool = False


class CapturedAnswer(Struct, frozen=True, kw_only=True):
    """An answer to be kept as it came that belongs to no entry."""

    kind: AnswerKind
    capture: Capture


class WarcPlace(Struct, frozen=True, kw_only=True):
    """Where a page stands as it came: a WARC file, and the byte in it at which the record of its answer begins."""

    file: str
    offset: int
