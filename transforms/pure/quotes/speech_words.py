"""Words round quotes by language: verbs of saying, roles, pronouns and more; and given names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from transforms.pure.text.phrases import read_sections
from transforms.pure.text.wordlists import read_data, read_data_of

# The kinds in the order in which a word of two kinds is read.
KINDS = {
    "told": "T",
    "said by nobody": "N",
    "verb": "V",
    "describe": "S",
    "continuing": "Y",
    "according": "A",
    "auxiliary": "X",
    "participle": "Z",
    "he": "m",
    "she": "f",
    "organisation": "O",
    "role": "R",
    "article": "D",
    "preposition": "p",
    "conjunction": "k",
    "and": "&",
    "they": "Q",
    "between": "B",
    "other": "o",
}
# Of the articles and prepositions those that stand within names, too: "Ursula von der Leyen"; and the one that does in those of
# organisations.
_ARTICLE_IN_NAME, PREPOSITION_IN_NAME, _OF = "G", "F", "q"
_PARTICLES = {
    **dict.fromkeys(("der", "den", "la", "el", "le", "het", "lo", "los", "las"), _ARTICLE_IN_NAME),
    **dict.fromkeys(
        ("de", "van", "von", "di", "da", "del", "della", "dos", "das", "do", "du", "des", "d'", "zu", "af", "av", "bin", "al"),
        PREPOSITION_IN_NAME,
    ),
    **dict.fromkeys(("ibn", "ten", "ter"), PREPOSITION_IN_NAME),
    "of": _OF,
}  # fmt: skip
_ELISION = r"(?:[ldsncjmt]|qu|dell|all|nell|sull|dall|un|quell|lorsqu|puisqu)['’](?=\w)|"
_WORD = r"\w+(?:[.'’&-]\w+)*|[^\w\s]"
_TOKEN = re.compile(f"({_WORD})")
_TOKEN_AFTER_ELISION = re.compile(f"({_ELISION}{_WORD})", re.IGNORECASE)
# Those that stand within names in languages to which they do not belong.
PARTICLES_OF_NAMES = frozenset(
    ("van", "von", "de", "di", "da", "del", "della", "dos", "du", "bin", "ben", "ibn", "al", "ter", "ten")
)


class Words(NamedTuple):
    """What the words of a language are: kinds by word, phrases by their first word; and sets of words.

    `before_titles` stand before titles of works, `adding` are verbs for what the same speaker says next, `before_names` begin
    sentences or labels and belong to no name, `offices` end what somebody's office is called, `people` are those of countries
    and towns ("the Spaniard").
    """

    language: str
    kinds: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    before_titles: frozenset[str]
    adding: frozenset[str]
    before_names: frozenset[str]
    offices: frozenset[str]
    people: frozenset[str]


@lru_cache(maxsize=32)
def words_of(language: str) -> Words | None:
    """Give the words of a language (two letters), None where there is no file for it.

    >>> words_of("en").kinds["said"], words_of("xx") is None
    ('V', True)
    """
    text = read_data_of("quotes", language)
    if text is None:
        return None
    sections = {name: _listed(lines) for name, lines in read_sections(text).items()}
    kinds: dict[str, str] = {}
    phrases: dict[str, dict[tuple[str, ...], str]] = {}
    for name, kind in KINDS.items():
        for word in sections.get(name, ()):
            kinds.setdefault(word, kind)
            parts = tuple(pattern_for(language).findall(word))
            if len(parts) > 1:
                phrases.setdefault(parts[0], {}).setdefault(parts, kind)
    for word, kind in _PARTICLES.items():
        if kinds.get(word) in ("D", "p"):
            kinds[word] = kind
    longest_first = {
        first: tuple(sorted(found.items(), key=lambda phrase: (-len(phrase[0]), phrase)))
        for first, found in phrases.items()
    }
    sets = (frozenset(sections.get(name, ())) for name in ("work", "adds", "before names", "office", "people of"))
    return Words(language, kinds, longest_first, *sets)


@lru_cache(maxsize=1)
def given_names() -> Mapping[str, str]:
    """Give the kind of the pronoun, `f` or `m`, by given names in lower case; those of both are left out.

    >>> given_names()["clara"], given_names()["hans"], "jean" in given_names()
    ('f', 'm', False)
    """
    sections = {name: set(_listed(lines)) for name, lines in read_sections(read_data("given_names.txt")).items()}
    female, male = sections["female"], sections["male"]
    return {**dict.fromkeys(female - male, "f"), **dict.fromkeys(male - female, "m")}


def is_given_name(word: str) -> bool:
    """Tell whether a word is in the list of given names.

    >>> is_given_name("Clara"), is_given_name("Dam")
    (True, False)
    """
    return word.lower() in given_names()


def _listed(lines: list[str]) -> list[str]:
    return [word for line in lines for word in line.replace(", ", ",").split(",") if word]


def pattern_for(language: str) -> re.Pattern[str]:
    """Give the pattern of the words and signs of a language."""
    return _TOKEN_AFTER_ELISION if language in ("fr", "it") else _TOKEN


def is_particle(word: str) -> bool:
    """Tell whether a word stands within names, in whatever case it is written.

    >>> is_particle("De"), is_particle("Graaf")
    (True, False)
    """
    return word.lower() in PARTICLES_OF_NAMES


@lru_cache(maxsize=1)
def _german_endings() -> tuple[str, ...]:
    words = words_of("de")
    return tuple(word for word, kind in words.kinds.items() if kind == "R" and len(word) >= 5) if words else ()


@lru_cache(maxsize=8192)
def is_compound_role(word: str) -> bool:
    """Tell whether a German word in lower case is a role by its end.

    >>> is_compound_role("polizeisprecherin"), is_compound_role("polizei")
    (True, False)
    """
    return len(word) > 8 and word.endswith(_german_endings())
