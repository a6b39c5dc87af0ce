"""What a follower is asked to do."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from transforms.row_kinds import Kind

Since = int | date | Literal["now"] | None


class FollowChoice(Struct, frozen=True, kw_only=True):
    """Which rows of which output go where.

    `since` says where a cursor begins that is not there yet: behind a manifest's number, at a UTC day, now, or (None) at the
    beginning. `name` None: no cursor is kept. `cursor` is where cursors are kept; None: in the output. `once`: end when all is
    delivered that is there. `is_moved`: the sink has another address than the cursor says. `most` None: as the sink has it.
    """

    output: str
    kind: Kind = "articles"
    since: Since = None
    name: str | None = None
    cursor: str | None = None
    once: bool = False
    is_moved: bool = False
    interval_seconds: float = 10.0
    give_up_seconds: float = 600.0
    most: int | None = None
