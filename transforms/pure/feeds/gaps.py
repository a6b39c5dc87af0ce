"""Suspected gaps: between which moments items may have come and gone unseen, and how many of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.pure.feeds.continuity import Sighted, is_dated
from transforms.pure.feeds.paces import after, items_beyond, multiple_between, note_at_least
from transforms.pure.feeds.rates import HOUR, HOURS, Rates, expect_items, learn, learn_gap, learn_part, pace_at

# Rates that were learnt from more hours than this say more than one document does.
KNOWN_HOURS: Final = 6.0
MOST_MISSED: Final = 100_000.0


class Gap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time in which items may have come and gone unseen, and about how many.

    `found` counts those of them that a back-fill brought. `ended`: it was filled; then nothing of it is missing any more.
    `asked` counts the requests that were made for it, `next_url` is where the next one continues, None where none can.
    """

    from_at: datetime
    to_at: datetime
    missed: float
    found: int = 0
    ended: bool = False
    asked: int = 0
    next_url: str | None = None

    @property
    def missing(self) -> float:
        """Give about how many items are still missing; 0 once it is filled."""
        return 0.0 if self.ended else max(0.0, self.missed - self.found)


def find_gap(
    items: Sequence[Sighted], covered_until: datetime, lag: timedelta, rates: Rates, now: datetime
) -> tuple[Gap | None, Rates]:
    """Give the gap before a document that does not continue the last one, and the feed's rates with what both teach.

    All was seen that came before `covered_until`, with dates up to `lag` earlier. The gap is None where no time is left
    uncovered. What was likely missed counts in the rates like what was seen: most is missed when most comes.
    """
    start = covered_until - lag
    dates = sorted(one.at for one in items if one.at is not None and not one.known and start < one.at <= now)
    if not is_dated(items) or not dates:
        return _whole_gap(sum(not one.known for one in items), covered_until, rates, now)
    # Looking back from now, the oldest item is where the document ends, whenever that was: it counts, too (optional stopping).
    learnt = learn(rates, len(dates), dates[0], now)
    if dates[0] - start < timedelta(seconds=1):
        return None, learnt
    hours = (dates[0] - start) / HOUR
    # The document itself says how long the gap is: what it says of the usual rate must not count in it once more.
    known = rates if sum(rates.hours[:HOURS]) > KNOWN_HOURS else learnt
    usual = expect_items(known, start, dates[0]) or 0.0
    missed = min(usual * multiple_between(pace_at(rates, start), learnt.pace, hours), MOST_MISSED)
    return Gap(from_at=start, to_at=dates[0], missed=missed), learn_gap(learnt, missed, usual)


def _whole_gap(new: int, covered_until: datetime, rates: Rates, now: datetime) -> tuple[Gap, Rates]:
    """Give the gap of a document that does not say when its items came: they are some of those since the last one."""
    hours = (now - covered_until) / HOUR
    expected, pace = expect_items(rates, covered_until, now), pace_at(rates, covered_until)
    if not expected:
        return Gap(from_at=covered_until, to_at=now, missed=float(new)), learn_part(rates, new, covered_until, now, 0.5)
    missed = min(items_beyond(pace, new, expected, hours), MOST_MISSED)
    # Those that were seen came in a part of the time, those that were missed in the rest of it.
    seen = new / (new + missed) if new else 0.0
    learnt = learn_gap(learn_part(rates, new, covered_until, now, seen), missed, expected * (1 - seen))
    pace = after(note_at_least(pace, new, expected, hours), hours / 2)
    return Gap(from_at=covered_until, to_at=now, missed=missed), replace(learnt, pace=pace)
