"""How much of a text is in another language than the rest, told paragraph by paragraph.

A paragraph that has its share of the commonest words of the text's language is in that language; only the few others are shown
to the model. Where the language has no such list, or its script parts no words, the model sees a number of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from transforms.pure.text.languages import Detection, are_close, primary
from transforms.pure.text.wordlists import read_all_data

# What is shorter may be a name, a title, a line of verse: the model may take it for anything.
MIN_CHARACTERS: Final = 70
# The model sees so much of so many paragraphs at most.
SEEN_CHARACTERS: Final = 300
MOST_SEEN: Final = 12
# Paragraphs of a long text, spread over it.
MOST_LOOKED_AT: Final = 40
SURE: Final = 0.95
# So much of the share of common words in the whole shows a paragraph to be in its language.
OWN_SHARE: Final = 0.4
LEAST_COMMON: Final = 0.05
# What makes a text one of two languages: so much of it, and so many characters.
MIXED_SHARE: Final = 0.2
MIXED_CHARACTERS: Final = 140

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Latin on a page of news stands where a text has not been written yet.
_FILLERS = frozenset(("la",))
# Languages without a list of words, that are known by their script.
_OWN_SCRIPT_CODES = "ja zh ko th km lo my ta te kn ml gu pa or si am ka hy bo dz"
_OWN_SCRIPT = frozenset(_OWN_SCRIPT_CODES.split())
# Whose a common word is.
_OWN, _FOREIGN = "own", "foreign"
_OPENING, _CLOSING = "\"'“„«»‘‚「『", "\"'”“»«’」』.,"


class Spread(Struct, frozen=True):
    """The characters of a text's paragraphs in its own language and in the other one that has most of the rest."""

    own: int
    other: int = 0
    detection: Detection | None = None

    @property
    def is_mixed(self) -> bool:
        """Whether the text is in two languages, and not only quotes the other."""
        least = min(self.own, self.other)
        return least >= MIXED_CHARACTERS and least >= MIXED_SHARE * (self.own + self.other)


Detect = Callable[[str], Detection | None]


def spread_languages(paragraphs: Sequence[str], language: str, detect: Detect) -> Spread:
    """Give how a text's characters are spread over its own language and another; what is quoted counts for neither."""
    long = [(paragraph, weight) for paragraph in paragraphs if (weight := _weigh(paragraph)) >= MIN_CHARACTERS]
    looked_at = long[:: -(-len(long) // MOST_LOOKED_AT)] if len(long) > MOST_LOOKED_AT else long
    shown = _show_own([paragraph for paragraph, _ in looked_at], primary(language))
    own = sum(weight for (_, weight), is_own in zip(looked_at, shown, strict=True) if is_own)
    unsure = [one for one, is_own in zip(looked_at, shown, strict=True) if not is_own]
    in_doubt = sum(weight for _, weight in unsure)
    if in_doubt < MIXED_SHARE * (own + in_doubt):
        return Spread(own)  # Whatever they are, they are too little: the model costs more than all the rest.
    others: dict[str, list[tuple[int, Detection]]] = {}
    for paragraph, weight in [one for one in unsure if not _is_quoted(one[0])][:MOST_SEEN]:
        found = detect(paragraph[:SEEN_CHARACTERS])
        if found is None or found.confidence < SURE or found.language in _FILLERS:
            continue
        if are_close(found.language, language):
            own += weight
        else:
            others.setdefault(found.language, []).append((weight, found))
    if not others:
        return Spread(own)
    most = max(others.values(), key=lambda seen: sum(weight for weight, _ in seen))
    return Spread(own, sum(weight for weight, _ in most), max(most, key=lambda one: one[0])[1])


def _show_own(paragraphs: Sequence[str], language: str) -> list[bool]:
    """Tell of each paragraph whether it shows without the model that it is in the text's language."""
    owners = _owners(language)
    shares = [_share(paragraph, owners) for paragraph in paragraphs]
    usual = sorted(own for own, _ in shares)[-1 - len(shares) // 4] if shares else 0.0
    if usual >= LEAST_COMMON:
        return [own >= max(OWN_SHARE * usual, other) for own, other in shares]
    return [language in _OWN_SCRIPT and not _is_latin(paragraph) for paragraph in paragraphs]


def _is_latin(paragraph: str) -> bool:
    letters = [character for character in paragraph[:SEEN_CHARACTERS] if character.isalpha()]
    return 2 * len([character for character in letters if character < "\u0250"]) > len(letters)


def _share(paragraph: str, owners: Mapping[str, str]) -> tuple[float, float]:
    """Give the shares of a language's common words, and of other languages', among the first words of a paragraph.

    By a way that is fast rather than exact: a word with a comma behind it is not known.
    """
    words = paragraph[:SEEN_CHARACTERS].lower().split() if owners else []
    if not words:
        return 0.0, 0.0
    found = list(map(owners.get, words))
    return found.count(_OWN) / len(words), found.count(_FOREIGN) / len(words)


def _weigh(paragraph: str) -> int:
    """Give the characters of a paragraph, one of Han, kana and Hangul for three."""
    return len(paragraph) * (3 if not paragraph.isascii() and _DENSE.search(paragraph) is not None else 1)


def _is_quoted(paragraph: str) -> bool:
    return paragraph[:1] in _OPENING and paragraph[-1:] in _CLOSING


@lru_cache(maxsize=64)
def _owners(language: str) -> dict[str, str]:
    """Give whose the commonest words are, the language's own or other languages' alone; none where it has no file."""
    lists = _read_lists()
    if language not in lists:
        return {}
    foreign = dict.fromkeys(frozenset().union(*lists.values()), _FOREIGN)
    return foreign | dict.fromkeys(lists[language], _OWN)


@lru_cache(maxsize=1)
def _read_lists() -> dict[str, frozenset[str]]:
    return {language: frozenset(text.split()) for language, text in read_all_data("common_words").items()}
