"""Words round quotes by language: verbs of saying, roles, pronouns and more; and texts in kinds of words.

A text's words become a string with a letter for the kind of each, on which patterns are short: "said Mayor Ana Reyes," is
`VRCC,`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
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
# A word that begins with a capital and is none of these; any other word; a number.
CAPITALISED, OTHER, NUMBER = "C", "w", "d"
# Of the articles and prepositions those that stand within names, too: "Ursula von der Leyen"; and the one that does in those of
# organisations.
_ARTICLE_IN_NAME, _PREPOSITION_IN_NAME, _OF = "G", "F", "q"
_PARTICLES = {
    **dict.fromkeys(("der", "den", "la", "el", "le", "het", "lo", "los", "las"), _ARTICLE_IN_NAME),
    **dict.fromkeys(
        ("de", "van", "von", "di", "da", "del", "della", "dos", "das", "do", "du", "des", "d'", "zu", "af", "av", "bin", "al"),
        _PREPOSITION_IN_NAME,
    ),
    **dict.fromkeys(("ibn", "ten", "ter"), _PREPOSITION_IN_NAME),
    "of": _OF,
}  # fmt: skip
_ELISION = r"(?:[ldsncjmt]|qu|dell|all|nell|sull|dall|un|quell|lorsqu|puisqu)['’](?=\w)|"
_WORD = r"\w+(?:[.'’-]\w+)*|[^\w\s]"
_TOKEN = re.compile(f"({_WORD})")
_TOKEN_AFTER_ELISION = re.compile(f"({_ELISION}{_WORD})", re.IGNORECASE)
_INVERTED = re.compile(r"(?:-t)?-(il|elle|ils|elles|on|je)$")
# A role with a capital is a surname behind a verb of saying or a comma, if no name follows: "said Tester".
_BEFORE_SURNAMES, _NAMELIKE = ("V", "Z", ","), ("C", "R", "q", "F")
# What may be a part of a name where it has a capital.
_MAY_BE_NAMES = "RODBoVp"
# "They say", but not "one could say" or "Say:".
_WHO_SAY = "RCQO&,"
_GENERATIONS = ("Jr", "Sr")
# How adverbs end in English and in Romance languages: "quietly", "tranquillement", "claramente".
_ADVERBS = ("ly", "ment", "mente")
_POSSESSIVE = ("'s", "’s", "s'", "s’")


class Words(NamedTuple):
    """What the words of a language are: kinds by word, phrases by their first word; and two sets of words.

    `before_titles` stand before titles of works, `adding` are verbs for what the same speaker says next.
    """

    language: str
    kinds: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    before_titles: frozenset[str]
    adding: frozenset[str]


class Parsed(NamedTuple):
    """A text in kinds of words: a letter for each, and where each begins and ends."""

    kinds: str
    spans: list[tuple[int, int]]


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
            parts = tuple(_pattern_for(language).findall(word))
            if len(parts) > 1:
                phrases.setdefault(parts[0], {}).setdefault(parts, kind)
    for word, kind in _PARTICLES.items():
        if kinds.get(word) in ("D", "p"):
            kinds[word] = kind
    longest_first = {
        first: tuple(sorted(found.items(), key=lambda phrase: (-len(phrase[0]), phrase)))
        for first, found in phrases.items()
    }
    work, adds = (frozenset(sections.get(name, ())) for name in ("work", "adds"))
    return Words(language, kinds, longest_first, work, adds)


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


def parse(text: str, start: int, end: int, words: Words) -> Parsed:
    """Give the kinds of the words in a part of a text.

    >>> parse("said Mayor Ana Reyes, 52", 0, 24, words_of("en")).kinds
    'VRCC,d'
    """
    if start >= end or text[start:end].isspace():
        return Parsed("", [])
    lower, tokens = _tokens(text, start, end, words.language)
    kinds: list[str] = []
    spans: list[tuple[int, int]] = []
    known, phrases = words.kinds, words.phrases
    at = 0
    for number, word in enumerate(lower):
        if number < at:
            continue
        kind, taken = known.get(word), 1
        if word in phrases:
            kind, taken = _phrase_at(lower, number, phrases[word]) or (kind, taken)
        at = number + taken
        first, last = tokens[number] if taken == 1 else (tokens[number][0], tokens[at - 1][1])
        if kind is None:
            kind = _kind_of_shape(text[first:last])
        if kind == "." and spans and _is_short(text, spans[-1], kinds[-1]):
            _take_stop(text, kinds, spans, last)
            continue
        kinds.append(kind)
        spans.append((first, last))
    return Parsed("".join(_with_names(text, kinds, spans, words.language)), spans)


def _take_stop(text: str, kinds: list[str], spans: list[tuple[int, int]], stop: int) -> None:
    """Take a full stop for a part of the word before it: an initial is a part of a name."""
    first, last = spans[-1]
    if kinds[-1] != "R" and last - first == 1 and text[first].isupper():
        kinds[-1] = CAPITALISED
    if text[first:last] in _GENERATIONS:
        spans[-1] = (first, stop)


def _tokens(text: str, start: int, end: int, language: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Give the words and signs of a part of a text in lower case, and where each stands in the text."""
    part = text[start:end]
    lower = part.lower()
    # Few letters change their number with their case.
    plain = (lower if len(lower) == len(part) else part).replace("’", "'")
    pattern = _pattern_for(language)
    if language != "fr":
        # What stands between words, and words, by turns; a place is the sum of the lengths before it.
        parts = pattern.split(plain)
        places = list(accumulate(map(len, parts), initial=start))
        return parts[1::2], list(zip(places[1::2], places[2::2], strict=False))
    tokens = _split_inverted(plain, [match.span() for match in pattern.finditer(plain)])
    return [plain[a:b] for a, b in tokens], [(a + start, b + start) for a, b in tokens]


def _pattern_for(language: str) -> re.Pattern[str]:
    return _TOKEN_AFTER_ELISION if language in ("fr", "it") else _TOKEN


def _split_inverted(text: str, tokens: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Part the pronoun from its verb: "a-t-il", "dit-elle"."""
    split: list[tuple[int, int]] = []
    for start, end in tokens:
        match = _INVERTED.search(text[start:end]) if "-" in text[start:end] else None
        if match is None:
            split.append((start, end))
        else:
            split.extend(((start, start + match.start()), (start + match.start(1), end)))
    return split


def _phrase_at(lower: list[str], at: int, phrases: tuple[tuple[tuple[str, ...], str], ...]) -> tuple[str, int] | None:
    """Give the kind of the longest phrase at a place, and the number of its words."""
    second = lower[at + 1] if at + 1 < len(lower) else ""
    for parts, kind in phrases:
        if parts[1] == second and tuple(lower[at : at + len(parts)]) == parts:
            return kind, len(parts)
    return None


@lru_cache(maxsize=8192)
def _kind_of_shape(token: str) -> str:
    first = token[0]
    if not (first.isalnum() or first == "_"):
        return {"–": "-", "—": "-", "…": ".", "!": ".", "?": "."}.get(first, first if first in ",;:.()-" else "x")
    if token.endswith(_POSSESSIVE):
        return "D"
    if first.isupper():
        return CAPITALISED
    if first.isdigit():
        return NUMBER
    return "B" if len(token) > 5 and token.endswith(_ADVERBS) else OTHER


def _is_short(text: str, span: tuple[int, int], kind: str) -> bool:
    """Tell whether a full stop behind a word belongs to it: an initial, "Dr.", "Sen."."""
    length = span[1] - span[0]
    return (
        length == 1 or (kind == "R" and length <= 4) or "." in text[span[0] : span[1]] or (kind == "C" and length <= 2)
    )


def _with_names(text: str, kinds: list[str], spans: list[tuple[int, int]], language: str) -> list[str]:
    """Take words for what they are beside others: parts of names ("Jane Bishop", "Interior Ministry"), "can say"."""
    for at, kind in enumerate(kinds):
        if kind not in _MAY_BE_NAMES:
            continue
        start, end = spans[at]
        if kind == "V" and language == "en" and text[start:end].lower() == "say":
            is_said = text[start] == "s" and (at == 0 or kinds[at - 1] in _WHO_SAY)
            kinds[at] = kind if is_said else OTHER
        if not text[start].isupper():
            continue
        before, behind = kinds[at - 1] if at else "", kinds[at + 1] if at + 1 < len(kinds) else ""
        is_surname = kind == "R" and behind != "C" and _is_after_given_name(text, kinds, spans, at)
        is_surname = is_surname or (
            kind == "R" and language != "de" and before in _BEFORE_SURNAMES and behind not in _NAMELIKE
        )
        is_body = kind == "O" and language != "de" and before != "" and before not in ".:-"
        is_particle = (
            text[start:end] in ("Van", "De", "Von", "El", "Al", "La", "Le", "Den", "Der", "Di", "Da") and behind == "C"
        )
        if is_surname or is_body or is_particle:
            kinds[at] = CAPITALISED
    if language == "de":
        for at, kind in enumerate(kinds):
            if kind == CAPITALISED and is_compound_role(text[slice(*spans[at])].lower()):
                kinds[at] = CAPITALISED if _is_after_given_name(text, kinds, spans, at) else "R"
    return kinds


def _is_after_given_name(text: str, kinds: list[str], spans: list[tuple[int, int]], at: int) -> bool:
    while at and kinds[at - 1] in "FG":
        at -= 1
    return at > 0 and kinds[at - 1] == "C" and is_given_name(text[slice(*spans[at - 1])])


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
