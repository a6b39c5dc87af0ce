"""The words round the names in a byline: those that lead over to the author or to others, and dates."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from transforms.pure.text.wordlists import any_of, month_numbers, name_words, weekday_names

MAX_DATE_WORDS = 8

_PARTICLE_WORDS = """
    de da do dos das di del della van von der den dem zu zum la le el al bin ibn ben y e und and et ter ten af av
    the of du des d’ d' mac o’ st. abu bint dela delos na wa
"""
PARTICLES = frozenset(_PARTICLE_WORDS.split())
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"[^\d]|(?:19|20)\d\d")


def strip_by(text: str) -> str:
    """Give a byline without the words that lead over to the name.

    >>> strip_by("Analysis by Ana Sample"), strip_by("Byron Sample"), strip_by("Di Sample")
    ('Ana Sample', 'Byron Sample', 'Di Sample')
    """
    glued = _glued_lead_pattern().match(text)
    if glued is not None and _begins_name(text[glued.end() :]):
        return text[glued.end() :]
    found = _lead_pattern().match(text)
    if found is None:
        return text
    rest = text[found.end() :].strip()
    is_particle = found[0].strip().lower() in PARTICLES or len(found[0].strip()) <= 3
    if not rest or rest[0].islower() or (is_particle and found["label"] is None and not _is_by(found[0], rest)):
        return text
    return rest


def _begins_name(rest: str) -> bool:
    return rest[0].isupper() and not rest[1:2].isupper() and len(rest.split()) >= 2


def has_by(text: str) -> bool:
    """Tell whether a line begins with words that lead over to an author's name.

    >>> has_by("By Ana Sample"), has_by("Ana Sample")
    (True, False)
    """
    return strip_by(text) != text


def ends_in_other_lead(text: str) -> bool:
    """Tell whether a text ends in words that lead over to another than the author.

    >>> ends_in_other_lead("Reviewed by:"), ends_in_other_lead("By")
    (True, False)
    """
    return bool(text) and _other_lead_pattern().search(text) is not None


def strip_date_ahead(line: str) -> str:
    """Give a line without the date that it begins with.

    >>> strip_date_ahead("3 May 2026 | By Ana Sample"), strip_date_ahead("By Ana Sample")
    ('By Ana Sample', 'By Ana Sample')
    """
    if not _DIGIT.search(line):
        return line
    of_date = list(takewhile(_is_of_date, line.split()[:MAX_DATE_WORDS]))
    # Years alone, and a label behind, are those of a copyright or a source.
    is_dated = len(_DIGITS.sub("", "".join(of_date))) > 0 and "©" not in line
    rest = line.split()[len(of_date) :]
    return " ".join(rest) if is_dated and rest and not any(":" in word or "：" in word for word in rest[:3]) else line


def _is_of_date(word: str) -> bool:
    bare = word.strip(".,").casefold()
    return bare[:1].isdigit() or not any(map(str.isalnum, bare)) or bare in month_numbers() or bare in weekday_names()


def strip_date_behind(line: str) -> str:
    """Take off a date that follows the names."""
    found = _date_pattern().search(line) if any(map(str.isdigit, line)) else None
    return line[: found.start()] if found is not None else line


def _is_by(lead: str, rest: str) -> bool:
    """Tell whether a short word leads over to a name, of two words at least: "Di Sample" is a name, "Di Ana Sample" a byline."""
    return lead.strip().casefold() not in PARTICLES or len(rest.split()) >= 2


def strip_other_people(line: str) -> str:
    """Give a byline without the editors, translators and photographers who follow its authors.

    >>> strip_other_people("Ana Sample; Editing by Ben Sample")
    'Ana Sample'
    """
    return _other_people_pattern().split(line)[0].rstrip(" ;,(")


@lru_cache(maxsize=1)
def _lead_pattern() -> re.Pattern[str]:
    labels = any_of(name_words("label") | name_words("by"))
    return re.compile(
        rf"\W{{0,3}}(?:(?P<label>(?:{labels})\s*[:：＝])|(?:{any_of(name_words('by'))})\s)\s*", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _glued_lead_pattern() -> re.Pattern[str]:
    """Match words ahead of a name with no space between ("ByAna Sample"), where the page parted them by its layout alone."""
    words = {word for word in name_words("by") | name_words("label") if word not in PARTICLES or word == "von"}
    forms = {form for word in words for form in (word, word[:1].upper() + word[1:], word.title())}
    return re.compile(rf"(?:{any_of(forms)})(?=[^\W\d_])")


@lru_cache(maxsize=1)
def _other_lead_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(name_words('not by'))})\s*[:：]?$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _other_people_pattern() -> re.Pattern[str]:
    """Match where the editors, translators and photographers of an article follow its authors."""
    return re.compile(
        rf"(?:^|[\s;,(])(?:{any_of(name_words('not by'))})\s*(?:[:：]|\s(?=\w)).*", re.IGNORECASE | re.DOTALL
    )


@lru_cache(maxsize=1)
def _date_pattern() -> re.Pattern[str]:
    days, month = any_of(weekday_names()), rf"(?:{any_of(month_numbers())})\.?"
    forms = (
        rf"(?:{days})[\s,]+(?=\d|{month}\s+\d)",
        rf"{month}\s+\d{{1,2}}\b",
        rf"\d{{1,2}}(?:\.|st|nd|rd|th)?\s+(?:de\s+)?{month}(?!\w)",
        r"\d{1,2}[./-]\d{1,2}[./-](?:20)?\d{2}\b",
        r"20\d{2}-\d{2}-\d{2}",
    )
    return re.compile(
        rf"(?<=\w)[\s,|•·–-]+(?:(?:on|am|le|el|il|em|op|den|dne)\s+)?(?:{'|'.join(forms)}).*", re.IGNORECASE
    )
