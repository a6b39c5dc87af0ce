"""A row that waits for its commit, with what it settles and what is remembered once its file is kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct, field

from transforms.rechecks import Recheck
from transforms.row_kinds import Kind


class PendingRow(Struct, kw_only=True):
    """A row that waits for its commit, with all ids that it settles and what each counts as.

    `rechecks` are as in `Planned`, of which the file is not known yet.
    """

    line: bytes
    kind: Kind
    at: datetime
    ids: list[str]
    counts: Counter[str] = field(default_factory=Counter)
    rechecks: dict[str, Recheck | None] = field(default_factory=dict)


def line_of(record: Any) -> bytes:
    """Give a record as written as a line, without its end."""
    return msgspec.json.encode(record)
