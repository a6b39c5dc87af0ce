"""The answer to a request, with its redirects; or the error of a redirect to a site of another shard."""

from __future__ import annotations

import hashlib
from datetime import datetime

from msgspec import Struct

from transforms.captures import Capture
from transforms.errors import FetchError
from transforms.reasons import MOVED
from transforms.records import NO_EVIDENCE, Evidence, Hop
from transforms.rights import NOTHING_HEARD, Heard


class Response(Struct, frozen=True, kw_only=True):
    """A usable answer. `body` is decoded and empty where `not_modified`; header names are lower case.

    `seconds` is the time from the first request's start, slots aside; `wire_bytes` counts the last body as it travelled.
    `parts` are the sitemaps of an index, where the answer is one; then `not_modified` says that none of them brings anything.
    `heard` is what its headers, and the robots.txt of its origin, say of the uses of a page. `captures` are what an
    archive keeps of a page's requests, its own the last one.
    """

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    body: bytes
    fetched_at: datetime
    seconds: float
    wire_bytes: int
    hops: tuple[Hop, ...] = ()
    not_modified: bool = False
    parts: tuple[Part, ...] = ()
    heard: Heard = NOTHING_HEARD
    captures: tuple[Capture, ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """A sitemap of an index: its address, its `lastmod`, and its answer; None where it was not asked, or did not answer.

    `failed` tells that it did not.
    """

    url: str
    changed_at: datetime | None = None
    response: Response | None = None
    failed: bool = False


def body_hash(body: bytes) -> str:
    """Give a hash of a body, to see whether it changed."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def evidence_of(answer: object) -> Evidence:
    """Give what of an answer shows a stranger why it could not be read; nothing where it is none."""
    if not isinstance(answer, Response):
        return NO_EVIDENCE
    return Evidence(
        status=answer.status, content_type=answer.headers.get("content-type"), bytes=len(answer.body) or None
    )


class Reserved(FetchError):
    """A page is not asked for, since its publisher reserves it for one of the operator's purposes; `reason` says by what."""


class LeftShard(FetchError):
    """A redirect leads to a site that another owner has; `target` is the URL to hand over."""

    def __init__(self, subject: str, target: str) -> None:
        super().__init__(subject, f"redirects to {target}, which belongs to another shard", reason=MOVED)
        self.target = target
