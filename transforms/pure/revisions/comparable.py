"""Texts as they are compared between two versions: without what a page may print otherwise each time it is shown."""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.pure.text.normal import clean_text, fold, is_unspaced
from transforms.pure.text.phrases import Matcher, read_patterns, read_sections
from transforms.pure.text.wordlists import read_all_data

# A counter, or how long ago something was, is a line of few words.
_MOST_COUNTER_CHARACTERS = 80
_MOST_COUNTER_WORDS = 8
# A cleaned text has one space, or one line break, between two words.
_SINGLE_QUOTES = re.compile("[‘’‚‛′`´ʼ]")
# French sets a space within the marks, German has them the other way round.
_DOUBLE_QUOTES = re.compile(r"(?<!\S)[«‹][ \n]|[ \n][»›](?![^\s.,;:!?)])|[“”„‟″〝〞«»‹›]|''")
_DASHES = re.compile(r"[ \n]?[—―][ \n]?|[ \n][-–‒]{1,3}[ \n]|-{2,}")
_HYPHENS = re.compile("[‐‑‒–−]")
# French sets a space ahead of these, and many set one ahead of a unit.
_SPACE_AHEAD = re.compile(r"[ \n](?=[!?;:])|(?<=\d)[ \n](?=[%€])")
_ANY_DIGIT = re.compile(r"\d")


def comparable_words(text: str | None) -> list[str]:
    """Give the words of a text, by white space, with quotation marks, dashes and ellipses in one form each.

    Where a script sets no spaces, each letter is a word. Counters and lines that say how long ago something was are left out.

    >>> comparable_words("“Dam opens” – early…") == comparable_words('"Dam opens"—early...')
    True
    >>> comparable_words("12 comments"), comparable_words("3 dams")
    ([], ['3', 'dams'])
    """
    if not text:
        return []
    lines = [line for line in clean_text(text).split("\n") if line and not is_counter(line)]
    words = _in_one_form("\n".join(lines)).split()
    return list("".join(words)) if is_unspaced(text) else words


def _in_one_form(text: str) -> str:
    text = _SINGLE_QUOTES.sub("'", text.replace("…", "..."))
    text = _DASHES.sub(" - ", _DOUBLE_QUOTES.sub('"', text))
    return _SPACE_AHEAD.sub("", _HYPHENS.sub("-", text))


def is_counter(line: str) -> bool:
    """Tell whether a line counts comments or shares, or says when the page was brought up to date.

    >>> is_counter("Updated 2 hours ago"), is_counter("3 min read"), is_counter("Two dams opened 3 days early.")
    (True, True, False)
    """
    if len(line) > _MOST_COUNTER_CHARACTERS or _ANY_DIGIT.search(line) is None:
        return False
    folded = fold(line)
    return len(folded.split()) <= _MOST_COUNTER_WORDS and _counters().matches(folded)


@lru_cache(maxsize=1)
def _counters() -> Matcher:
    return revision_phrases("counter")


@lru_cache(maxsize=8)
def revision_phrases(kind: str) -> Matcher:
    """Give the phrases of a kind in all languages: `note` of a correction, `withdrawn`, `counter`.

    >>> revision_phrases("withdrawn").matches("dieser artikel wurde zurückgezogen")
    True
    """
    return read_patterns(pattern for patterns in _sections() for pattern in patterns.get(kind, ()))


@lru_cache(maxsize=1)
def correction_labels() -> frozenset[str]:
    """Give the words under which corrections stand, in all languages, case folded.

    >>> {"correction", "korrektur", "fe de errores"} <= correction_labels()
    True
    """
    return frozenset(label.casefold() for patterns in _sections() for label in patterns.get("label", ()))


def _sections() -> list[dict[str, list[str]]]:
    return [read_sections(text) for text in read_all_data("revisions").values()]
