"""When an article was published and changed: which of several statements is believed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from msgspec import Struct

from transforms.pure.text.dates import MAX_CHARACTERS, Dated, parse_dated
from transforms.pure.text.found_days import find_days
from transforms.pure.text.worded_dates import fold_date

_NEAR = timedelta(days=1)
# So far apart may lie the midnights and the times of one day, in two zones.
_SAME = timedelta(hours=50)
DAY_ONLY = "date_day_only"
ZONE_ASSUMED = "date_zone_assumed"
OF_UPDATE = "date_of_update"


class Moment(Struct, frozen=True, kw_only=True):
    """An instant, where it comes from, and what is doubtful about it."""

    instant: datetime
    source: str
    flags: tuple[str, ...] = ()


def choose_published(
    page: Iterable[tuple[str, str]],
    feed: datetime | None,
    now: datetime,
    updated: Iterable[tuple[str, str]] = (),
    language: str | None = None,
) -> Moment | None:
    """Give when the article was published, from the page's (text, source) pairs, best first, and the feed's instant.

    `language` (BCP 47) is that of the page: it decides on zones, on names of months, and whether the day comes first.

    The page's first date decides on the day. One of nearly that day with time and zone comes first: it is of this article and
    stays, while many feeds move `pubDate` at each update. The feed's is next, since a page's date without a zone may be 14
    hours off. Where neither says, the day on which the page says that it was `updated` stands for it, and a flag says so. None
    where nothing says; `now` is never taken.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    >>> choose_published([("2026-11-24", "jsonld")], noon, noon).source
    'feed'
    >>> choose_published([("2026-11-24T10:00:00+01:00", "jsonld")], noon, noon).instant.hour
    9
    """
    read = _about_first(_parse_all(page, now, language))
    exact = [(dated, source) for dated, source in read if _is_exact(dated)]
    if exact:
        return _moment(*_best_of(exact))
    if feed is not None:
        return Moment(instant=feed, source="feed")
    timed = next(((dated, source) for dated, source in read if dated.precision != "day"), None)
    if read:
        return _moment(*(timed or read[0]))
    changed = next(iter(_parse_all(updated, now, language)), None)
    if changed is None:
        return None
    moment = _moment(*changed)
    return Moment(instant=moment.instant, source=moment.source, flags=(*moment.flags, OF_UPDATE))


def choose_modified(
    page: Iterable[tuple[str, str]], published: datetime | None, now: datetime, language: str | None = None
) -> Moment | None:
    """Give when the article was last changed; None where the page does not say, or names a time before its publication.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    >>> choose_modified([("2026-11-24T11:00:00Z", "meta")], noon, noon) is None
    True
    """
    read = sorted(_parse_all(page, now, language), key=lambda found: not _is_exact(found[0]))
    for dated, source in read:
        if published is None or dated.instant >= published:
            return _moment(dated, source)
    return None


def _parse_all(page: Iterable[tuple[str, str]], now: datetime, language: str | None) -> list[tuple[Dated, str]]:
    return [(dated, source) for text, source in page if (dated := _parse(text, now, language)) is not None]


def _parse(text: str, now: datetime, language: str | None) -> Dated | None:
    """Give the instant in a text, or at least its day: "on Friday, 27 November 2026 @ 8 in the evening"."""
    dated = parse_dated(text, now, language)
    if dated is not None or len(text) > MAX_CHARACTERS:
        return dated
    days = find_days(fold_date(text), language)
    return parse_dated(days[0].day, now) if len(days) == 1 else None


def _about_first(read: list[tuple[Dated, str]]) -> list[tuple[Dated, str]]:
    """Give those of nearly the first one's day: what is days off is of a teaser on the page, or of a page built again."""
    return [one for one in read if abs(one[0].instant - read[0][0].instant) <= _SAME]


def _best_of(exact: list[tuple[Dated, str]]) -> tuple[Dated, str]:
    """Give the first instant that is no midnight, which is mostly a day whose time was not kept; best in a standard's form, since
    another one may mean another zone than it seems to.
    """
    first = next((one for one in exact if one[0].instant.time() != time()), exact[0])
    near = (one for one in (first, *exact) if one[0].is_standard and abs(one[0].instant - first[0].instant) <= _NEAR)
    return next(near, first)


def _is_exact(dated: Dated) -> bool:
    return dated.precision != "day" and dated.zone == "given"


def _moment(dated: Dated, source: str) -> Moment:
    if dated.precision == "day":
        return Moment(instant=dated.instant, source=source, flags=(DAY_ONLY,))
    return Moment(instant=dated.instant, source=source, flags=() if dated.zone == "given" else (ZONE_ASSUMED,))
