"""Which states last, and what is said of them: once when one begins, once when it ends. Decisions, with no store and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from transforms.moments import Moment
from transforms.notices.options import LEDGER, SILENT

# These have lasted when they are seen: to wait longer would tell nothing more.
AT_ONCE: Final = frozenset({LEDGER, SILENT})
# So many subjects stand in one notice; the others are only counted.
MOST_SUBJECTS: Final = 50

Phase = Literal["began", "ended"]


class Seen(Struct, frozen=True, kw_only=True):
    """A state as a tick sees it: which one, of what, and a sentence. The subject is empty where it is the whole of newsbeam."""

    state: str
    message: str
    subject: str = ""

    @property
    def key(self) -> str:
        """Give what this state is known by from tick to tick."""
        return f"{self.state} {self.subject}" if self.subject else self.state


class Lasting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A state that is remembered: since when, whether its beginning was told, and since when it is gone (None: it is not)."""

    seen: Seen
    since: Moment
    told: bool = False
    gone_at: Moment | None = None


class Notice(Struct, frozen=True, kw_only=True):
    """What is to be told: that a state began or ended, with its subjects, each with a sentence and since when."""

    state: str
    phase: Phase
    subjects: tuple[Lasting, ...]


def advance(
    known: Mapping[str, Lasting],
    seen: Iterable[Seen],
    judged: Iterable[str],
    now: datetime,
    after_seconds: float,
) -> tuple[dict[str, Lasting], list[Notice]]:
    """Give what is remembered after a tick, and what is to be told.

    `judged` are the states of which this tick knows whether they are: what it cannot know stays as it was.
    """
    patience = timedelta(seconds=after_seconds)
    here = {one.key: one for one in seen}
    after: dict[str, Lasting] = {}
    began: list[Lasting] = []
    ended: list[Lasting] = []
    for key in dict.fromkeys((*known, *here)):
        before, one = known.get(key), here.get(key)
        state = one.state if one is not None else known[key].seen.state
        wait = timedelta() if state in AT_ONCE else patience
        if one is not None:
            lasting = Lasting(seen=one, since=now) if before is None else replace(before, seen=one, gone_at=None)
            if not lasting.told and now - lasting.since >= wait:
                lasting = replace(lasting, told=True)
                began.append(lasting)
            after[key] = lasting
        elif before is not None and state not in judged:
            after[key] = before
        elif before is not None and before.told:
            gone = before if before.gone_at is not None else replace(before, gone_at=now)
            if gone.gone_at is not None and now - gone.gone_at >= wait:
                ended.append(gone)
            else:
                after[key] = gone
    return after, [*_notices(began, "began"), *_notices(ended, "ended")]


def _notices(some: Iterable[Lasting], phase: Phase) -> Iterable[Notice]:
    """Tell together what began or ended together: a network that is down silences all sources at once."""
    by_state: dict[str, list[Lasting]] = {}
    for one in some:
        by_state.setdefault(one.seen.state, []).append(one)
    return [Notice(state=state, phase=phase, subjects=tuple(found)) for state, found in by_state.items()]
