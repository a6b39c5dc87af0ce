"""Days that stand in a line among other words, and what the words beside them say of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, cast

from msgspec import Struct

from transforms.pure.text.phrases import read_sections
from transforms.pure.text.worded_dates import day_of, fold_date, patterns_for
from transforms.pure.text.wordlists import any_of, read_data

Label = Literal["published", "updated", "other"]

# So far from a date stands the word that says what it is of.
MAX_LABEL_CHARACTERS = 60
MAX_BEHIND_CHARACTERS = 16

# Each pattern of a date needs a year of four digits, or one of two ahead of a time.
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}\s[0-9]{1,2}:")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class FoundDay(Struct, frozen=True):
    """A day, year-month-day, and where in the folded line it begins and ends."""

    day: str
    start: int
    end: int


def find_days(line: str, language: str | None = None) -> list[FoundDay]:
    """Give the whole days in a line that `fold_date` folded, in its order; none that may be one of two.

    `language` (BCP 47) decides on names of months and on calendars.

    >>> [found.day for found in find_days(fold_date("Updated 27 Nov 2026, published ২৬ নভেম্বর ২০২৬"))]
    ['2026-11-27', '2026-11-26']
    >>> find_days("03/04/2026")
    []
    """
    found: list[FoundDay] = []
    if not _YEAR.search(line):
        return found
    for pattern in patterns_for(line):
        for match in pattern.finditer(line):
            day = day_of(match.groupdict(), language)
            if day is not None and all(match.start() >= one.end or match.end() <= one.start for one in found):
                found.append(FoundDay(day.date().isoformat(), match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def label_of(ahead: str, behind: str = "") -> Label | None:
    """Tell what the folded words ahead of a date, else those right behind it, say of it; None where they say nothing.

    >>> label_of("written by ann lee, last updated on "), label_of("ann lee, "), label_of("", " 更新")
    ('updated', None, 'updated')
    """
    last = next(reversed(list(_labels().finditer(ahead[-MAX_LABEL_CHARACTERS:]))), None)
    last = last or _labels().match(behind[:MAX_BEHIND_CHARACTERS].lstrip(" :,|()（）-–"))
    return cast(Label, last.lastgroup) if last else None


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    sections = read_sections(read_data("date_labels.txt"))
    return re.compile("|".join(f"(?P<{kind}>{_words(words)})" for kind, words in sections.items()))


def _words(words: list[str]) -> str:
    folded = [fold_date(word) for word in words]
    spaced = any_of(word for word in folded if not _UNSPACED.search(word))
    return rf"(?<![^\W\d_])(?:{spaced})(?![^\W\d_])|{any_of(word for word in folded if _UNSPACED.search(word))}"
