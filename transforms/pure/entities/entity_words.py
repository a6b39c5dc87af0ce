"""Words that tell what a name is of: titles, well-known organisations, what organisations and places are called by.

They are English, since the model that comes with the extra is; with other languages' models they seldom fit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from transforms.pure.text.frequencies import read_rarities
from transforms.pure.text.phrases import read_sections
from transforms.pure.text.wordlists import any_of, month_numbers, read_data, weekday_names

# In centibels: "bird" has 420, "walker" 460.
COMMON = 510
_MARK = re.compile("[\u0300-\u036f]")
# "Zelenskyy", "Zelenskiy": other spellings of one ending.
_SLAVIC_END = re.compile(r"(?<=sk)(?:yy|iy|ii|yi|yj|ij)\b")
_JOINTS = re.compile(r"[\s\-‐‑–_/]+")


def name_key(name: str) -> str:
    """Give the form by which names are compared: without case, accents, dots, hyphens and apostrophes.

    >>> name_key("Séjourné"), name_key("U.S."), name_key("Jean-Pierre O’Neill")
    ('sejourne', 'us', 'jean pierre oneill')
    """
    bare = _MARK.sub("", unicodedata.normalize("NFKD", name)).casefold()
    return _SLAVIC_END.sub("y", _JOINTS.sub(" ", re.sub("[.,'’`]", "", bare)).strip())


@lru_cache(maxsize=1)
def title_pattern() -> re.Pattern[str]:
    """Give the pattern of titles in front of a name, several in a row."""
    titles = any_of([*_sections()["titles"], *(f"former {title}" for title in _sections()["titles"])])
    return re.compile(rf"(?:(?:{titles})\s+)+(?=\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def no_names() -> frozenset[str]:
    """Give the keys of what is taken for a name and is none: short forms, feasts, months, weekdays."""
    words = {*_sections()["no names"], *month_numbers(), *weekday_names(), *(title for title in _sections()["titles"])}
    return frozenset(name_key(word) for word in words)


@lru_cache(maxsize=1)
def organisations() -> dict[str, str]:
    """Give well-known organisations by their keys.

    >>> organisations()["nato"], organisations()["macys"]
    ('NATO', "Macy's")
    """
    others = (name for line in _sections()["aliases"] for name in line.split("|"))
    return {name_key(name): name for name in (*_sections()["organisations"], *others)}


@lru_cache(maxsize=4096)
def is_common_word(key: str) -> bool:
    """Tell whether a word is frequent in English, so that at the beginning of a sentence it is rather no name.

    >>> is_common_word("twice"), is_common_word("corbyn"), is_common_word("amazon")
    (True, False, False)
    """
    if key in organisations() or key in first_names() or key in well_known_people():
        return False
    return read_rarities("en").get(key, COMMON + 1) <= COMMON


@lru_cache(maxsize=1)
def aliases() -> dict[str, str]:
    """Give the key of an organisation's full name by those of its other names.

    >>> aliases()["un"]
    'united nations'
    """
    lines = (line.split("|") for line in _sections()["aliases"])
    return {name_key(other): name_key(full) for full, *others in lines for other in others}


@lru_cache(maxsize=1)
def well_known_people() -> frozenset[str]:
    """Give the keys of surnames that in news are of one person nearly always."""
    return frozenset(map(name_key, _sections()["people"]))


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Give the keys of common first names.

    >>> {"nikki", "oleksandr"} <= first_names()
    True
    """
    return frozenset(word for line in _sections()["first names"] for word in line.split())


@lru_cache(maxsize=1)
def event_words() -> frozenset[str]:
    """Give the words that names of events, laws, prizes and the like end in."""
    return frozenset(_sections()["events"])


@lru_cache(maxsize=1)
def organisation_words() -> frozenset[str]:
    """Give the words that name a kind of organisation, such as `university`."""
    return frozenset(_sections()["organisation words"])


@lru_cache(maxsize=1)
def place_words() -> frozenset[str]:
    """Give the words that name a kind of place, such as `river`."""
    return frozenset(_sections()["place words"])


@lru_cache(maxsize=1)
def nicknames() -> frozenset[tuple[str, str]]:
    """Give pairs of a short first name and the name that it stands for."""
    pairs = (line.split(" ") for line in _sections()["nicknames"])
    return frozenset((short, full) for short, full in pairs)


@lru_cache(maxsize=1)
def _sections() -> dict[str, list[str]]:
    return read_sections(read_data("entities/en.txt"))
