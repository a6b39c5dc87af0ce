"""Dates with names of months in any language, signs of East Asia, or the day ahead of the month.

What stands beside the date must be a time, a zone, a weekday or a word that joins them: else it is no date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Literal
from unicodedata import decimal

from transforms.pure.text.calendars import IRANIAN_MONTHS, THAI_AHEAD, iranian_day, with_common_years
from transforms.pure.text.wordlists import any_of, month_numbers, rare_month_numbers
from transforms.pure.text.zones import read_zone

# Names that languages use for different months.
_BY_LANGUAGE = {
    "listopada": {"pl": 11, "hr": 10, "bs": 10},
    "lis": {"pl": 11, "cs": 11, "hr": 10},
    "lip": {"pl": 7, "hr": 6},
    "srp": {"cs": 8, "hr": 7},
}
# Languages, and countries of those that are written in several orders. English alone says nothing.
_DAY_FIRST = frozenset(
    (
        "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "es", "et", "eu", "fi", "fr", "ga", "gl", "gu",
        "he", "hi", "hr", "id", "is", "it", "kk", "kn", "lv", "mk", "ml", "mr", "ms", "nb", "nl", "nn", "no", "pl", "pt", "ro",
        "ru", "sk", "sl", "sq", "sr", "ta", "te", "th", "tr", "uk", "ur", "vi",
    )
)  # fmt: skip
_DAY_FIRST_REGIONS = frozenset(("en-au", "en-gb", "en-ie", "en-in", "en-ng", "en-nz", "en-pk"))
_MONTH_FIRST_REGIONS = frozenset(("es-pr", "es-us", "fr-ca"))
_NOON = frozenset(("下午", "午後", "오후"))
# Programs write the year 1 where there is no date, and its digits are no short form of 2001.
FIRST_YEAR = 1000
# The years are common ones, Thai or Iranian; what may stand ahead of one is the word for year.
_YEAR = r"(?:năm\s|พ\.?ศ\.?\s?|ค\.?ศ\.?\s?)?(?P<year>(?:13|14|19|20|25)[0-9]{2})(?![0-9:])"
# What joins day, month and year.
_JOIN = r"(?:(?:de|del|di|of)\s+|d['’])?"
_YEAR_WORD = r"\.?(?:ko|\sm\.?|\sgada|\sжылғы|\sжылдын|\sоны)?"
_DAY = r"(?<![0-9:.+-])(?P<day>[0-9]{1,2})"
_BRACKETS = re.compile(r"[(（][^()（）0-9:+]{1,12}[)）]")
# Of days of the week in East Asia, which stand behind the date.
_WEEKDAY = re.compile(r"(?:星期|周|週)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일")
_TIME = re.compile(
    r"(?P<ahead>上午|下午|午前|午後|오전|오후)?\s?(?<![0-9])(?P<hour>[0-9]{1,2})"
    r"(?:\s?[:.h時时点點시]\s?(?P<minute>[0-9]{2})?(?:\s?[:.分분]\s?(?P<second>[0-9]{2})?(?:[.,][0-9]{1,9})?)?[分분秒초]?)?"
    r"(?![0-9])\s?(?P<behind>[ap]\.?\s?m\b\.?)?"
)
_WORDS = re.compile(r"[^0-9<>:+/@\[\]\ud800-\udfff]{0,24}")
_BEHIND = re.compile(r"[\s,]*(?:uhr|hrs\.?|hs?|uur|u|ч\.?|г\.?|น\.?)?(?![^\W\d_])\s*-?\s*")
_OFFSET = re.compile(r"\s*-\s*[0-9]")
_HOUR_SIGN = re.compile("[時时点點시]")
# Of the patterns of dates, the first ones name no month.
_WITHOUT_NAMES = 3
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_STOPS = dict.fromkeys(map(ord, "\u05f3\u0970"), ".")
_LETTERS = re.compile(r"[^\W\d_]+")
Reading = tuple[datetime, Literal["second", "minute", "day"]]


def read_worded(text: str, language: str | None = None) -> Reading | None:
    """Give the date and time in a text, with its zone where one is named, and how precise it is; None where it is no date.

    None as well where day and month may be swapped, where the zone or the month may be one of several, and where no
    calendar has the day. `language` (BCP 47) decides on zones, months and which of two numbers is the day.

    >>> read_worded("jeu., 26 nov. 2026 08:00:00 +0100")[0].isoformat()
    '2026-11-26T08:00:00+01:00'
    >>> read_worded("2026年11月26日(木) 午後8時30分"), read_worded("03/04/2026")
    ((datetime.datetime(2026, 11, 26, 20, 30), 'minute'), None)
    """
    line = _WEEKDAY.sub(" ", _BRACKETS.sub(" ", fold_date(text))).replace("،", ",").strip(" ,")
    for pattern in patterns_for(line):
        found = pattern.search(line)
        if found is not None:
            return _read_rest(found, line, language)
    return None


def _read_rest(found: re.Match[str], line: str, language: str | None) -> Reading | None:
    groups = found.groupdict()
    day = day_of(groups, language)
    between = groups.get("between")
    rest = line[found.end() :] if between is None else f"{between}{line[found.end() :]}"
    ahead = line[: found.start()]
    if not rest.strip(" ,.-") and (early := _TIME.match(ahead)) and (early["minute"] or early["behind"]):
        ahead, rest = "", ahead  # 08:00 26 Nov 2026
    if day is None or not _WORDS.fullmatch(ahead):
        return None
    if re.match(r"-[0-9]", rest):  # 2026-11-26-08:00 is a day in a zone
        return None
    return _read_time(rest, day, language)


def _read_time(rest: str, day: datetime, language: str | None) -> Reading | None:
    time = _TIME.search(rest)
    between = rest[: time.start()] if time else rest
    if not _WORDS.fullmatch(between):
        return None
    if time is None:
        return day, "day"
    if _ends_early(time) or read_zone(between.strip(" ,.-–").upper(), language):
        return None
    hour, behind = _hour_of(time), rest[time.end() :]
    if not _OFFSET.match(behind):
        behind = behind[_match_end(_BEHIND, behind) :]
    zone_text = behind.strip(" ,").upper()
    zone: tzinfo | None = read_zone(zone_text, language) if zone_text else None
    if hour is None or (zone_text and zone is None):
        return None
    try:
        moment = day.replace(hour=hour, minute=int(time["minute"] or 0), second=int(time["second"] or 0), tzinfo=zone)
    except ValueError:
        return None
    return moment, "second" if time["second"] else "minute"


def _ends_early(time: re.Match[str]) -> bool:
    """Tell whether a number is not known to be an hour: nothing says so, and no minutes follow."""
    return not (time["minute"] or time["ahead"] or time["behind"] or _HOUR_SIGN.search(time[0]))


def _match_end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _hour_of(time: re.Match[str]) -> int | None:
    """Give the hour from 0 to 23; None for 14 in the morning."""
    hour, half = int(time["hour"]), (time["behind"] or "")[:1]
    if not half and not time["ahead"]:
        return hour if hour < 24 else None
    is_afternoon = half == "p" or time["ahead"] in _NOON
    if hour > 12:
        return hour if is_afternoon and hour < 24 else None
    return hour % 12 + (12 if is_afternoon else 0)


def day_of(groups: dict[str, str | None], language: str | None) -> datetime | None:
    """Give the midnight of the day that one of `date_patterns` found; None for no day, or one of two."""
    digits = groups["year"] or groups.get("short") or ""
    year, name, day = int(digits or 0), groups["month"] or "", int(groups["day"] or 0)
    if 1300 <= year < 1500:
        is_iranian = name.isdigit() and (language or "").startswith("fa")
        return iranian_day(year, int(name) if is_iranian else IRANIAN_MONTHS.get(name, 0), day)
    month = int(name) if name.isdigit() else _month_of(name, language)
    if month is None:
        return None
    if len(digits) <= 2:
        year += 2000 if year <= 68 else 1900
    if year < FIRST_YEAR:
        return None
    if 2500 <= year < 2600 and ("\u0e00" <= name[:1] <= "\u0e7f" or (language or "").startswith("th")):
        year -= THAI_AHEAD
    elif year >= 2500 and not name.isdigit():
        return None
    if groups.get("sign") and groups["sign"] != "." and month != day:
        if month <= 12 and day <= 12 and not _says_day_first(language):
            return None
        day, month = (day, month) if month <= 12 else (month, day)
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


def _says_day_first(language: str | None) -> bool:
    """Tell whether all who write a language, or its variety, set the day ahead of the month where the year stands last."""
    tag = (language or "").replace("_", "-").lower()
    return tag in _DAY_FIRST_REGIONS or (tag.split("-")[0] in _DAY_FIRST and tag not in _MONTH_FIRST_REGIONS)


def _month_of(name: str, language: str | None) -> int | None:
    if name in _BY_LANGUAGE:
        return _BY_LANGUAGE[name].get((language or "").split("-")[0].lower())
    return _months().get(" ".join(name.split()))


def fold_date(text: str) -> str:
    """Give a text so that capitals and small letters are alike, in Turkish too, with ASCII digits and common years.

    >>> fold_date("٢٦ Kasım ٢٠٢٦")
    '26 kasim 2026'
    """
    if text.isascii():
        return text.lower()
    # The signs of a short form in Hebrew and in Hindi are what a full stop is elsewhere.
    folded = text.translate(_STOPS).upper().casefold().replace("\u0307", "")
    if folded.isascii():
        return folded
    return with_common_years(_FOREIGN_DIGIT.sub(lambda digit: str(decimal(digit[0])), folded))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    named = {**rare_month_numbers(), **month_numbers()}
    months = {fold_date(name): number for name, number in named.items()} | dict.fromkeys(IRANIAN_MONTHS, 0)
    return months | {f"tháng {number}": number for number in range(1, 13)} | dict.fromkeys(_BY_LANGUAGE, 0)


@lru_cache(maxsize=1)
def _month_beginnings() -> frozenset[str]:
    return frozenset(found[0] for name in _months() if (found := _LETTERS.search(name)))


def patterns_for(line: str) -> Sequence[re.Pattern[str]]:
    """Give those of `date_patterns` that may fit a folded line: one look at its words spares most lines all names of months.

    >>> len(patterns_for("26.11.2026 by ann lee")), len(patterns_for("26 november 2026"))
    (3, 8)
    """
    is_named = not _month_beginnings().isdisjoint(_LETTERS.findall(line))
    return date_patterns() if is_named else date_patterns()[:_WITHOUT_NAMES]


@lru_cache(maxsize=1)
def date_patterns() -> tuple[re.Pattern[str], ...]:
    """Give the patterns of dates: year, month, day; day and month behind a weekday; day or month first; with a named month
    26 Nov 2026, Nov 26 08:00 CET 2026, Nov 26, 2026, 2026 Nov 26, 2026. gada 26. novembris.
    """
    month = rf"(?P<month>{any_of(_months())})(?![^\W\d_])\.?"
    ordinal = r"(?:st|nd|rd|th|er|º|ª|ro|ain|a|\.)?"
    short_year = rf"(?:{_YEAR}|(?P<short>[0-9]{{2}})(?=\s[0-9]{{1,2}}:))"
    return (
        re.compile(
            r"(?<![0-9])(?P<year>[0-9]{4})\s?[-/.年년]\s?(?P<month>[0-9]{1,2})\s?[-/.月월]\s?(?P<day>[0-9]{1,2})(?![0-9])\s?[日일号號.]?"
        ),
        re.compile(rf"{_DAY}\s(?P<month>[0-9]{{1,2}})\s?[月월]\s{_YEAR}"),
        re.compile(rf"{_DAY}\s?(?P<sign>[/.-])\s?(?P<month>[0-9]{{1,2}})\s?(?P=sign)\s?{_YEAR}"),
        re.compile(rf"{_DAY}{ordinal}[\s/-]*{_JOIN}(?<![^\W\d_]){month},?[\s/-]*{_JOIN}{short_year}"),
        re.compile(
            rf"(?<![^\W\d_]){month}\s(?P<day>[0-9]{{1,2}}),?\s(?P<between>[0-9]{{1,2}}:[0-9:]{{2,5}}(?:\s[^0-9\s]\S{{0,30}})?\s){_YEAR}"
        ),
        re.compile(rf"(?<![^\W\d_]){month}[\s-]+(?P<day>[0-9]{{1,2}}){ordinal},?[\s-]+{_YEAR}"),
        re.compile(rf"(?<![0-9]){_YEAR}{_YEAR_WORD}[\s-]+{month}[\s-]+(?P<day>[0-9]{{1,2}})(?![0-9:])\.?"),
        re.compile(rf"(?<![0-9]){_YEAR}{_YEAR_WORD}\s(?P<day>[0-9]{{1,2}})\.?[\s-]+{month}"),
    )
