"""Days of calendars beside the common one: Thai years, Iranian years and months, eras of East Asia."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

# The Thai year is the common one and 543; the months are the same.
THAI_AHEAD = 543
# 1 Farvardin 1300.
_FIRST_YEAR, _FIRST_DAY = 1300, datetime(1921, 3, 21)
_LEAP_YEARS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))
_IRANIAN = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
IRANIAN_MONTHS = {name: number for number, name in enumerate(_IRANIAN, 1)}
# The year ahead of the first of an era.
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s?(元|[0-9]{{1,3}})\s?年")


def iranian_day(year: int, month: int, day: int) -> datetime | None:
    """Give the midnight of a day of the Iranian calendar, from 1300 to 1498; None where the calendar has no such day.

    >>> iranian_day(1405, 9, 5), iranian_day(1405, 12, 30)
    (datetime.datetime(2026, 11, 26, 0, 0), None)
    """
    if not (_FIRST_YEAR <= year <= 1498 and 1 <= month <= 12):
        return None
    if not 1 <= day <= (31 if month <= 6 else 30 if month < 12 or _is_leap(year) else 29):
        return None
    days = sum(366 if _is_leap(before) else 365 for before in range(_FIRST_YEAR, year))
    return _FIRST_DAY + timedelta(days=days + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)


def with_common_years(line: str) -> str:
    """Give a line with years of East Asian eras as common ones.

    >>> with_common_years("令和8年11月26日"), with_common_years("民國115年11月26日")
    ('2026年11月26日', '2026年11月26日')
    """
    return _ERA.sub(_common_year, line) if "年" in line else line


def _common_year(era: re.Match[str]) -> str:
    return f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年"


def _is_leap(year: int) -> bool:
    """Tell whether an Iranian year has 366 days: by the rule of 33 years, which is right here from 1244 to 1498."""
    return year % 33 in _LEAP_YEARS
