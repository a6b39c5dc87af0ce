"""The answer to a request, with its redirects; or the error of a redirect to a site of another shard."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from transforms.errors import FetchError
from transforms.reasons import MOVED
from transforms.records import Hop


class Response(Struct, frozen=True, kw_only=True):
    """A usable answer. `body` is decoded and empty where `not_modified`; header names are lower case.

    `seconds` is the time from the first request's start, slots aside; `wire_bytes` counts the last body as it travelled.
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


class LeftShard(FetchError):
    """A redirect leads to a site that another owner has; `target` is the URL to hand over."""

    def __init__(self, subject: str, target: str) -> None:
        super().__init__(subject, f"redirects to {target}, which belongs to another shard", reason=MOVED)
        self.target = target
