"""The topics that names of sections, tags and parts of addresses stand for: a reviewed mapping, a data file a language.

A file has a section for each topic, its heading the first two digits of the code, and names parted by commas. Under `[none]`
stand names that say no topic ("World", "Panorama"), so that no other language's file speaks for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from transforms.pure.text.normal import fold
from transforms.pure.text.wordlists import read_all_data
from transforms.pure.topics.media_topics import find_topic

# Names shorter than this mean something else in another language: "pp" is a party in one of them.
MIN_SHARED_LETTERS = 4
# What parts the names in "Business/Technology" and "Sport > Tennis".
_BETWEEN_NAMES = re.compile(r"(?:(?<!\s)\s+)?[/|>;:,•·»→&]\s*|(?<!\s)\s+[-–—]\s+")
_COMMAS = re.compile("[,、]")
# Letters that no decomposition takes a mark from.
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
# Words beside a name that change nothing: "Sport News", "Nachrichten Wirtschaft".
_NEUTRAL_WORDS = (
    "news the latest all nachrichten aktuell noticias noticia actualites actualite actu notizie noticias nieuws wiadomosci"
    " aktualnosci новости новини nyheter nyheder uutiset zpravy haber haberleri stiri hirek ειδησεις أخبار اخبار"
    " section rubrik rubrica rubrique category kategorie kategoria categoria categorie tag tags topic topics thema themen"
    " index home online"
)
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())
# Parts of an address that name no section of their own, whatever a language's file says of the word.
_PATH_WORDS = (
    "people life style live media it world de es fr uk us in is no pt social digital data index article articles story"
    " show gossip"
)
_PATH_NEUTRAL = frozenset(_PATH_WORDS.split())

NONE = ""


def plain(name: str) -> str:
    """Give the form in which names are compared: folded, without accents, as addresses spell them.

    >>> plain("Économie & Société"), plain("Łódź_Sport")
    ('economie societe', 'lodz sport')
    """
    folded = fold(name)
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFD", folded.translate(_PLAIN_LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


class Sections:
    """The names of one language, beside those that all languages share, and those of the user, which come first."""

    def __init__(self, own: Mapping[str, str], shared: Mapping[str, str]) -> None:
        self._own = own
        self._shared = shared

    def topics_of(self, name: str) -> tuple[str, ...]:
        """Give the codes of the topics that a name stands for; empty where it stands for none."""
        whole = self._known(plain(name))
        if whole is not None:
            return (whole,) if whole else ()
        parts = [part for part in _BETWEEN_NAMES.split(name) if part]
        found = [self._known_or_rest(plain(part)) for part in parts]
        return tuple(dict.fromkeys(code for code in found if code))

    def _known(self, name: str) -> str | None:
        found = self._own.get(name)
        return found if found is not None else self._shared.get(name)

    def _known_or_rest(self, name: str) -> str | None:
        found = self._known(name)
        if found is not None:
            return found
        rest = " ".join(word for word in name.split() if word not in _NEUTRAL)
        return self._known(rest) if rest else None


def sections_for(language: str | None, own_names: Iterable[tuple[str, str]] = ()) -> Sections:
    """Give the names for articles in a language (BCP 47), with pairs of a name and a topic of the user's own.

    >>> sections_for("de").topics_of("Wirtschaft"), sections_for("de").topics_of("Gesellschaft")
    (('medtop:04000000',), ())
    """
    primary = (language or "").split("-")[0].lower()
    return _sections({"nn": "nb", "no": "nb", "ms": "id", "sk": "cs"}.get(primary, primary), tuple(own_names))


def path_names(url: str, site: str) -> list[str]:
    """Give the names in an address that may be those of sections: hosts below the site, and folders.

    >>> path_names("https://sport.valley.example/fussball/liga-1/dam-12.html", "valley.example")
    ['sport', 'fussball', 'liga 1']
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removesuffix(site).rstrip(".")
    folders = [unquote(part) for part in parts.path.split("/")[:-1]]
    if parts.path.endswith("/") and folders:
        folders.pop()  # The last one is the article itself.
    names = [plain(part) for part in (*host.split("."), *folders)]
    return [name for name in names if name and name not in _PATH_NEUTRAL and not name.replace(" ", "").isdigit()]


@lru_cache(maxsize=64)
def _sections(language: str, own_names: tuple[tuple[str, str], ...]) -> Sections:
    names = _read_all()
    own = {**names.get("en", {}), **names.get(language, {})}
    own.update({plain(name): NONE if topic == "none" else find_topic(topic) for name, topic in own_names})
    return Sections(own, _shared())


@lru_cache(maxsize=1)
def _shared() -> dict[str, str]:
    """Give the names that mean one topic, or none, in all files that have them."""
    meanings: dict[str, set[str]] = {}
    for names in _read_all().values():
        for name, code in names.items():
            meanings.setdefault(name, set()).add(code)
    return {
        name: codes.pop()
        for name, codes in meanings.items()
        if len(codes) == 1 and (len(name) >= MIN_SHARED_LETTERS or not name.isascii())
    }


@lru_cache(maxsize=1)
def _read_all() -> dict[str, dict[str, str]]:
    return {language: _read(text) for language, text in read_all_data("topics").items()}


def _read(text: str) -> dict[str, str]:
    names: dict[str, str] = {}
    code = NONE
    for line in text.splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            code = NONE if heading == "none" else find_topic(heading)
        else:
            names.update({plain(name): code for name in _COMMAS.split(line) if plain(name)})
    return names
