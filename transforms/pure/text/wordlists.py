"""Words that bylines, credits and dates are made of, in many languages: data files, a section for each kind of word.

All languages are read as one: a reporter's byline is often in another language than the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Kind = Literal[
    "by",
    "not by",
    "label",
    "and",
    "from",
    "role",
    "nobody",
    "credit",
    "credit by",
    "archive",
    "desk",
    "agency",
    "reporter",
    "no name",
]


def read_data(name: str) -> str:
    """Give the text of one of the data files, such as `months.txt`."""
    return files("transforms.pure").joinpath("data", name).read_text(encoding="utf-8")


def read_data_of(folder: str, name: str) -> str | None:
    """Give the text of a data file that not every language has, such as `de` of `quotes`; None where there is none."""
    file = files("transforms.pure").joinpath("data", folder, f"{name}.txt")
    return file.read_text(encoding="utf-8") if file.is_file() else None


def read_all_data(folder: str) -> dict[str, str]:
    """Give the texts of all data files of a folder, by their names without the ending: mostly languages."""
    found = files("transforms.pure").joinpath("data", folder).iterdir()
    return {file.name.removesuffix(".txt"): file.read_text(encoding="utf-8") for file in found}


@lru_cache(maxsize=16)
def name_words(kind: Kind) -> frozenset[str]:
    """Give the words and phrases of one kind in all languages, case folded.

    >>> {"by", "von", "par"} <= name_words("by"), "photo" in name_words("credit")
    (True, True)
    """
    return _read().get(kind, frozenset())


def any_of(words: Iterable[str]) -> str:
    """Give a regular expression for any of the words, the longest first; a space in one stands for any white space.

    >>> any_of(["by", "written by"])
    'written\\\\s+by|by'
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)


@lru_cache(maxsize=1)
def month_numbers() -> dict[str, int]:
    """Give the numbers of the months, 1 to 12, by their names and short forms in all languages, case folded.

    A form that two languages use for two months stands for the earlier one.

    >>> month_numbers()["juillet"], month_numbers()["dec"]
    (7, 12)
    """
    lines = read_data("months.txt").splitlines()
    return {name: number for number, line in reversed(list(enumerate(lines, 1))) for name in line.split()}


@lru_cache(maxsize=1)
def rare_month_numbers() -> dict[str, int]:
    """Give the numbers of the months by short forms and other forms, which are words of their own: for dates alone.

    In the file `_` stands for a space.

    >>> rare_month_numbers()["ноя"], rare_month_numbers()["kas"]
    (11, 11)
    """
    lines = read_data("months_more.txt").splitlines()
    return {name.replace("_", " "): number for number, line in enumerate(lines, 1) for name in line.split()}


@lru_cache(maxsize=1)
def weekday_names() -> frozenset[str]:
    """Give the names of the days of the week in all languages, case folded.

    >>> {"friday", "vendredi"} <= weekday_names()
    True
    """
    return frozenset(read_data("weekdays.txt").split())


@lru_cache(maxsize=1)
def _read() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for text in read_all_data("names").values():
        kind = ""
        for line in text.splitlines():
            if line.startswith("["):
                kind = line.strip("[]")
            elif line:
                found.setdefault(kind, set()).add(line.casefold())
    return {kind: frozenset(words) for kind, words in found.items()}
