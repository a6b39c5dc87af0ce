"""Days in lines, and the words beside them."""

from __future__ import annotations

import pytest

from transforms.pure.text.found_days import find_days, label_of
from transforms.pure.text.worded_dates import fold_date

DAYS = {
    "ISO": ("2026-11-22, 10:00", ["2026-11-22"]),
    "slashes, year first": ("2026/11/2", ["2026-11-02"]),
    "dots": ("22.11.2026, 14:05 Uhr", ["2026-11-22"]),
    "Japanese": ("2026年11月22日", ["2026-11-22"]),
    "Korean": ("2026년 11월 22일", ["2026-11-22"]),
    "English": ("November 22nd, 2026", ["2026-11-22"]),
    "day first": ("22 Nov 2026", ["2026-11-22"]),
    "Spanish": ("22 de noviembre de 2026", ["2026-11-22"]),
    "Russian": ("22 ноября 2026", ["2026-11-22"]),
    "Thai": ("วันที่ 22 พฤศจิกายน 2569 เวลา", ["2026-11-22"]),
    "day and month apart by their size": ("11/22/2026 and 22/11/2026", ["2026-11-22", "2026-11-22"]),
    "two": ("updated 24 nov 2026, published 22 nov 2026", ["2026-11-24", "2026-11-22"]),
    "impossible": ("32.13.2026", []),
    "ambiguous": ("03/04/2026", []),
    "the year 1 of programs": ("0001-01-01T00:00:00", []),
    "a year of three digits": ("0506-11-22 and 22.11.0506", []),
    "year alone": ("in 2026", []),
    "part of a number": ("12026-11-22", []),
}


@pytest.mark.parametrize(("line", "expected"), DAYS.values(), ids=DAYS)
def test_days_in_a_line(line: str, expected: list[str]) -> None:
    assert [day.day for day in find_days(fold_date(line))] == expected


LABELS = {
    "nothing": ("by ann lee, ", "", None),
    "published": ("published on ", "", "published"),
    "the nearest word counts": ("published by ann, updated ", "", "updated"),
    "behind": ("", " 公開", "published"),
    "ahead before behind": ("published: ", " (updated)", "published"),
    "not within a word": ("outdated notes, ", "", None),
    "far ahead": ("updated " + "by a long list of many people " * 4, "", None),
    "another event": ("as of ", "", "other"),
}


@pytest.mark.parametrize(("ahead", "behind", "expected"), LABELS.values(), ids=LABELS)
def test_labels(ahead: str, behind: str, expected: str | None) -> None:
    assert label_of(ahead, behind) == expected
