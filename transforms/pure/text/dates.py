"""Dates of feeds, JSON-LD and meta elements, read into aware UTC instants within bounds.

A date is never invented: what is missing, ambiguous (03/04/2026, 10:00 IST), before 1990 or more than 24 hours ahead gives
None. Each reader takes only the forms that it reads right. Left to itself email.utils overlooks PM and zones that it does
not know, takes the year 0001 for 2001 and reads `GMT+0200` wrong.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from msgspec import Struct

from transforms.pure.text.worded_dates import Reading, read_worded

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_AHEAD = timedelta(hours=24)
MAX_CHARACTERS = 100

# What gives a text a direction is not seen: marks of feeds in Hebrew and Arabic.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))
_ZONE_IN_BRACKETS = re.compile(r"\(((?:GMT|UTC) ?[+-][0-9:]{1,5}|[A-Z]{2,5})\)$")
# How .NET writes an instant into JSON; the offset says nothing of it.
_DOTNET = re.compile(r"\\?/DATE\(([0-9]{12,13})(?:[+-][0-9]{4})?\)\\?/")
# A hyphen that an editor of texts made a dash of.
_DASH_IN_OFFSET = re.compile(r"(?<=:[0-9]{2}:[0-9]{2}) ?[\u2010\u2011\u2013](?=[0-9]{2}:?[0-9]{2}$)")
_NOTE = re.compile(r"\([^()]*\)$")
_MIDNIGHT_24 = re.compile(r"(?<=[T ])24(?=:?00(?::?00(?:[.,]0+)?)?(?![:\d]))")
_LEAP_SECOND = re.compile(r"(?<=:\d\d:)60(?!\d)")
_NAMED_OFFSET = re.compile(r"(?<!/)\b(?:GMT|UTC) ?(?=[+-]\d)")
# A plus in an address that became a space; and PHP's T, which is no letter but the zone's name.
_LOST_PLUS = re.compile(
    r"(?:(?<=:[0-9]{2}:[0-9]{2})|(?<=T[0-9]{2}:[0-9]{2}))(\.[0-9]{1,9})? (?=(?:0[0-9]|1[0-4]):?(?:00|15|30|45)$)"
)
# One zone said twice. Where two differ, the instant may be either.
_AGAIN_UTC = re.compile(r"(?<=[0-9])(?: ?(?:Z|[+-]00:?00)){2}$")
_ZONE_FOR_T = re.compile(r"(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2})[A-Z]{3,4}(?=[0-9]{2}:[0-9]{2}:[0-9]{2} ?[+-])")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_COMPACT = re.compile(r"(\d{8})(\d{6}|\d{4})")
_RFC822 = re.compile(
    r"(?:[A-Z]+\.?,? ?)?[0-9]{1,2}[ -][A-Z]{3,9}[ -](?:(?:19|20)[0-9]{2}|[0-9]{2}) [0-9]{1,2}:[0-9]{2}(:[0-9]{2})? ?"
    r"(?:[+-][0-9]{4}|UTC?|GMT|Z|[EMP][SD]T|CDT)"
)
_ISO = re.compile(
    r"(?P<date>\d{4}-?\d{2}-?\d{2})(?:[T ](?P<time>[\d:.,]+)) ?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_ISO_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{4}-W\d{2}-\d|\d{4}W\d{3}", re.ASCII)


class Dated(Struct, frozen=True, kw_only=True):
    """An instant, and how much of it the text said.

    `precision` "day" means that no time was given: `instant` is then midnight. `zone` "assumed" means that no zone was given
    that could be read: UTC was taken, and the instant may be 14 hours off. `is_standard` says that the text has a form of one
    of the standards below.
    """

    instant: datetime
    precision: Literal["second", "minute", "day"]
    zone: Literal["given", "assumed"]
    is_standard: bool = True


def parse_date(text: str, now: datetime, language: str | None = None) -> datetime | None:
    """Give the aware UTC instant that a date string means, or None: see `parse_dated`.

    >>> parse_date("Sun, 22 Nov 2026 10:00:00 EST", datetime(2026, 11, 24, tzinfo=UTC))
    datetime.datetime(2026, 11, 22, 15, 0, tzinfo=datetime.timezone.utc)
    """
    dated = parse_dated(text, now, language)
    return None if dated is None else dated.instant


def parse_dated(text: str, now: datetime, language: str | None = None) -> Dated | None:
    """Give the instant with its precision, or None for no date, no whole date, an ambiguous or an impossible one.

    None as well before 1990 and more than 24 hours after `now`. Sources: RFC 822 and 5322, ISO 8601 with RFC 3339 and
    W3CDTF, epoch seconds and milliseconds; all other forms by `read_worded`, where `language` (BCP 47) decides.

    >>> parse_dated("2026-11-22", datetime(2026, 11, 24, tzinfo=UTC)).precision
    'day'
    """
    if len(text) > MAX_CHARACTERS:
        return None
    plain = " ".join(text.translate(_UNSEEN).replace("\u2212", "-").upper().split())
    plain = _DASH_IN_OFFSET.sub(" -", _DOTNET.sub(r"\1", plain))
    plain = _NOTE.sub("", _ZONE_IN_BRACKETS.sub(r"\1", plain)).strip()
    plain = _NAMED_OFFSET.sub("", _LEAP_SECOND.sub("59", plain))
    plain = _AGAIN_UTC.sub("Z", _LOST_PLUS.sub(r"\1+", plain))
    plain, next_day = _MIDNIGHT_24.subn("00", plain)
    standard = _read_epoch(plain) or _read_rfc822(plain) or _read_iso(plain)
    reading = standard or read_worded(plain, language)
    if reading is None:
        return None
    return _within_bounds(reading, timedelta(days=min(next_day, 1)), now, is_standard=standard is not None)


def _within_bounds(reading: Reading, extra: timedelta, now: datetime, is_standard: bool) -> Dated | None:
    moment, precision = reading
    try:
        aware = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) + extra
    except OverflowError:  # the year 1 or 9999, moved by its zone
        return None
    if not EARLIEST <= aware <= now + MAX_AHEAD:
        return None
    zone: Literal["given", "assumed"] = "given" if moment.tzinfo else "assumed"
    return Dated(instant=aware, precision=precision, zone=zone, is_standard=is_standard)


def _read_epoch(plain: str) -> Reading | None:
    match = _EPOCH.fullmatch(plain)
    if match is None:
        return None
    seconds = int(match[1]) if match[1] else int(match[2]) // 1000
    return datetime.fromtimestamp(seconds, tz=UTC), "second"


def _read_rfc822(plain: str) -> Reading | None:
    match = _RFC822.fullmatch(plain)
    if match is None:
        return None
    try:
        moment = parsedate_to_datetime(plain)
    except ValueError:
        return None
    # -0000 comes back without a zone: it is UTC, from an unnamed place.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC), "second" if match[1] else "minute"


def _read_iso(plain: str) -> Reading | None:
    plain = _COMPACT.sub(r"\1T\2", plain) if plain.isdigit() else _ZONE_FOR_T.sub("T", plain)
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
