"""What is remembered of notices, so that a new start repeats none and forgets none.

<state>/notices.json   the states that last, and the notices that nobody has taken yet; overwritten whole
"""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct, field

from transforms.moments import Moment
from transforms.notices.lasting import Lasting
from transforms.notices.outbox import Letter
from transforms.state.decoding import encode
from transforms.state.documents import read_advice
from transforms.state.storage import Store

PLACE = "notices.json"


class Totals(Struct, frozen=True, array_like=True):
    """How many entries had been written, and had failed, at a moment."""

    at: Moment
    written: int
    failed: int


class Notices(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered: states by their keys, letters in order, and the totals of the last hours."""

    states: dict[str, Lasting] = field(default_factory=dict)
    letters: tuple[Letter, ...] = ()
    samples: tuple[Totals, ...] = ()


def load_notices(state: Store) -> Notices:
    """Read what is remembered; nothing where there is nothing, or where it is damaged. Raises: StorageError."""
    return read_advice(state, PLACE, Notices) or Notices()


def save_notices(state: Store, notices: Notices) -> None:
    """Remember it. Raises: StorageError."""
    state.put(PLACE, encode(notices))


def add_sample(samples: tuple[Totals, ...], new: Totals, hours: float) -> tuple[Totals, ...]:
    """Add the totals of a moment, keeping one a tenth of the time, and the newest that is older than all of it."""
    gap = timedelta(hours=hours / 10)
    is_close = len(samples) > 1 and samples[-1].at - samples[-2].at < gap
    kept = samples[:-1] if is_close else samples
    begins = new.at - timedelta(hours=hours)
    older = [one for one in kept if one.at <= begins]
    return (*older[-1:], *(one for one in kept if one.at > begins), new)


def ended_within(samples: tuple[Totals, ...]) -> tuple[int, int]:
    """Give how many entries were written, and failed, from the first sample to the last.

    >>> from datetime import UTC, datetime
    >>> ended_within((Totals(datetime(2026, 11, 22, tzinfo=UTC), 5, 1), Totals(datetime(2026, 11, 23, tzinfo=UTC), 9, 4)))
    (4, 3)
    """
    if not samples:
        return 0, 0
    return samples[-1].written - samples[0].written, samples[-1].failed - samples[0].failed
