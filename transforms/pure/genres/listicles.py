"""Listicles: articles that are a list, by a title that counts what it lists or by numbered headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from transforms.pure.genres.article_kinds import kind_words
from transforms.pure.text.languages import UNDETERMINED
from transforms.pure.text.normal import fold, folded_words
from transforms.records import Article

LEAST_COUNTED: Final = 3
MOST_COUNTED: Final = 150
# Where in a title its number stands, and how far behind it the name of what is counted.
_FIRST_WORDS: Final = 4
_REACH: Final = 5
_COUNTED_IN_WORDS: Final = (*range(LEAST_COUNTED, 13), 15, 20)
# Numbered headings that make a list without a title that says so.
LEAST_NUMBERED: Final = 5
MOST_HEADING_CHARACTERS: Final = 100
_NUMBERED = re.compile(r"(?:#|No\.?\s?|№\s?)?(\d{1,3})\s?[.):：–—-]\s?(?=\S*[^\W\d_])")
_FIRST_SIGNS = frozenset("0123456789#N№")
_ENDS_SENTENCE = (".", "!", ":", ";", ",", "”", '"', "»", "。", "…")
_ASKS = ("?", "？", "؟")


def is_listicle(article: Article) -> bool:
    """Tell whether an article is a list: `7 ways to save water` and a heading for each, or a row of numbered headings.

    Quizzes, interviews and instructions with numbered parts are none.
    """
    title = article.title or ""
    if article.page_kind == "liveblog" or (_has_any(title, "quiz") and _has_any(title, "question")):
        return False
    paragraphs = [paragraph.strip() for paragraph in article.text.split("\n") if paragraph.strip()]
    headings = list(filter(_looks_like_heading, paragraphs))
    language = None if article.language == UNDETERMINED else article.language
    counted = _read_count(title, language)
    if counted is None:
        return _holds_so_many(title, language, len(headings)) or (
            not _has_any(title, "guide") and _is_numbered(headings)
        )
    count, stands_first = counted
    # A number within a title may count anything: police receive 40 tips.
    least = max(2, min(count, 12) // 3) if stands_first else max(3, 2 * count // 3)
    return len(headings) >= least or _longest_row(_numbers_of(paragraphs)) >= least


def _holds_so_many(title: str, language: str | None, headings: int) -> bool:
    """Tell whether a title begins with a number, and the text has as many headings: `10 beaches to hide on`."""
    words = folded_words(title)[:2]
    count = next((number for word in words if (number := _number(word, language)) is not None), 0)
    return LEAST_NUMBERED - 1 <= count <= MOST_COUNTED and count <= headings <= count + 2


def _is_numbered(headings: Sequence[str]) -> bool:
    """Tell whether enough headings are numbered in a row; not where they are questions, as in an interview."""
    numbered = [heading for heading in headings if heading[0] in _FIRST_SIGNS and _NUMBERED.match(heading)]
    asked = [heading for heading in numbered if heading.endswith(_ASKS)]
    return 2 * len(asked) <= len(numbered) and _longest_row(_numbers_of(numbered)) >= LEAST_NUMBERED


def count_in_title(title: str, language: str | None = None) -> int | None:
    """Give the number of things that a title says it lists, None where it says none; its words are read in any language or one.

    >>> count_in_title("7 ways to save water"), count_in_title("The ten best beaches"), count_in_title("7 hurt in crash")
    (7, 10, None)
    """
    found = _read_count(title, language)
    return found[0] if found is not None else None


def _read_count(title: str, language: str | None) -> tuple[int, bool] | None:
    """Give the number of things that a title counts, and whether it begins with it, or a part of it does."""
    words = folded_words(title)
    for at, word in enumerate(words):
        count = _number(word, language)
        if count is None or not LEAST_COUNTED <= count <= MOST_COUNTED:
            continue
        is_top = 0 < at <= 2 and " ".join(words[:at]).endswith(_tops())
        if is_top or not _listed().isdisjoint(words[at + 1 : at + 1 + _REACH]):
            return count, at < _FIRST_WORDS or _follows_break(title, word)
    return None


def _follows_break(title: str, word: str) -> bool:
    """Tell whether a title has a word right behind a colon, a dash or a bar."""
    return re.search(rf"[:：|–—,-]['’”]?\s*(?:\w+\s){{0,2}}{re.escape(word)}\b", title, re.IGNORECASE) is not None


def _number(word: str, language: str | None) -> int | None:
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    return _number_words(language).get(word)


def _numbers_of(paragraphs: Iterable[str]) -> list[int]:
    """Give the numbers that paragraphs begin with."""
    found = (_NUMBERED.match(paragraph) for paragraph in paragraphs if paragraph[0] in _FIRST_SIGNS)
    return [int(one[1]) for one in found if one is not None]


def _longest_row(numbers: Sequence[int]) -> int:
    return max(_longest_run(numbers), _longest_run(numbers[::-1]))


def _longest_run(numbers: Sequence[int]) -> int:
    wanted = 1
    for number in numbers:
        if number == wanted:
            wanted += 1
    return wanted - 1


def _is_short(paragraph: str) -> bool:
    return len(paragraph) <= MOST_HEADING_CHARACTERS and not paragraph.endswith(_ENDS_SENTENCE)


def _looks_like_heading(paragraph: str) -> bool:
    return _is_short(paragraph) and not paragraph[0].islower() and any(map(str.isalpha, paragraph))


def _has_any(title: str, kind: str) -> bool:
    """Tell whether a title has one of the words of a kind."""
    folded = f" {fold(title)} "
    return any(word in folded for word in _words_between_spaces(kind))


@lru_cache(maxsize=4)
def _words_between_spaces(kind: str) -> tuple[str, ...]:
    return tuple({f" {fold(word)} " for word in kind_words(kind)})


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(fold(word) for word in kind_words("listed"))


@lru_cache(maxsize=1)
def _tops() -> tuple[str, ...]:
    return tuple({fold(word) for word in kind_words("top")})


@lru_cache(maxsize=64)
def _number_words(language: str | None) -> dict[str, int]:
    """Give the numbers by their words; a line of a data file has those from three up. Turkish `on` is ten."""
    lines = ([fold(word) for word in line.split()] for line in kind_words("numbers", language))
    return {word: number for line in lines for word, number in zip(line, _COUNTED_IN_WORDS, strict=False)}
