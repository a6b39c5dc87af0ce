"""How a site was asked on each of the last days: what somebody can be shown who asks how polite we are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

# A report that is made once a day misses none of them.
DAYS_KEPT: Final = 3


class Receipt(Struct, frozen=True, array_like=True):
    """The requests to a site on one UTC day. `bytes` counts bodies as they came over the wire.

    `gap_seconds` is the smallest between the starts of two requests, None where there were not two in one process. `waits`
    counts answers that asked us to wait (Retry-After with a 429 or 503), `longest_wait` is in seconds.
    """

    day: date
    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    gap_seconds: float | None = None
    waits: int = 0
    longest_wait: float = 0.0


Receipts = tuple[Receipt, ...]


def note_request(receipts: Receipts, day: date, gap_seconds: float | None) -> Receipts:
    """Note that a request was sent, so many seconds after the one before it; None where that is not known.

    >>> note_request(note_request((), date(2026, 11, 22), None), date(2026, 11, 22), 1.5)[0].gap_seconds
    1.5
    """
    one, others = _of_day(receipts, day)
    gap = None if gap_seconds is None else round(max(0.0, gap_seconds), 3)
    return (*others, replace(one, requests=one.requests + 1, gap_seconds=_least(one.gap_seconds, gap)))


def note_answer(receipts: Receipts, day: date, status: int, size: int, wait_seconds: float | None) -> Receipts:
    """Note an answer: its status, the bytes of its body, and how long it asked us to wait, if it did.

    >>> note_answer((), date(2026, 11, 22), 304, 0, None)[0].not_modified
    1
    """
    one, others = _of_day(receipts, day)
    noted = replace(one, not_modified=one.not_modified + (status == 304), bytes=one.bytes + size)
    if wait_seconds is not None:
        noted = replace(noted, waits=one.waits + 1, longest_wait=max(one.longest_wait, round(wait_seconds, 1)))
    return (*others, noted)


def merge_receipts(known: Receipts, other: Receipts) -> Receipts:
    """Give what two processes know of one site. Each began with what was saved before, so the larger counts hold both.

    >>> day = date(2026, 11, 22)
    >>> merge_receipts((Receipt(day, 5),), (Receipt(day, 7),))[0].requests
    7
    """
    found = {one.day: one for one in known}
    for one in other:
        found[one.day] = _larger(found.get(one.day, one), one)
    return tuple(found[day] for day in sorted(found))


def _larger(one: Receipt, two: Receipt) -> Receipt:
    return Receipt(
        one.day,
        max(one.requests, two.requests),
        max(one.not_modified, two.not_modified),
        max(one.bytes, two.bytes),
        _least(one.gap_seconds, two.gap_seconds),
        max(one.waits, two.waits),
        max(one.longest_wait, two.longest_wait),
    )


def _least(one: float | None, two: float | None) -> float | None:
    return two if one is None else one if two is None else min(one, two)


def _of_day(receipts: Iterable[Receipt], day: date) -> tuple[Receipt, Receipts]:
    """Give the receipt of a day, and those of the days before it that are kept: a clock that was ahead has left others."""
    since = day - timedelta(days=DAYS_KEPT - 1)
    others = tuple(one for one in receipts if since <= one.day < day)
    return next((one for one in receipts if one.day == day), Receipt(day)), others
