"""Names in bylines: people's names apart from the words, roles, places and addresses that stand round them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.pure.text.byline_words import PARTICLES, strip_by, strip_date_behind, strip_other_people
from transforms.pure.text.normal import clean_line, fold
from transforms.pure.text.wordlists import Kind, any_of, name_words, weekday_names

MAX_NAME_CHARACTERS = 80
MAX_NAME_WORDS = 6
MAX_BYLINE_CHARACTERS = 400

_ADDRESS = re.compile(r"https?:|www\.|^@|^\S+@\S+$")
# A template's variable that nobody filled in has dots between its words.
_NO_NAME = re.compile(r"@|\d{3}|[<>{}():?!]|^\d|\b\d{1,2}$|^[\W_]+$|[a-z]\.[a-z]+\.[a-z]+\.[a-z]|^\[")
_LAST_FIRST = re.compile(r"(?P<last>[^\W\d_][^\s,;]+),\s*(?P<first>[^\W\d_][^\s,;]+(?:\s[^\W\d_]\.?)?)")
# Chinese names of two to four characters, with spaces between them, behind the word for reporters.
_HAN_NAMES = re.compile(r"[\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4})+")
_SEPARATOR = re.compile(r"(?:(?<!\s)\s+)?[;,|•·、，；\n/]\s*|(?<!\s)\s+[–—-]\s+")
_MAIL = re.compile(r"(?<!\S)[^\s,;|()]+@[^\s,;|()]+")
# Ahead of a name: "记者王小明", "新华社记者 王小明".
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SLASH_IN_NAME = re.compile(r"(?<=\b\w)/(?=\w\b)")
_ASIDE = re.compile(r"(?:(?<!\s)\s+)?[(\[（][^()\[\]（）]*[)\]）]")
_POST_NOMINALS_WORDS = """
    phd ph.d md m.d ms m.s rd rdn ma m.a mba jd j.d cpt dds np pa-c rn esq jr jr. sr sr. ii iii dr mph lcsw cfa
    cfp
"""
_POST_NOMINALS = frozenset(_POST_NOMINALS_WORDS.split())
_NO_PARTS: tuple[Kind, ...] = ("role", "desk", "agency", "nobody")
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
    bare = _MAIL.sub("", _ASIDE.sub("", strip_by(clean_line(text[:MAX_BYLINE_CHARACTERS]))))
    line = strip_date_behind(" ".join(bare.split()))
    names: list[str] = []
    for part in _split_parts(_turn_names(strip_other_people(line))):
        name = _strip_role(_strip_place(_strip_reporter(strip_by(part.strip(" .,:'\"*-")))))
        if _may_be_name(name) and not (names and is_addition(name)):
            names.append(name)
    return names


def _turn_names(line: str) -> str:
    """Write "Sample, Ana" (several with semicolons between) as "Ana Sample", and part Chinese names that spaces part."""
    turned = [_turn_name(part.strip()) for part in line.split(";")]
    return "; ".join(turned)


def _turn_name(part: str) -> str:
    found = _LAST_FIRST.fullmatch(part)
    if found is not None:
        last, first = found["last"], found["first"]
        both = (fold(last), fold(first))
        is_list = (
            last.isupper() or first.isupper() or any(word in name_words(kind) for kind in _NO_PARTS for word in both)
        )
        is_cased = last[0].isupper() and first[0].isupper()
        return part if is_list or not is_cased or is_addition(first) else f"{first} {last}"
    words = part.split()
    if words and words[0] in name_words("reporter") and _HAN_NAMES.fullmatch(part):
        names = [word for word in words if word not in name_words("reporter")]
        # A Japanese name may stand with a space in it.
        return " ".join(names) if words[0] == "記者" and all(len(name) <= 2 for name in names) else ",".join(names)
    return part


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
    return 2 <= len(words) <= 5 and is_capitalised(name) and not any(character.isdigit() for character in name)


def is_capitalised(name: str) -> bool:
    """Tell whether each word has a capital, but for those that stand in names with a small letter.

    >>> is_capitalised("Ana van der Sample"), is_capitalised("Personal finance")
    (True, False)
    """
    return all(word[0].isupper() or word.lower() in PARTICLES for word in name.split())


def find_reporter(line: str) -> str | None:
    """Give the name in a line of a name, a role right behind it and perhaps an address, as Korean articles end in one.

    >>> find_reporter("서다온 기자 daon@valley.example"), find_reporter("기자 회견")
    ('서다온', None)
    """
    # Such roles are of scripts without capitals.
    if line.isascii() or len(line) > MAX_NAME_CHARACTERS:
        return None
    bare = _MAIL.sub("", line).strip()
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


def _strip_reporter(name: str) -> str:
    """Take off the word for reporters, with their paper's name perhaps, that stands ahead of a Chinese name."""
    found = _reporter_pattern().match(name)
    return name[found.end() :] if found is not None and _HAN_NAME.fullmatch(name, found.end()) else name


def _strip_role(name: str) -> str:
    """Take off a role that stands behind the name."""
    found = _role_pattern().search(name)
    return name[: found.start()].strip() if found is not None and found.start() > 0 else name


def is_addition(name: str) -> bool:
    """Tell whether words only add to the name ahead of them: a role, the letters of a degree, a phrase."""
    words = fold(name).split()
    is_degree = len(words) == 1 and name.strip(".").lower() in _POST_NOMINALS
    is_phrase = len(words) > 1 and any(word[0].islower() and word.lower() not in PARTICLES for word in name.split())
    return (
        is_degree or is_phrase or fold(name) in name_words("role") or any(word in name_words("role") for word in words)
    )


def _may_be_name(name: str) -> bool:
    return (
        1 < len(name) <= MAX_NAME_CHARACTERS
        and len(name.split()) <= MAX_NAME_WORDS
        and not _NO_NAME.search(name)
        and not is_nobody(name)
        and not _no_name_pattern().match(name)
        and not (name.split()[0].casefold() in name_words("by") and name.split()[-1][0].islower())
        and name.casefold() not in name_words("by")
        and name.casefold() not in weekday_names()
    )


@lru_cache(maxsize=1)
def _no_name_pattern() -> re.Pattern[str]:
    """Match what a link or a label beside a byline begins with: "Log in", "More from"."""
    return re.compile(rf"(?:{any_of(name_words('no name'))})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _conjunction_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\s)\s+(?:{any_of(name_words('and') | {'&', '+'})})\s+", re.IGNORECASE)


@lru_cache(maxsize=1)
def _place_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\s)\s+(?:{any_of(name_words('from'))})\s+(?=\S)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _role_pattern() -> re.Pattern[str]:
    """Match a role right behind the name, as in scripts whose letters have no case."""
    uncased = {word for word in name_words("role") if not any(c.islower() or c.isupper() for c in word)}
    return re.compile(rf"(?:(?<!\s)\s+)?(?:{any_of(uncased)})(?:\s.*)?\Z", re.DOTALL)


@lru_cache(maxsize=1)
def _reporter_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:[\u4e00-\u9fff]{{0,8}}[社报報网網台臺刊])?(?:{any_of(name_words('reporter'))})\s*")
