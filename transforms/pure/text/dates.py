"""Dates of feeds, JSON-LD and meta elements, read into aware UTC instants within bounds.

A date is never invented: what is missing, ambiguous (03/04/2026), before 1990 or more than 24 hours ahead gives None. Each
reader takes only the forms that it reads right. Left to themselves email.utils overlooks PM and zones that it does not
know, dateutil fills gaps from today, knows no EST and takes the machine's own zone, and both read `GMT+0200` wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Literal

from dateutil import parser as dateutil_parser
from msgspec import Struct

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_AHEAD = timedelta(hours=24)
MAX_CHARACTERS = 100

# Names that mean one thing where news is written. IST (India, Israel, Ireland) does not, and is left out.
_ZONE_HOURS = {
    "UTC": 0.0, "UT": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "CET": 1.0, "MEZ": 1.0, "CEST": 2.0,
    "MESZ": 2.0, "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "WAT": 1.0, "CAT": 2.0, "SAST": 2.0, "EAT": 3.0, "PKT": 5.0,
    "NPT": 5.75, "WIB": 7.0, "ICT": 7.0, "SGT": 8.0, "HKT": 8.0, "MYT": 8.0, "PHT": 8.0, "AWST": 8.0, "JST": 9.0,
    "KST": 9.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "NST": -3.5,
    "NDT": -2.5, "BRT": -3.0, "ART": -3.0, "AST": -4.0, "ADT": -3.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0,
    "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0,
}  # fmt: skip
_MAX_OFFSET_SECONDS = 15 * 3600

_NOTE = re.compile(r"\([^()]*\)$")
_MIDNIGHT_24 = re.compile(r"(?<=[T ])24(?=:?00(?::?00(?:[.,]0+)?)?(?![:\d]))")
_LEAP_SECOND = re.compile(r"(?<=:\d\d:)60(?!\d)")
_NAMED_OFFSET = re.compile(r"\b(?:GMT|UTC) ?(?=[+-]\d)")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_COMPACT = re.compile(r"(\d{8})(\d{6}|\d{4})")
_RFC822 = re.compile(
    r"(?:[A-Z]+\.?,? ?)?\d{1,2}[ -][A-Z]{3,9}[ -](?:\d{4}|\d{2}) \d{1,2}:\d{2}(:\d{2})? ?"
    r"(?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)"
)
_ISO = re.compile(
    r"(?P<date>\d{4}-?\d{2}-?\d{2})(?:[T ](?P<time>[\d:.,]+)) ?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_ISO_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_DATEUTIL_GATE = re.compile(r"(?=.*(?<!\d)(?:19|20)\d{2}(?!\d))[A-Z0-9 ,.:/+-]+")
_NUMERIC_DAY = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(?:19|20)\d{2}(?!\d)")
# Two defaults that differ in every part show which parts dateutil had to make up.
_DEFAULTS = (datetime(2000, 1, 1, 0, 0, 0, 0), datetime(2001, 2, 2, 1, 1, 1, 1))


class Dated(Struct, frozen=True, kw_only=True):
    """An instant, and how much of it the text said.

    `precision` "day" means that no time was given: `instant` is then midnight. `zone` "assumed" means that no zone was given
    that could be read: UTC was taken, and the instant may be 14 hours off.
    """

    instant: datetime
    precision: Literal["second", "minute", "day"]
    zone: Literal["given", "assumed"]


# A date as read, with or without zone; and its precision.
_Reading = tuple[datetime, Literal["second", "minute", "day"]]


def parse_date(text: str, now: datetime) -> datetime | None:
    """Give the aware UTC instant that a date string means, or None: see `parse_dated`.

    >>> parse_date("Sun, 22 Nov 2026 10:00:00 EST", datetime(2026, 11, 24, tzinfo=UTC))
    datetime.datetime(2026, 11, 22, 15, 0, tzinfo=datetime.timezone.utc)
    """
    dated = parse_dated(text, now)
    return None if dated is None else dated.instant


def parse_dated(text: str, now: datetime) -> Dated | None:
    """Give the instant with its precision, or None for no date, no whole date, an ambiguous or an impossible one.

    None as well before 1990 and more than 24 hours after `now`. Sources: RFC 822 and 5322, ISO 8601 with RFC 3339 and
    W3CDTF, epoch seconds and milliseconds; English forms by dateutil.

    >>> parse_dated("2026-11-22", datetime(2026, 11, 24, tzinfo=UTC)).precision
    'day'
    """
    if len(text) > MAX_CHARACTERS:
        return None
    plain = " ".join(text.upper().split())
    plain = _NAMED_OFFSET.sub("", _LEAP_SECOND.sub("59", _NOTE.sub("", plain).strip()))
    plain, next_day = _MIDNIGHT_24.subn("00", plain)
    for read in _READERS:
        reading = read(plain)
        if reading is not None:
            return _within_bounds(reading, timedelta(days=min(next_day, 1)), now)
    return None


def _within_bounds(reading: _Reading, extra: timedelta, now: datetime) -> Dated | None:
    moment, precision = reading
    try:
        aware = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) + extra
    except OverflowError:  # the year 1 or 9999, moved by its zone
        return None
    if not EARLIEST <= aware <= now + MAX_AHEAD:
        return None
    return Dated(instant=aware, precision=precision, zone="given" if moment.tzinfo else "assumed")


def _read_epoch(plain: str) -> _Reading | None:
    match = _EPOCH.fullmatch(plain)
    if match is None:
        return None
    seconds = int(match[1]) if match[1] else int(match[2]) // 1000
    return datetime.fromtimestamp(seconds, tz=UTC), "second"


def _read_rfc822(plain: str) -> _Reading | None:
    match = _RFC822.fullmatch(plain)
    if match is None:
        return None
    try:
        moment = parsedate_to_datetime(plain)
    except ValueError:
        return None
    # -0000 comes back without a zone: it is UTC, from an unnamed place.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC), "second" if match[1] else "minute"


def _read_iso(plain: str) -> _Reading | None:
    plain = _COMPACT.sub(r"\1T\2", plain) if plain.isdigit() else plain
    match = _ISO.fullmatch(plain)
    zone = match["zone"] or "" if match else ""
    text = f"{match['date']}T{match['time']}{'Z' if zone in ('UTC', 'GMT') else zone}" if match else plain
    if match is None and not _ISO_DAY.fullmatch(plain):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if match is None:
        return moment, "day"
    return moment, "second" if len(re.sub(r"\D", "", match["time"])) > 4 else "minute"


def _read_english(plain: str) -> _Reading | None:
    numeric = _NUMERIC_DAY.search(plain)
    if not _DATEUTIL_GATE.fullmatch(plain) or (numeric and _is_ambiguous(numeric)):
        return None
    day_first = numeric is not None and numeric[2] == "."
    try:
        one, other = (
            dateutil_parser.parse(plain, default=default, tzinfos=_zone, dayfirst=day_first) for default in _DEFAULTS
        )
    except (ValueError, OverflowError):
        return None
    if one.date() != other.date():
        return None  # year, month or day was not in the text
    if one.hour != other.hour:
        return one.replace(hour=0, minute=0, second=0, microsecond=0), "day"
    return one, "minute" if one.second != other.second else "second"


def _is_ambiguous(numeric: re.Match[str]) -> bool:
    """Tell whether day and month may be swapped: 03/04/2026 depends on the country, 03.04.2026 is always the third of April."""
    return numeric[2] != "." and int(numeric[1]) <= 12 and int(numeric[3]) <= 12 and int(numeric[1]) != int(numeric[3])


def _zone(name: str | None, offset_seconds: int | None) -> timezone | None:
    """Give dateutil the zone; a function, since with a table it asks the machine for the names that are not in it."""
    seconds = offset_seconds if offset_seconds is not None else _seconds_of(name)
    if seconds is None:
        return None
    if abs(seconds) > _MAX_OFFSET_SECONDS:
        raise ValueError(f"no place on Earth is {seconds} seconds from UTC")
    return timezone(timedelta(seconds=seconds))


def _seconds_of(name: str | None) -> int | None:
    hours = _ZONE_HOURS.get(name or "")
    return None if hours is None else int(hours * 3600)


_READERS: tuple[Callable[[str], _Reading | None], ...] = (_read_epoch, _read_rfc822, _read_iso, _read_english)
