"""How much more or less than usual a feed publishes at a moment: news comes in bursts, and much of what is missed is in them.

A feed with bursts is thought to be at one of a few paces, each a multiple of its usual rate, and to leave it after some hours.
What was seen makes some paces more likely; with time that is forgotten. A feed may have no bursts at all; that, too, is learnt.
Without it, chance alone (two items close to each other) would pass for a burst.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

# How often a feed with bursts is at each pace, over weeks.
OFTEN: Final = (0.08, 0.2, 0.45, 0.154, 0.07, 0.035, 0.008, 0.002, 0.001)
_PACES: Final = (0.4, 0.7, 1.0, 1.5, 2.5, 4.5, 8.0, 16.0, 40.0)
_MEAN: Final = sum(often * pace for often, pace in zip(OFTEN, _PACES, strict=True))
# The paces as multiples of the usual rate, which is the mean of all times.
MULTIPLES: Final = tuple(pace / _MEAN for pace in _PACES)
# A pace lasts for so many hours on average.
PACE_HOURS: Final = 2.5
# One burst is enough to believe in them again: e^5 to one is as sure as it gets.
MOST_ODDS: Final = 5.0
_LEAST: Final = 1e-12
# Differences of chances that are smaller are lost in rounding.
_LEAST_TOLD: Final = 1e-9
_MOST_COUNTED: Final = 100_000


class FeedPace(Struct, frozen=True, array_like=True, omit_defaults=True):
    """What is known of a feed's pace at a moment.

    `chances` say how likely each of `MULTIPLES` is, if the feed has bursts; empty: as likely as it is over weeks.
    `odds` is the natural logarithm of the odds that it has bursts.
    """

    chances: tuple[float, ...] = ()
    odds: float = 0.0

    @property
    def multiple(self) -> float:
        """Give how many times the usual number of items comes now, on average over what is likely.

        >>> round(FeedPace().multiple, 6)
        1.0
        """
        return 1 + self.share * (_mean(self.chances or OFTEN, MULTIPLES) - 1)

    @property
    def share(self) -> float:
        """Give how likely it is that the feed has bursts, 0 to 1."""
        return 1 / (1 + math.exp(-self.odds))


class LookBack(Struct, frozen=True):
    """How many hours ago the first of the newest items came on average: at an even rate, and at each of `MULTIPLES`."""

    even: float
    by_pace: tuple[float, ...]

    def mean(self, pace: FeedPace) -> float:
        """Give it over all that is likely."""
        return pace.share * _mean(pace.chances or OFTEN, self.by_pace) + (1 - pace.share) * self.even


def after(pace: FeedPace, hours: float) -> FeedPace:
    """Give what is known of a pace so many hours later, of which nothing was seen.

    >>> after(FeedPace((*(0.0 for _ in OFTEN[1:]), 1.0)), 1000.0).chances == OFTEN
    True
    """
    if hours <= 0 or not pace.chances:
        return pace
    kept = math.exp(-hours / PACE_HOURS)
    return replace(
        pace, chances=tuple(often + kept * (one - often) for one, often in zip(pace.chances, OFTEN, strict=True))
    )


def note_items(pace: FeedPace, items: float, expected: float, hours: float) -> FeedPace:
    """Give what is known of a pace after so many items came in so many hours, in which so many are `expected`.

    >>> note_items(FeedPace(), 10, 1.0, 0.5).multiple > 4
    True
    """
    recent = _steady_share(hours)
    items, expected = items * recent, max(expected * recent, _LEAST)
    likely = [items * math.log(multiple) - expected * multiple for multiple in MULTIPLES]
    most = max(*likely, -expected)
    return _note(pace, [math.exp(one - most) for one in likely], math.exp(-expected - most))


def note_at_least(pace: FeedPace, items: int, expected: float, hours: float) -> FeedPace:
    """Give what is known of a pace after at least so many items came in so many hours, in which so many are `expected`."""
    likely = [_chance_of_at_least(items, mean) for mean in _means(expected, hours)]
    return _note(pace, likely, _chance_of_at_least(items, expected))


def items_beyond(pace: FeedPace, items: int, expected: float, hours: float) -> tuple[float, float]:
    """Give how many items came on average beyond so many in so many hours, given that at least so many came.

    The second number shows how much is learnt of the rate by it: as much as by a full count where so many items are expected.
    It is small where so many come that some were sure to be seen.

    >>> [round(one, 1) for one in items_beyond(FeedPace(odds=-5.0), 1, 1.0, 1.0)]
    [0.6, 0.3]
    """
    noted, means = note_at_least(pace, items, expected, hours), _means(expected, hours)
    even, *by_pace = (_beyond(items, mean) for mean in (expected, *means))
    in_bursts = _mean(noted.chances, [mean for mean, _ in by_pace])
    told = _mean(noted.chances, [mean - spread for mean, (_, spread) in zip(means, by_pace, strict=True)])
    told = noted.share * told + (1 - noted.share) * (expected - even[1])
    return noted.share * in_bursts + (1 - noted.share) * even[0], min(max(told, 0.0), expected)


def chance_of_fewer(pace: FeedPace, items: int, expected: float, hours: float) -> float:
    """Give how likely fewer items than so many come in so many hours, in which so many are `expected`.

    >>> round(chance_of_fewer(FeedPace(odds=-5.0), 1, 1.0, 1.0), 1)
    0.4
    """
    even, *by_pace = (1 - _chance_of_at_least(items, mean) for mean in (expected, *_means(expected, hours)))
    return pace.share * _mean(pace.chances or OFTEN, by_pace) + (1 - pace.share) * even


def expect_at(pace: FeedPace, expected: float, hours: float) -> float:
    """Give how many items a pace brings in so many hours, at whose beginning it is known, where so many are usual.

    >>> round(expect_at(FeedPace(), 3.0, 1.0), 6)
    3.0
    """
    return pace.share * _mean(pace.chances or OFTEN, _means(expected, hours)) + (1 - pace.share) * expected


def look_back(pace: FeedPace, items: int, rate: float, least: float, most: float) -> tuple[FeedPace, LookBack]:
    """Give what is known of a pace, and when the first of the newest items came, after a look back in which that is not certain.

    So many items came from that one on, which came between `least` and `most` hours ago; `rate` items an hour are usual.

    >>> round(look_back(FeedPace(odds=-5.0), 2, 1.0, 0.0, 1000.0)[1].mean(FeedPace(odds=-5.0)), 3)
    2.0
    """
    rates = (rate, *_means(rate, most))
    spans, likely = zip(*(_span_of(items, one, least, most) for one in rates), strict=True)
    return _note(pace, likely[1:], likely[0]), LookBack(even=spans[0], by_pace=spans[1:])


def missed_before(before: FeedPace, noted: FeedPace, back: LookBack, hours: float) -> float:
    """Give for how many usual hours' items there was time in so many hours before the time that was looked back on.

    `before` is the pace at their beginning.
    """
    gaps = [max(0.0, hours - span) for span in back.by_pace]
    in_bursts = _mean(
        noted.chances, [gap * _between(before.multiple, own, gap) for gap, own in zip(gaps, MULTIPLES, strict=True)]
    )
    return noted.share * in_bursts + (1 - noted.share) * max(0.0, hours - back.even)


def multiple_between(before: FeedPace, afterwards: FeedPace, hours: float) -> float:
    """Give how many times the usual number of items came in so many hours, from the paces at both ends.

    Near its end the later pace holds, which is known better; far from both the usual one.

    >>> round(multiple_between(FeedPace(), note_items(FeedPace(), 10, 1.0, 0.5), 1000.0), 1)
    1.0
    """
    return _between(before.multiple, afterwards.multiple, hours)


def _between(before: float, afterwards: float, hours: float) -> float:
    if hours <= 0:
        return afterwards
    late = PACE_HOURS * (1 - math.exp(-hours / PACE_HOURS))
    early = late - hours * math.exp(-hours / PACE_HOURS)
    return (late * afterwards + early * before + hours - late - early) / hours


def _span_of(items: int, rate: float, least: float, most: float) -> tuple[float, float]:
    """Give how many hours ago the first of so many newest items came on average, and how likely it came in this time at all.

    Looking back, the time to an item is gamma distributed: it is shorter than a time in which so many items or more come.
    """
    rate = max(rate, _LEAST)
    likely, more = (
        _chance_of_at_least(n, rate * most) - _chance_of_at_least(n, rate * least) for n in (items, items + 1)
    )
    mean = items / rate * (more / likely if likely > _LEAST_TOLD else 1.0)
    return min(max(mean, least), most), likely


def _note(pace: FeedPace, likely: Sequence[float], likely_without: float) -> FeedPace:
    """Weigh each pace by how likely it makes what was seen, and bursts by how much likelier than none they make it."""
    chances = [max(one, _LEAST) * max(own, _LEAST) for one, own in zip(pace.chances or OFTEN, likely, strict=True)]
    whole = sum(chances)
    odds = pace.odds + math.log(whole) - math.log(max(likely_without, _LEAST))
    return FeedPace(tuple(round(one / whole, 5) for one in chances), round(max(-MOST_ODDS, min(MOST_ODDS, odds)), 3))


def _means(expected: float, hours: float) -> list[float]:
    """Give how many items are expected in a time by the pace in it; over a long one, paces even out."""
    steady = _steady_share(hours)
    return [expected * (1 + (multiple - 1) * steady) for multiple in MULTIPLES]


def _steady_share(hours: float) -> float:
    """Give the share of a time that is at the pace of its end, on average."""
    return PACE_HOURS * (1 - math.exp(-hours / PACE_HOURS)) / hours if hours > 0 else 1.0


def _mean(chances: Sequence[float], values: Sequence[float]) -> float:
    return sum(chance * value for chance, value in zip(chances, values, strict=True))


def _chance_of_at_least(least: int, mean: float) -> float:
    """Give how likely a Poisson number with a mean is so large."""
    if least <= 0:
        return 1.0
    first = least * math.log(max(mean, _LEAST)) - mean - math.lgamma(least + 1)
    if least > mean:
        return min(1.0, math.exp(first) * _tail(least, mean)[0])
    return max(0.0, 1 - sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(least)))


def _beyond(least: int, mean: float) -> tuple[float, float]:
    """Give by how much a Poisson number with a mean is larger, on average, where it is at least so large, and its variance."""
    if least <= 0 or mean - least > 8 * (1 + math.sqrt(mean)):
        return mean - max(least, 0), mean
    whole, more, square = _tail(least, mean)
    return more / whole, max(0.0, square / whole - (more / whole) ** 2)


def _tail(least: int, mean: float) -> tuple[float, float, float]:
    """Add up a Poisson number's chances from `least` on, as multiples of the first, how far beyond each is, and its square."""
    weight, whole, more, square, n = 1.0, 0.0, 0.0, 0.0, least
    while (n < mean or weight > 1e-9 * whole) and n < least + _MOST_COUNTED:
        whole, more, square = whole + weight, more + weight * (n - least), square + weight * (n - least) ** 2
        n += 1
        weight *= mean / n
    return whole, more, square
