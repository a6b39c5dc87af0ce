"""Names in bylines: people's names apart from the words, roles, places and addresses that stand round them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.pure.text.normal import clean_line, fold
from transforms.pure.text.wordlists import any_of, month_numbers, name_words, weekday_names

MAX_NAME_CHARACTERS = 80
MAX_NAME_WORDS = 6
MAX_BYLINE_CHARACTERS = 400

_ADDRESS = re.compile(r"https?:|www\.|^@|^\S+@\S+$")
_NO_NAME = re.compile(r"@|\d{3}|[<>{}():?!]|^\d|\b\d{1,2}$|^[\W_]+$")
_SEPARATOR = re.compile(r"\s*[;,|•·、，；\n/]\s*|\s+[–—-]\s+")
_MAIL = re.compile(r"\S+@\S+")
_SLASH_IN_NAME = re.compile(r"(?<=\b\w)/(?=\w\b)")
_ASIDE = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_POST_NOMINALS_WORDS = """
    phd ph.d md m.d ms m.s rd rdn ma m.a mba jd j.d cpt dds np pa-c rn esq jr jr. sr sr. ii iii dr mph lcsw cfa
    cfp
"""
_POST_NOMINALS = frozenset(_POST_NOMINALS_WORDS.split())
_PARTICLES_WORDS = """
    de da do dos das di del della van von der den dem zu zum la le el al bin ibn ben y e und and et ter ten af av
    the of du des d’ d' mac o’ st. abu bint dela delos na wa
"""
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_CASED = re.compile(r"[^\W\d_]")


def split_authors(text: str) -> list[str]:
    """Give the names in a byline; what is a role, an address, a handle or a sentence is left out.

    >>> split_authors("By Ana Sample and Ben Sample, Valley News")
    ['Ana Sample', 'Ben Sample', 'Valley News']
    >>> split_authors("ANA SAMPLE, Senior Politics Correspondent")
    ['ANA SAMPLE']
    >>> split_authors("Ana Sample and Ben Sample Monday, November 23, 2026")
    ['Ana Sample', 'Ben Sample']
    """
    if _ADDRESS.search(text[:MAX_BYLINE_CHARACTERS]):
        return []
    line = _strip_date(_ASIDE.sub("", strip_by(clean_line(text[:MAX_BYLINE_CHARACTERS]))))
    names: list[str] = []
    for part in _split_parts(_other_people_pattern().split(line)[0]):
        name = _strip_role(_strip_place(strip_by(part.strip(" .,:'\"*-"))))
        if _may_be_name(name) and not (names and _is_addition(name)):
            names.append(name)
    return names


def strip_by(text: str) -> str:
    """Give a byline without the words that lead over to the name.

    >>> strip_by("Analysis by Ana Sample"), strip_by("Byron Sample"), strip_by("Di Sample")
    ('Ana Sample', 'Byron Sample', 'Di Sample')
    """
    found = _lead_pattern().match(text)
    if found is None:
        return text
    rest = text[found.end() :].strip()
    is_particle = found[0].strip().lower() in _PARTICLES or len(found[0].strip()) <= 3
    if not rest or rest[0].islower() or (is_particle and found["label"] is None and not _is_by(found[0], rest)):
        return text
    return rest


def has_by(text: str) -> bool:
    """Tell whether a line begins with words that lead over to an author's name.

    >>> has_by("By Ana Sample"), has_by("Ana Sample")
    (True, False)
    """
    return strip_by(text) != text


def looks_like_person(name: str) -> bool:
    """Tell whether words may be a person's name: two to five, each with a capital; or a few letters of another script.

    >>> looks_like_person("Ana van der Sample"), looks_like_person("Read more"), looks_like_person("牛镛")
    (True, False, True)
    """
    words = name.split()
    if (
        not words
        or not _may_be_name(name)
        or is_nobody(name)
        or any(fold(word) in name_words("role") for word in words)
    ):
        return False
    letters = _CASED.findall(name)
    if letters and not any(letter.islower() or letter.isupper() for letter in letters):
        return 2 <= len(name) <= 24 and len(words) <= 4
    capitals = all(word[0].isupper() or word.lower() in _PARTICLES for word in words)
    return 2 <= len(words) <= 5 and capitals and not any(character.isdigit() for character in name)


def find_reporter(line: str) -> str | None:
    """Give the name in a line of a name, a role right behind it and perhaps an address, as Korean articles end in one.

    >>> find_reporter("서다온 기자 daon@valley.example"), find_reporter("기자 회견")
    ('서다온', None)
    """
    bare = _MAIL.sub("", line).strip() if len(line) <= MAX_NAME_CHARACTERS else ""
    found = _role_pattern().search(bare) if 4 <= len(bare) <= 24 else None
    name = bare[: found.start()].strip() if found is not None and _spaced_role(found[0]) else ""
    return name if len(name.split()) == 1 and 2 <= len(name) <= 5 and looks_like_person(name) else None


def _spaced_role(text: str) -> bool:
    return text[:1].isspace() and text.strip() in name_words("role")


def is_nobody(name: str) -> bool:
    """Tell whether a name is a content system's placeholder.

    >>> is_nobody("admin"), is_nobody("Adminah Sample")
    (True, False)
    """
    return name.strip(" .").casefold() in name_words("nobody")


def _strip_date(line: str) -> str:
    """Take off a date that follows the names."""
    found = _date_pattern().search(line) if any(map(str.isdigit, line)) else None
    return line[: found.start()] if found is not None else line


def _is_by(lead: str, rest: str) -> bool:
    """Tell whether a short word leads over to a name, of two words at least: "Di Sample" is a name, "Di Ana Sample" a byline."""
    return lead.strip().casefold() not in _PARTICLES or len(rest.split()) >= 2


def _split_parts(line: str) -> Iterator[str]:
    for part in _SEPARATOR.split(_SLASH_IN_NAME.sub("\u2044", line)):
        rest = _conjunction_pattern().sub("", f" {part}", count=1) if _conjunction_pattern().match(f" {part}") else part
        while (found := _find_conjunction(rest)) is not None:
            yield rest[: found.start()]
            rest = rest[found.end() :]
        yield rest


def _find_conjunction(text: str) -> re.Match[str] | None:
    for found in _conjunction_pattern().finditer(text):
        short = len(found[0].strip()) <= 2 and found[0].strip() != "&"
        if not short or (len(text[: found.start()].split()) >= 2 and len(text[found.end() :].split()) >= 2):
            return found
    return None


def _strip_place(name: str) -> str:
    found = _place_pattern().search(name)
    ahead = name[: found.start()] if found else ""
    return ahead if found is not None and len(ahead.split()) >= 2 and looks_like_person(ahead) else name


def _strip_role(name: str) -> str:
    """Take off a role that stands behind the name."""
    found = _role_pattern().search(name)
    return name[: found.start()].strip() if found is not None and found.start() > 0 else name


def _is_addition(name: str) -> bool:
    """Tell whether words only add to the name ahead of them: a role, the letters of a degree, a phrase."""
    words = fold(name).split()
    is_degree = len(words) == 1 and name.strip(".").lower() in _POST_NOMINALS
    is_phrase = len(words) > 1 and any(word[0].islower() and word.lower() not in _PARTICLES for word in name.split())
    return (
        is_degree or is_phrase or fold(name) in name_words("role") or any(word in name_words("role") for word in words)
    )


def _may_be_name(name: str) -> bool:
    return (
        1 < len(name) <= MAX_NAME_CHARACTERS
        and len(name.split()) <= MAX_NAME_WORDS
        and not _NO_NAME.search(name)
        and not is_nobody(name)
        and not (name.split()[0].casefold() in name_words("by") and name.split()[-1][0].islower())
        and name.casefold() not in name_words("by")
        and name.casefold() not in weekday_names()
    )


@lru_cache(maxsize=1)
def _lead_pattern() -> re.Pattern[str]:
    labels = any_of(name_words("label") | name_words("by"))
    return re.compile(
        rf"\W{{0,3}}(?:(?P<label>(?:{labels})\s*[:：])|(?:{any_of(name_words('by'))})\s)\s*", re.IGNORECASE
    )


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


@lru_cache(maxsize=1)
def _conjunction_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{any_of(name_words('and') | {'&', '+'})})\s+", re.IGNORECASE)


@lru_cache(maxsize=1)
def _place_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{any_of(name_words('from'))})\s+(?=\S)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _role_pattern() -> re.Pattern[str]:
    """Match a role right behind the name, as in scripts whose letters have no case."""
    uncased = {word for word in name_words("role") if not any(c.islower() or c.isupper() for c in word)}
    return re.compile(rf"\s*(?:{any_of(uncased)})(?:\s.*)?$")
