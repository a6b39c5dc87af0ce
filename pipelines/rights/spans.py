"""When each thing was said: by day, put together to spans, so that a change of mind shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from transforms.rights import Place, RightsSignal

# Files of a site speak of all its pages: where a day's pages say nothing of it, it was not said on that day.
OF_SITE: Final[frozenset[Place]] = frozenset(("robots_txt", "tdmrep_file", "rsl_document"))


class StatedSpan(Struct, frozen=True):
    """From the first to the last day on which something was said, and by how many articles."""

    first: date
    last: date
    articles: int


def find_spans(
    signal: RightsSignal, said: Mapping[RightsSignal, Mapping[date, int]], seen: Collection[date]
) -> list[StatedSpan]:
    """Give when a signal stood; `said` are all of its site, by day with their articles, and `seen` the days with any article.

    What a file of the site says ends on a day whose articles do not say it, and begins anew when they do again. It continues
    where they say what stood beside it before: a rule for another part of the site. What pages say has one span, since others
    are silent.

    >>> signal = RightsSignal(standard="tdmrep", place="tdmrep_file", value="1", reserves=("tdm",))
    >>> days = [date(2026, 11, day) for day in (1, 2, 3, 4)]
    >>> said = {signal: {days[0]: 5, days[1]: 2, days[3]: 1}}
    >>> [(span.first.day, span.last.day, span.articles) for span in find_spans(signal, said, days)]
    [(1, 2, 7), (4, 4, 1)]
    """
    days = sorted(said[signal])
    spans = [StatedSpan(days[0], days[0], said[signal][days[0]])]
    for day in days[1:]:
        last = spans[-1]
        if signal.place in OF_SITE and _is_taken_back(signal, said, last.last, day, seen):
            spans.append(StatedSpan(day, day, said[signal][day]))
        else:
            spans[-1] = StatedSpan(last.first, day, last.articles + said[signal][day])
    return spans


def _is_taken_back(
    signal: RightsSignal,
    said: Mapping[RightsSignal, Mapping[date, int]],
    last: date,
    following: date,
    seen: Collection[date],
) -> bool:
    """Tell whether a signal was taken back on a day between two on which it stood."""
    between = [day for day in seen if last < day < following]
    if not between:
        return False
    beside = [
        days
        for other, days in said.items()
        if other != signal and (other.standard, other.place) == (signal.standard, signal.place) and last in days
    ]
    return not all(any(day in days for days in beside) for day in between)
