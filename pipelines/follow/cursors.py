"""How far a follower has come, and whether that place is still in the output's history: decisions, with no store and no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from pipelines.follow.events import Point
from transforms.moments import Moment

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class Mark(Struct, frozen=True, array_like=True):
    """A manifest that was passed: its number, and its path, which no other manifest ever has."""

    number: int
    path: str


class Cursor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a follower has come.

    `sink` and `target` say where its rows go (`target` as it may be shown), `digest` tells one target from another. `attempt` is
    the process that saved it. `marks` are manifests that were passed, newest last. `delivered` and `refused` count since the
    cursor was made.
    """

    name: str
    sink: str
    target: str
    digest: str
    kind: str
    attempt: str
    saved_at: Moment
    point: Point = Point()
    marks: tuple[Mark, ...] = ()
    delivered: int = 0
    refused: int = 0


def advance(
    cursor: Cursor, point: Point, paths: Mapping[int, str], now: datetime, *, delivered: int = 0, refused: int = 0
) -> Cursor:
    """Give the cursor once a point is reached; `paths` are the manifests that are there, by number."""
    end = point.position
    passed = range(cursor.point.position + 1, end + 1)
    there = [number for number in passed if number in paths]
    first = there[:1] if not cursor.marks else []
    new = (Mark(number, paths[number]) for number in there if number in first or _is_kept(number, end - number))
    marks = thinned((*cursor.marks, *new)) if passed else cursor.marks
    return replace(
        cursor,
        point=point,
        marks=marks,
        saved_at=now,
        delivered=cursor.delivered + delivered,
        refused=cursor.refused + refused,
    )


def thinned(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Give the marks that are worth keeping: the newest ones, and the more seldom the further back.

    >>> [mark.number for mark in thinned(tuple(Mark(n, "") for n in range(1, 101)))]
    [1, 32, 48, 64, 72, 80, 88, 92, 94, 96, 97, 98, 99, 100]
    """
    newest = marks[-1].number if marks else 0
    kept = [mark for mark in marks if mark.number == newest or _is_kept(mark.number, newest - mark.number)]
    return (*marks[:1], *(mark for mark in kept if mark.number != marks[0].number))


def _is_kept(number: int, distance: int) -> bool:
    """Tell whether a number is a multiple of the power of two that lies at or below its distance, or half of it."""
    step = 1 << max(0, distance.bit_length() - 2)
    return number % step == 0


def find_common(marks: tuple[Mark, ...], published: Mapping[int, str]) -> Mark | None:
    """Give the newest manifest that was passed and is still there; None where none of them is.

    After an older copy of the output was brought back, other manifests have the numbers of those that it lacks.

    >>> find_common((Mark(4, "runs/4-a"), Mark(6, "runs/6-a"), Mark(7, "runs/7-a")), {6: "runs/6-a", 7: "runs/7-b"})
    Mark(number=6, path='runs/6-a')
    """
    return next((mark for mark in reversed(marks) if published.get(mark.number) == mark.path), None)
