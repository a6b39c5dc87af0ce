"""Dates of publication and change that a page states: JSON-LD, meta elements, microdata, `time` elements, text, address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from transforms.pure.metadata.shown_dates import ShownDate, published_of
from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, Microdata, Sourced
from transforms.pure.page.notes import Notes
from transforms.pure.text.dates import parse_dated
from transforms.pure.text.found_days import find_days
from transforms.pure.text.normal import clean_or_none
from transforms.pure.text.worded_dates import fold_date
from transforms.pure.text.wordlists import month_numbers

MAX_CHARACTERS = 100
EARLIEST_YEAR = 1990

_PUBLISHED_METAS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "article.published", "sailthru.date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date", "dcterms.date", "pubdate", "ptime", "pdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "date", "article_date_original", "originalpublicationdate", "published-date", "published_date", "published_at", "published",
    "published_time", "publishedtime", "date-published", "date_published", "w-published-date", "dc.date.created", "dc.created",
    "article-published-date", "citation_publication_date", "citation_date", "citation_online_date", "bt:pubdate",
    "sailthru.publishdate",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "og:modified_time", "og:article:modified_time", "datemodified",
    "article.updated", "dcterms.modified", "utime", "lastmod", "last-modified",
)  # fmt: skip
_METAS = {"datePublished": _PUBLISHED_METAS, "dateModified": _MODIFIED_METAS}
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?")
# Days that are so close may be one day in two zones.
_CLOSE = timedelta(days=1)
_LAST_ZONE = timedelta(hours=12)
_FAR_AHEAD = datetime(9000, 1, 1, tzinfo=UTC)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[-/](\d{1,2}|[a-z]{3,10})[-/](\d{1,2})(?=[-/]|$)")


def find_published_dates(
    page: Notes,
    linked: Linked,
    metas: Metas,
    marked: Microdata,
    address: str,
    beside_title: Sequence[ShownDate],
) -> tuple[Sourced, ...]:
    """Give the dates of publication that a page states, the best first: what it declares, what stands beside its title, its
    address.

    A declared date that is later than the one beside the title, in each zone, is of a new edition of the page, or of nothing.
    """
    declared = _read_stated(page, linked.published, metas, marked, "datePublished")
    shown = published_of(beside_title)
    places = _read_places(page, metas, address)
    in_head = published_of([date for date in beside_title if date.place not in ("byline", "behind")])
    days, beside = _days_of(declared), _days_of(in_head)
    # Several days are those of a chronology, or of a list of other stories.
    if days and len(set(beside)) == 1 and beside[0].year >= EARLIEST_YEAR and beside[0] < _earliest_day(declared):
        return (*shown, *places)
    if any(day.year >= EARLIEST_YEAR for day in days):
        of_page = [Sourced(linked.page_published, "jsonld")] if linked.page_published else []
        return (*declared, *_close_to([*of_page, *shown], days))
    if places:
        return (*declared, *_close_to(shown, _days_of(places)), *places)
    return (*declared, *shown)


def find_modified_dates(page: Notes, linked: str | None, metas: Metas, marked: Microdata) -> tuple[Sourced, ...]:
    """Give the dates of the last change that a page states, the best first."""
    return tuple(_read_stated(page, linked, metas, marked, "dateModified"))


def _read_stated(page: Notes, linked: str | None, metas: Metas, marked: Microdata, itemprop: str) -> list[Sourced]:
    found = [Sourced(linked, "jsonld")] if linked else []
    found += [Sourced(metas[name][0], "meta") for name in _METAS[itemprop] if name in metas]
    for element in page.named("time"):
        moment = clean_or_none(element.get("datetime"))
        is_pubdate = itemprop == "datePublished" and element.get("pubdate") is not None
        if moment and (itemprop in (element.get("itemprop") or "").split() or is_pubdate):
            found.append(Sourced(moment, "time"))
    for element in marked.get(itemprop, []):
        moment = clean_or_none(element.get("content") or element.get("datetime") or element.get("title"))
        found += [Sourced(moment, "microdata")] if moment and element.tag not in ("meta", "time") else []
    return found


def _close_to(dates: Sequence[Sourced], days: Sequence[datetime]) -> list[Sourced]:
    """Give those of the dates that may be of one of the days, in another zone."""
    return [date for date in dates if any(abs(own - day) <= _CLOSE for own in _days_of([date]) for day in days)]


def _days_of(dates: Sequence[Sourced]) -> list[datetime]:
    return [day for date in dates if (day := _day_of(date.value))]


def _earliest_day(dates: Sequence[Sourced]) -> datetime:
    """Give the first day that one of the dates may be of, wherever on earth the page was written: 12 hours behind UTC."""
    read = [(parse_dated(date.value, _FAR_AHEAD), day) for date in dates if (day := _day_of(date.value))]
    days = (
        day - _CLOSE
        if dated is None or dated.precision == "day" or dated.zone == "assumed"
        else (dated.instant - _LAST_ZONE).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        for dated, day in read
    )
    return min(days)


def _day_of(text: str) -> datetime | None:
    """Give the midnight of the first whole day in a declared date."""
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        return datetime.fromtimestamp(int(epoch[1]), tz=UTC).replace(hour=0, minute=0, second=0, tzinfo=None)
    days = find_days(fold_date(text[:MAX_CHARACTERS]))
    return datetime.fromisoformat(days[0].day) if days else None


def _read_places(page: Notes, metas: Metas, address: str) -> list[Sourced]:
    """Give the days in the page's address, its own or that for networks, and behind its title."""
    addresses = (day for url in (address, *metas.get("og:url", [])[:1]) if (day := _read_address(url)))
    days = (("address", next(addresses, None)), ("title", _read_titles(page, metas)))
    return [Sourced(day, source) for source, day in days if day]


def _read_address(address: str) -> str | None:
    found = _IN_ADDRESS.search(address.lower())
    if found is None:
        return None
    month = int(found[2]) if found[2].isdigit() else month_numbers().get(found[2], 0)
    return _format_day(found[1], month, found[3])


def _read_titles(page: Notes, metas: Metas) -> str | None:
    """Give the date that a template sets behind the title and a bar."""
    document = next((title.text for title in page.named("title")), None) or ""
    tails = (text.rpartition("|")[2].rpartition("–")[2] for text in (*metas.get("og:title", [])[:1], document))
    return next((days[0].day for tail in tails if len(tail) <= 24 and (days := find_days(fold_date(tail)))), None)


def _format_day(year: str, month: int, day: str) -> str | None:
    return f"{year}-{month:02}-{int(day):02}" if 1 <= month <= 12 and 1 <= int(day) <= 31 else None
