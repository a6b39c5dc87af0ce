"""Texts in kinds of words (`speech_words`): a string with a letter for each, on which patterns are short.

"said Mayor Ana Reyes," is `VRCC,`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from transforms.pure.quotes.speech_words import (
    PARTICLES_OF_NAMES,
    PREPOSITION_IN_NAME,
    Words,
    is_compound_role,
    is_given_name,
    pattern_for,
    words_of,
)

# A word that begins with a capital and is none of the kinds of its language; any other word; a number.
CAPITALISED, OTHER, NUMBER = "C", "w", "d"
_INVERTED = re.compile(r"(?:-t)?-(il|elle|ils|elles|on|je)$")
# A role with a capital is a surname behind a verb of saying or a comma, if no name follows: "said Tester".
_BEFORE_SURNAMES, _NAMELIKE = ("V", "Z", ","), ("C", "R", "q", "F")
# What may be a part of a name where it has a capital.
_MAY_BE_NAMES = "RODBoVpF"
_SHORTEST_PARTICIPLE = 6
# "They say", but not "one could say" or "Say:".
_WHO_SAY = "RCQO&,"
_GENERATIONS = ("Jr", "Sr")
# How adverbs end in English and in Romance languages: "quietly", "tranquillement", "claramente".
_ADVERBS = ("ly", "ment", "mente")
# The commonest words of some articles.
_KEPT_OF_LANGUAGE = 1 << 14
_LONGEST_FIRST = 60
_POSSESSIVE = ("'s", "’s", "s'", "s’")


class Parsed(NamedTuple):
    """A text in kinds of words: a letter for each, and where each begins and ends."""

    kinds: str
    spans: list[tuple[int, int]]


def parse(text: str, start: int, end: int, words: Words) -> Parsed:
    """Give the kinds of the words in a part of a text.

    >>> from transforms.pure.quotes.speech_words import words_of
    >>> parse("said Mayor Ana Reyes, 52", 0, 24, words_of("en")).kinds
    'VRCC,d'
    """
    if start >= end or text[start:end].isspace():
        return Parsed("", [])
    tokens, places = _tokens(text, start, end, words.language)
    read = list(map(_token_kinds(words.language).__getitem__, tokens))
    kinds: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for number, kind in [(number, kind) for number, kind in enumerate(read) if kind == "." or len(kind) > 1]:
        if number < at:
            continue
        kinds += read[at:number]
        spans += places[at:number]
        first, last = places[number]
        at = number + 1
        if kind != ".":
            kind, taken = _phrase_at(tokens, number, words) or (kind[0], 1)
            at = number + taken
            last = places[at - 1][1]
        elif spans and _is_short(text, spans[-1], kinds[-1]):
            _take_stop(text, kinds, spans, last)
            continue
        kinds.append(kind)
        spans.append((first, last))
    kinds += read[at:]
    spans += places[at:]
    return Parsed("".join(_with_names(text, kinds, spans, words.language)), spans)


def may_begin_with(text: str, start: int, end: int, words: Words, kinds: str) -> bool:
    """Tell whether the first word of a part of a text may be of one of these kinds (verbs, auxiliaries, adverbs), as `parse`
    gives them: one look that spares most parts their parsing.

    >>> from transforms.pure.quotes.speech_words import words_of
    >>> [may_begin_with(text, 0, len(text), words_of("en"), "VXB") for text in ("said Ann Orr", "the dam holds")]
    [True, False]
    """
    part = text[start : min(end, start + _LONGEST_FIRST)].replace("’", "'")
    match = pattern_for(words.language).search(part)
    if match is None:
        return False
    if match.end() == len(part):  # It may be cut.
        return True
    known = _token_kinds(words.language)
    forms = (match[0], match[0].partition("-")[0]) if words.language == "fr" else (match[0],)
    return any(len(kind) > 1 or kind in kinds for kind in (known[form] for form in forms if form))


def _take_stop(text: str, kinds: list[str], spans: list[tuple[int, int]], stop: int) -> None:
    """Take a full stop for a part of the word before it: an initial is a part of a name."""
    first, last = spans[-1]
    if kinds[-1] != "R" and last - first == 1 and text[first].isupper():
        kinds[-1] = CAPITALISED
    if text[first:last] in _GENERATIONS:
        spans[-1] = (first, stop)


def _tokens(text: str, start: int, end: int, language: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Give the words and signs of a part of a text as they are written, and where each stands in the text."""
    part = text[start:end].replace("’", "'")
    pattern = pattern_for(language)
    if language != "fr":
        # What stands between words, and words, by turns; a place is the sum of the lengths before it.
        parts = pattern.split(part)
        places = list(accumulate(map(len, parts), initial=start))
        return parts[1::2], list(zip(places[1::2], places[2::2], strict=False))
    lower = part.lower()
    # Few letters change their number with their case.
    plain = lower if len(lower) == len(part) else part
    tokens = _split_inverted(plain, [match.span() for match in pattern.finditer(plain)])
    return [part[a:b] for a, b in tokens], [(a + start, b + start) for a, b in tokens]


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


def _phrase_at(tokens: list[str], at: int, words: Words) -> tuple[str, int] | None:
    """Give the kind of the longest phrase at a place, and the number of its words."""
    second = tokens[at + 1].lower() if at + 1 < len(tokens) else ""
    for parts, kind in words.phrases[tokens[at].lower()]:
        if parts[1] == second and tuple(map(str.lower, tokens[at : at + len(parts)])) == parts:
            return kind, len(parts)
    return None


class _TokenKinds(dict[str, str]):
    """The kinds of words and signs of one language as they are written, each found at its first use; all again when too many.

    Behind the kind of a word that a phrase begins with stands a `+`.
    """

    def __init__(self, words: Words):
        super().__init__()
        self._words = words

    def __missing__(self, token: str) -> str:
        if len(self) >= _KEPT_OF_LANGUAGE:
            self.clear()
        lower = token.lower()
        kind = self._words.kinds.get(lower) or _kind_of_shape(token)
        self[token] = kind = f"{kind}+" if lower in self._words.phrases else kind
        return kind


@cache
def _token_kinds(language: str) -> Mapping[str, str]:
    words = words_of(language)
    return {} if words is None else _TokenKinds(words)


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
    before = ""
    for at, kind in enumerate(kinds):
        if kind == CAPITALISED and before in ("", "-") and _is_no_name(text, kinds, spans, at, language):
            kinds[at] = OTHER
        elif kind == OTHER and before == "C" and kinds[at + 1 : at + 2] == ["C"]:
            kinds[at] = PREPOSITION_IN_NAME if text[slice(*spans[at])] in PARTICLES_OF_NAMES else OTHER
        before = kinds[at]
        if kind not in _MAY_BE_NAMES:
            continue
        if language == "nl" and text[slice(*spans[at])] == "de" and not _is_between_names(text, kinds, spans, at):
            kinds[at] = "D"
        start, end = spans[at]
        if kind == "V" and language == "en" and text[start:end].lower() == "say":
            is_said = text[start] == "s" and (at == 0 or kinds[at - 1] in _WHO_SAY)
            kinds[at] = kind if is_said else OTHER
        if not text[start].isupper():
            continue
        earlier, behind = kinds[at - 1] if at else "", kinds[at + 1] if at + 1 < len(kinds) else ""
        is_surname = kind == "R" and behind != "C" and _is_after_given_name(text, kinds, spans, at)
        is_surname = is_surname or (
            kind == "R" and language != "de" and earlier in _BEFORE_SURNAMES and behind not in _NAMELIKE
        )
        is_body = kind == "O" and language != "de" and earlier != "" and earlier not in ".:-"
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


def _is_between_names(text: str, kinds: list[str], spans: list[tuple[int, int]], at: int) -> bool:
    return kinds[at - 1 : at] == ["C"] and at + 1 < len(spans) and text[spans[at + 1][0]].isupper()


def _is_no_name(text: str, kinds: list[str], spans: list[tuple[int, int]], at: int, language: str) -> bool:
    """Tell whether a word is bound by a hyphen to what stands in marks, or is a participle that begins a sentence."""
    start, end = spans[at]
    if text[start - 1 : start] == "-" and at and kinds[at - 1] == "-":
        return True
    if at or language != "en" or end - start < _SHORTEST_PARTICIPLE or not text.endswith(("ed", "ing"), start, end):
        return False
    return kinds[1:2] == ["p"] and not is_given_name(text[start:end])


def _is_after_given_name(text: str, kinds: list[str], spans: list[tuple[int, int]], at: int) -> bool:
    while at and kinds[at - 1] in "FG":
        at -= 1
    return at > 0 and kinds[at - 1] == "C" and is_given_name(text[slice(*spans[at - 1])])
