"""How complete a feed was read: what was seen of it, and what was missed, by day.

It cannot be counted what nobody saw. It is estimated: a poll that continues the one before (see `continuity`) shows that
nothing was missed; one that does not suspects a gap, whose size follows from the feed's rate (see `gaps`).
docs/decisions/completeness.md describes the method, and how good it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.moments import Moment
from transforms.pure.feeds.continuity import Sighted, continues, is_dated
from transforms.pure.feeds.gaps import Gap, find_gap
from transforms.pure.feeds.lags import (
    LEARNT_SHARE,
    count_all,
    late_seconds,
    learn_edge,
    learn_lag,
    seen_share,
    tells_lags,
)
from transforms.pure.feeds.rates import Rates, learn, learn_part

# The figure that people see is that of so many days, today included.
FIGURE_DAYS: Final = 7
DAYS_KEPT: Final = 31
GAPS_KEPT: Final = 20
# A gap in which fewer items are missing on average is none: most of them are empty.
LEAST_MISSED: Final = 0.1
# A document with fewer items, as a share of the most that it had lately, has not been pushed out of.
FULL_SHARE: Final = 0.7
# Where a document was empty before, so much later nothing is known of what came meanwhile.
EMPTY_HOURS: Final = 12


class DayTally(Struct, frozen=True, array_like=True):
    """What came of a feed on one UTC day: items seen, items that are likely missing, suspected gaps that are not filled."""

    day: date
    seen: int = 0
    missed: float = 0.0
    gaps: int = 0

    @property
    def expected(self) -> float:
        """Give how many items there likely were."""
        return self.seen + self.missed


class Completeness(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of a feed to tell what was missed of it.

    `days` and `gaps` are the newest ones, the oldest first; what the gaps miss is in the days, too. `covered_until` is the last
    successful poll, `newest_at` the newest date of an item; None before there was one. `most` is the number of items in the
    largest document lately, `lag_seconds` how long after its date an item appears on average, `edge_seconds` how much earlier
    than it came the oldest of a document's items is dated, `most_lag_seconds` the longest lag lately, `age_seconds` how old
    an item becomes where a document drops items by age. Until `no_archive_until` nothing is asked for to fill gaps, since
    nothing was found.
    """

    days: tuple[DayTally, ...] = ()
    gaps: tuple[Gap, ...] = ()
    rates: Rates = Rates()
    covered_until: Moment | None = None
    newest_at: Moment | None = None
    most: float = 0.0
    lag_seconds: float = 0.0
    edge_seconds: float = 0.0
    most_lag_seconds: float = 0.0
    age_seconds: float = 0.0
    no_archive_until: Moment | None = None


def note_document(
    before: Completeness, items: Sequence[Sighted], stood: int, now: datetime
) -> tuple[Completeness, Gap | None]:
    """Give what is remembered after a document was read, and the gap before it, if one is suspected.

    `items` are the document's, newest first; `stood` is how many stood in the one before.
    """
    new = [one for one in items if not one.known]
    after = _note_shape(before, items, now)
    if before.covered_until is None:
        return replace(after, rates=_learn_from_dates(before.rates, items, now)), None
    if _proves_all(before, items, stood, now):
        gap, rates = None, learn(before.rates, len(new), before.covered_until, now)
    else:
        gap, rates = _suspect(before, items, now)
    days = add_tallies(before.days, [DayTally(now.astimezone(UTC).date(), seen=len(new))], DAYS_KEPT)
    after = _note_lags(replace(after, rates=rates, days=days), before, items, gap is None, now)
    return (after, None) if gap is None else (_with_gap(after, gap), gap)


def note_no_change(before: Completeness, now: datetime) -> Completeness:
    """Give what is remembered after a poll that found the document as it was: nothing came meanwhile."""
    if before.covered_until is None:
        return before
    return replace(before, covered_until=now, rates=learn(before.rates, 0, before.covered_until, now))


def note_part(before: Completeness, new: int, now: datetime) -> Completeness:
    """Give what is remembered after a part of a document was read, with so many new items: the rest is as it was."""
    after = note_no_change(before, now)
    if before.covered_until is None:
        return after
    days = add_tallies(before.days, [DayTally(now.astimezone(UTC).date(), seen=new)], DAYS_KEPT)
    return replace(after, days=days, rates=learn(before.rates, new, before.covered_until, now))


def note_found(before: Completeness, gap: Gap, filled: Gap) -> Completeness:
    """Give what is remembered after a back-fill has changed a gap; nothing, where the gap is remembered no more."""
    if gap not in before.gaps:
        return before
    tally = DayTally(
        _day(gap), filled.found - gap.found, filled.missing - gap.missing, -int(filled.ended and not gap.ended)
    )
    gaps = tuple(filled if one == gap else one for one in before.gaps)
    rates = _learn_from_found(before.rates, filled) if filled.ended else before.rates
    return replace(before, gaps=gaps, rates=rates, days=add_tallies(before.days, [tally], DAYS_KEPT))


def _learn_from_found(rates: Rates, filled: Gap) -> Rates:
    """Learn from the items of a gap that was filled. What was seen in the same time counts already, in a part of it."""
    if filled.unseen < 1:
        return learn_part(rates, filled.found, filled.from_at, filled.to_at, filled.unseen)
    return learn(rates, filled.found, filled.from_at, filled.to_at)


def add_tallies(days: Iterable[DayTally], more: Iterable[DayTally], at_most: int) -> tuple[DayTally, ...]:
    """Add up tallies of the same days; give the newest days, the oldest first.

    >>> add_tallies([DayTally(date(2026, 11, 22), 3)], [DayTally(date(2026, 11, 22), 2, 1.5, 1)], 31)[0].seen
    5
    """
    found: dict[date, DayTally] = {}
    for one in (*days, *more):
        known = found.get(one.day, DayTally(one.day))
        missed = round(max(0.0, known.missed + one.missed), 2)
        found[one.day] = DayTally(one.day, known.seen + one.seen, missed, max(0, known.gaps + one.gaps))
    return tuple(found[day] for day in sorted(found)[-at_most:])


def changes(before: Iterable[DayTally], after: Iterable[DayTally]) -> tuple[DayTally, ...]:
    """Give what has to be added to the one to make it the other.

    >>> day = date(2026, 11, 22)
    >>> changes([DayTally(day, 3)], [DayTally(day, 5)])[0].seen
    2
    """
    known = {one.day: one for one in before}
    pairs = [(known.get(one.day, DayTally(one.day)), one) for one in after]
    return tuple(
        DayTally(one.day, one.seen - old.seen, round(one.missed - old.missed, 2), one.gaps - old.gaps)
        for old, one in pairs
        if one != old
    )


class CompletenessFigure(Struct, frozen=True, kw_only=True):
    """How complete feeds were read since a UTC day: items seen, about how many are missing, and suspected gaps not filled."""

    since: date
    seen: int
    missed: float
    gaps: int

    @property
    def share(self) -> float | None:
        """Give the share of the items that was seen, 0 to 1; None where none was to be expected."""
        expected = self.seen + self.missed
        return self.seen / expected if expected else None


def sum_up(days: Iterable[DayTally], today: date) -> CompletenessFigure:
    """Add up the tallies of the last week, today included.

    >>> sum_up([DayTally(date(2026, 11, 22), 9, 1.0, 1)], date(2026, 11, 24)).share
    0.9
    """
    since = today - timedelta(days=FIGURE_DAYS - 1)
    lately = [one for one in days if one.day >= since]
    return CompletenessFigure(
        since=since,
        seen=sum(one.seen for one in lately),
        missed=round(sum(one.missed for one in lately), 1),
        gaps=sum(one.gaps for one in lately),
    )


def _proves_all(before: Completeness, items: Sequence[Sighted], stood: int, now: datetime) -> bool:
    """Tell whether nothing can have been missed before a document. An empty one says nothing, the one after it does."""
    assert before.covered_until is not None
    elapsed = now - before.covered_until
    if not items or elapsed <= timedelta(0):
        return True
    if stood:
        lag = timedelta(seconds=before.most_lag_seconds)
        return continues(items, None if before.newest_at is None else before.newest_at - lag)
    return not is_dated(items) and elapsed < timedelta(hours=EMPTY_HOURS)


def _suspect(before: Completeness, items: Sequence[Sighted], now: datetime) -> tuple[Gap | None, Rates]:
    """Give the gap before a document that proves nothing, if more than next to nothing is missing in it, and the feed's rates."""
    assert before.covered_until is not None
    edge = timedelta(seconds=before.edge_seconds)
    gap, rates = find_gap(items, before.covered_until, edge, before.rates, now)
    if gap is not None and is_dated(items) and len(items) < FULL_SHARE * before.most:
        # Nothing was pushed out; what was dropped is older than items become.
        ends = max(gap.from_at, min(gap.to_at, now - timedelta(seconds=before.age_seconds)))
        gap = replace(gap, to_at=ends, missed=gap.missed * ((ends - gap.from_at) / (gap.to_at - gap.from_at)))
    if gap is None or gap.missed < LEAST_MISSED:
        return None, rates
    return replace(gap, missed=round(gap.missed, 2)), rates


def _note_shape(before: Completeness, items: Sequence[Sighted], now: datetime) -> Completeness:
    """Note how large the document is, and how old its items are."""
    late = late_seconds(items, before.covered_until)
    dates = [one.at for one in items if one.at is not None and one.at <= now]
    newest = max(dates, default=None)
    most = max(float(len(items)), before.most * (1 - LEARNT_SHARE / 5))
    age = before.age_seconds * (1 - LEARNT_SHARE / 5)
    if dates and len(items) < FULL_SHARE * most:
        age = max(age, (now - min(dates)).total_seconds())
    return replace(
        before,
        covered_until=now,
        newest_at=newest if before.newest_at is None or (newest and newest > before.newest_at) else before.newest_at,
        most=round(most, 2),
        age_seconds=round(age),
        most_lag_seconds=round(max([before.most_lag_seconds * (1 - LEARNT_SHARE / 5), *late])),
    )


def _note_lags(
    after: Completeness, before: Completeness, items: Sequence[Sighted], is_whole: bool, now: datetime
) -> Completeness:
    """Note how late a document's new items came; unless it is whole, some may have come and gone before it."""
    since, late = before.covered_until, late_seconds(items, before.covered_until)
    if since is None or not tells_lags(late, since, now):
        return after
    lag, came, seen = before.lag_seconds, float(len(late)), 1.0
    if lag or any(late):
        # In a document that does not continue the last one, what is known is pinned, and is never pushed out.
        pinned = 0 if is_whole else sum(one.known for one in items)
        seen = seen_share(before.rates, max(1, round(after.most) - pinned), lag, since, now)
        came = came if is_whole else count_all(before.rates, len(late), since, now)
    lag = learn_lag(lag, late, came, seen, (now - since).total_seconds())
    return replace(after, lag_seconds=lag, edge_seconds=learn_edge(before.edge_seconds, lag, late))


def _learn_from_dates(rates: Rates, items: Sequence[Sighted], now: datetime, after: datetime | None = None) -> Rates:
    """Learn from the time that a document's own dates cover, the oldest one among them.

    It is counted, too: looking back from now, that item is where the document ends, whenever that was (optional stopping).
    """
    if not is_dated(items):
        return rates
    dates = sorted(
        one.at for one in items if one.at is not None and one.at <= now and (after is None or one.at >= after)
    )
    return learn(rates, len(dates), dates[0], now) if dates else rates


def _with_gap(after: Completeness, gap: Gap) -> Completeness:
    days = add_tallies(after.days, [DayTally(_day(gap), 0, gap.missed, 1)], DAYS_KEPT)
    return replace(after, days=days, gaps=(*after.gaps, gap)[-GAPS_KEPT:])


def _day(gap: Gap) -> date:
    return gap.to_at.astimezone(UTC).date()
