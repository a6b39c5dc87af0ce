"""Whether a feed's document continues the one before, so that nothing can have come and gone unseen between the two.

Most feeds hold their newest items: what came last stands longest. So if the newest items of the last document still stand, no
later one has gone. One old item that stands says nothing: some are pinned for months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from transforms.moments import Moment
from transforms.pure.feeds.window import Candidate, SeenItem, Window, item_date

# Of a document's items, so many must have dates, and not all the same, to put them in order by them.
DATED_SHARE = 0.8
# So many items may be pinned: where no more are known, that they are most of a document proves nothing.
MOST_PINNED = 3
# Where so many of the new items are older than what was known, it is their ids that have changed.
OLD_SHARE = 1 / 3


class Sighted(Struct, frozen=True):
    """An item of a document: its date, whether it is known, and its place in the last document, 0 for the newest.

    `place` is None where it did not stand there.
    """

    at: Moment | None = None
    known: bool = False
    place: int | None = None


def sight(
    pairs: Iterable[tuple[Candidate, SeenItem | None]], window: Window, resembles: Callable[[Candidate], bool]
) -> tuple[Sighted, ...]:
    """Give a document's items as they are needed here, with what the window before knows of each.

    `resembles` says whether an item that the window does not know may be a known one under another link.

    >>> sight([], Window(), lambda candidate: False)
    ()
    """
    places = {one: place for place, one in enumerate(window.seen[: window.standing])}
    return tuple(
        Sighted(
            item_date(candidate.item),
            one is not None or resembles(candidate),
            None if one is None else places.get(one),
        )
        for candidate, one in pairs
    )


def is_dated(items: Sequence[Sighted]) -> bool:
    """Tell whether the dates of a document's items put them in order; of a single one, whether it has a date.

    >>> is_dated([Sighted()])
    False
    """
    dates = [one.at for one in items if one.at is not None]
    return bool(dates) and len(dates) >= DATED_SHARE * len(items) and (len(set(dates)) > 1 or len(items) == 1)


def continues(items: Sequence[Sighted], newest_at: datetime | None) -> bool:
    """Tell whether a document (newest first) shows that nothing was missed since the last one.

    `newest_at` is the newest date of all items before, or a little earlier where items come late; None if none had one.

    >>> continues([Sighted(), Sighted(known=True, place=0)], None), continues([Sighted(), Sighted()], None)
    (True, False)
    """
    known = [one for one in items if one.known]
    if len(known) == len(items) or len(known) > max(MOST_PINNED, len(items) / 2):
        return True
    if not is_dated(items):
        return _follows_news(items)
    return _stands_from_the_top(known) or _has_new_names(items, newest_at)


def _follows_news(items: Sequence[Sighted]) -> bool:
    """Tell whether a known item stands behind a new one: what is pinned stands before all."""
    first_new = next(place for place, one in enumerate(items) if not one.known)
    return any(one.known and one.place is not None for one in items[first_new:])


def _stands_from_the_top(known: Sequence[Sighted]) -> bool:
    """Tell whether the newest items of the last document still stand, but for a few that were taken back."""
    places = sorted(one.place for one in known if one.place is not None)
    return any(place - before <= place // 3 for before, place in enumerate(places))


def _has_new_names(items: Sequence[Sighted], newest_at: datetime | None) -> bool:
    """Tell whether many new items are older than what was known: the feed has changed its links and ids."""
    new = [one for one in items if not one.known]
    old = [one for one in new if newest_at is not None and one.at is not None and one.at <= newest_at]
    return len(old) > OLD_SHARE * len(new)
