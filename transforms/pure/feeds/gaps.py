"""Suspected gaps: between which moments items may have come and gone unseen, and how many of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.moments import Moment
from transforms.pure.feeds.continuity import Sighted, is_dated
from transforms.pure.feeds.paces import (
    after,
    expect_at,
    items_beyond,
    look_back,
    missed_before,
    multiple_between,
    note_at_least,
)
from transforms.pure.feeds.rates import HOUR, HOURS, Rates, expect_items, learn, learn_gap, learn_part, pace_at

# Rates that were learnt from more hours than this say more than one document does.
KNOWN_HOURS: Final = 6.0
MOST_MISSED: Final = 100_000.0
_SHORTEST: Final = timedelta(seconds=1)


class Gap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time in which items may have come and gone unseen, and about how many.

    `found` counts those of them that a back-fill brought. `ended`: it was filled; then nothing of it is missing any more.
    `asked` counts the requests that were made for it, `next_url` is where the next one continues, None where none can.
    `unseen` is the share of its time that what was seen does not account for. `before` are links and guids of items that the
    feed held before the gap, where dates do not tell: a back-fill ends at one of them.
    """

    from_at: Moment
    to_at: Moment
    missed: float
    found: int = 0
    ended: bool = False
    asked: int = 0
    next_url: str | None = None
    unseen: float = 1.0
    before: tuple[str, ...] = ()

    @property
    def missing(self) -> float:
        """Give about how many items are still missing; 0 once it is filled."""
        return 0.0 if self.ended else max(0.0, self.missed - self.found)


def find_gap(
    items: Sequence[Sighted], covered_until: datetime, edge: timedelta, rates: Rates, now: datetime
) -> tuple[Gap | None, Rates]:
    """Give the gap before a document that does not continue the last one, and the feed's rates with what both teach.

    All was seen that came before `covered_until`. Where items come after their dates, `edge` says how long before it came the
    oldest of a document's items is dated, on average. The gap is None where no time is left uncovered. What was likely missed
    counts in the rates like what was seen: most is missed when most comes.
    """
    dates = [
        one.at for one in items if one.at is not None and not one.known and covered_until - 2 * edge < one.at <= now
    ]
    if not is_dated(items) or not dates:
        return _whole_gap(sum(not one.known for one in items), covered_until, rates, now)
    if edge:
        return _late_gap(len(dates), min(dates), covered_until, edge, rates, now)
    oldest = min(dates)
    # Looking back from now, the oldest item is where the document ends, whenever that was: it counts, too (optional stopping).
    learnt = learn(rates, len(dates), oldest, now)
    if oldest - covered_until < _SHORTEST:
        return None, learnt
    hours = (oldest - covered_until) / HOUR
    # The document itself says how long the gap is: what it says of the usual rate must not count in it once more.
    known = rates if sum(rates.hours[:HOURS]) > KNOWN_HOURS else learnt
    usual = expect_items(known, covered_until, oldest) or 0.0
    missed = min(usual * multiple_between(pace_at(rates, covered_until), learnt.pace, hours), MOST_MISSED)
    return Gap(from_at=covered_until, to_at=oldest, missed=missed), learn_gap(learnt, missed, usual)


def _late_gap(
    new: int, dated: datetime, covered_until: datetime, edge: timedelta, rates: Rates, now: datetime
) -> tuple[Gap | None, Rates]:
    """Give the gap before a document whose items come after their dates; `dated` is the oldest of the new ones.

    That one came after its date, after the last poll, and before this one. When exactly follows from how many came since.
    """
    earliest = min(max(dated, covered_until), now - _SHORTEST)
    latest = max(earliest, min(dated + 2 * edge, now))
    most, least = (now - earliest) / HOUR, (now - latest) / HOUR
    is_known = sum(rates.hours[:HOURS]) > KNOWN_HOURS
    known = rates if is_known else learn(rates, new, earliest + (latest - earliest) / 2, now)
    rate = (expect_items(known, earliest, now) or 0.0) / most
    pace, back = look_back(pace_at(rates, earliest), new, rate, least, most)
    oldest = now - back.mean(pace) * HOUR
    learnt = replace(learn_part(rates, new, oldest, now, 1.0), pace=pace)
    if oldest - covered_until < _SHORTEST:
        return None, learnt
    usual = expect_items(known, covered_until, oldest) or 0.0
    hours = missed_before(pace_at(rates, covered_until), pace, back, (now - covered_until) / HOUR)
    missed = min(usual * hours / ((oldest - covered_until) / HOUR), MOST_MISSED)
    return Gap(from_at=covered_until, to_at=oldest, missed=missed), learn_gap(learnt, missed, usual)


def _whole_gap(new: int, covered_until: datetime, rates: Rates, now: datetime) -> tuple[Gap, Rates]:
    """Give the gap of a document that does not say when its items came: they are some of those since the last one."""
    hours = (now - covered_until) / HOUR
    expected, pace = expect_items(rates, covered_until, now), pace_at(rates, covered_until)
    if not expected:
        gap = Gap(from_at=covered_until, to_at=now, missed=float(new), unseen=0.5)
        return gap, learn_part(rates, new, covered_until, now, 1 - gap.unseen)
    beyond, told = items_beyond(pace, new, expected, hours)
    missed = min(beyond, MOST_MISSED)
    # Those that were seen came in a part of the time, those that were missed in the rest of it.
    seen = new / (new + missed) if new else 0.0
    # Where some were sure to be seen, how many came is what was believed before. What the believed pace makes of it is no news
    # then: a feed that always has some would be believed to be ever faster.
    share = told / expected
    usual = share * expected + (1 - share) * expect_at(pace, expected, hours)
    learnt = learn_gap(learn_part(rates, new, covered_until, now, seen), missed, usual - seen * expected)
    pace = after(note_at_least(pace, new, expected, hours), hours / 2)
    gap = Gap(from_at=covered_until, to_at=now, missed=missed, unseen=round(1 - seen, 3))
    return gap, replace(learnt, pace=pace)
