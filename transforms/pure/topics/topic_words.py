"""What a text is about, told by its words: reviewed lists of words for each topic, a data file a language.

A file has a section for each topic. A line's words are parted by commas and weigh 1; lines that begin with `+` hold words that
weigh more, those with `-` less. `vaccin*` stands for all words that begin so, `*ball` for all that end so; a phrase has up to
three words, each with or without a star.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from transforms.pure.text.normal import folded_words
from transforms.pure.text.wordlists import read_data_of
from transforms.pure.topics.media_topics import find_topic

# What a word of each kind of line weighs.
WEIGHTS = {"+": 2.5, "": 1.0, "-": 0.4}
# Words of the text that are read: what an article is about stands at its head.
MAX_WORDS = 350
# A word of the title counts as so many of the text; one of the first words as more than a later one.
TITLE_WEIGHT = 4.0
LEAD_WORDS = 60
LEAD_WEIGHT = 1.5
# How fast the strongest topic leaves the others behind, and what an article must bring before any is sure: less where it is
# short, down to a share of it.
SHARPNESS = 2.0
DOUBT = 6.0
FULL_WORDS = 200
LEAST_DOUBT = 0.65
_KEPT_WORDS = 20_000

Hit = tuple[int, str, float]


class _Entry(Struct, frozen=True):
    """A word or phrase of a file: its number, its topic, its weight, and the words that must follow."""

    number: int
    code: str
    weight: float
    rest: tuple[str, ...]


class TopicWords:
    """The words of a language, by how they are looked up."""

    def __init__(self, text: str) -> None:
        self._whole: dict[str, list[_Entry]] = {}
        self._beginnings: dict[str, list[_Entry]] = {}
        self._ends: dict[str, list[_Entry]] = {}
        for entry, first in _read(text):
            if first.startswith("*"):
                self._ends.setdefault(first[1:], []).append(entry)
            elif first.endswith("*"):
                self._beginnings.setdefault(first[:-1], []).append(entry)
            else:
                self._whole.setdefault(first, []).append(entry)
        self._begin_lengths = sorted({len(word) for word in self._beginnings})
        self._end_lengths = sorted({len(word) for word in self._ends})
        self._entries_for = lru_cache(maxsize=_KEPT_WORDS)(self._look_up)

    def score(self, title: str, text: str) -> dict[str, float]:
        """Give how sure it is that a text is about each topic that it has words of, 0 to 1; they add up to less than 1."""
        found: Counter[tuple[str, int]] = Counter()
        weights: dict[tuple[str, int], float] = {}
        body = _words(text, MAX_WORDS)
        for words, base, lead in ((_words(title, 40), TITLE_WEIGHT, 0), (body, 1.0, LEAD_WORDS)):
            for place, word in enumerate(words):
                for entry in self._entries_for(word):
                    if not entry.rest or _follows(words, place + 1, entry.rest):
                        key = (entry.code, entry.number)
                        found[key] += base * (LEAD_WEIGHT if place < lead else 1.0)  # type: ignore[assignment]
                        weights[key] = entry.weight
        sums: Counter[str] = Counter()
        for key, count in found.items():
            sums[key[0]] += weights[key] * math.log1p(count)  # type: ignore[assignment]
        return _shares(sums, DOUBT * min(1.0, max(LEAST_DOUBT, len(body) / FULL_WORDS)))

    def _look_up(self, word: str) -> tuple[_Entry, ...]:
        found = list(self._whole.get(word, ()))
        size = len(word)
        for length in self._begin_lengths:
            if length > size:
                break
            found.extend(self._beginnings.get(word[:length], ()))
        for length in self._end_lengths:
            if length > size:
                break
            found.extend(self._ends.get(word[-length:], ()))
        return tuple(found)


def _shares(sums: Mapping[str, float], doubt: float) -> dict[str, float]:
    powers = {code: value**SHARPNESS for code, value in sums.items() if value > 0}
    whole = sum(powers.values()) + doubt**SHARPNESS
    return {code: power / whole for code, power in powers.items()}


def _follows(words: list[str], place: int, rest: tuple[str, ...]) -> bool:
    if place + len(rest) > len(words):
        return False
    return all(
        word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
        for word, wanted in zip(islice(words, place, None), rest, strict=False)
    )


def _words(text: str, most: int) -> list[str]:
    # Eight letters and a space: more than a word has on average in any of these languages.
    return folded_words(text[: most * 9].replace("ё", "е").replace("Ё", "Е"))[:most]


def words_for(language: str | None) -> TopicWords | None:
    """Give the words of a language (BCP 47); None where there is no file for it.

    >>> words = words_for("en-GB")
    >>> max(words.score("Striker scores twice", "The midfielder praised the coach.").items(), key=lambda found: found[1])[0]
    'medtop:15000000'
    """
    return _words_for((language or "").split("-")[0].lower())


@lru_cache(maxsize=32)
def _words_for(primary: str) -> TopicWords | None:
    text = read_data_of("topic_words", primary) if primary.isalpha() else None
    return None if text is None else TopicWords(text)


def _read(text: str) -> Iterable[tuple[_Entry, str]]:
    """Give the entries of a file, each with its first word."""
    code, number = "", 0
    for line in text.splitlines():
        if line.startswith("["):
            code = find_topic(line.strip("[]"))
        elif line and not line.startswith("#"):
            mark = line[0] if line[0] in "+-" else ""
            for phrase in line.removeprefix(mark).split(","):
                first, *rest = _folded_phrase(phrase)
                number += 1
                yield _Entry(number, code, WEIGHTS[mark], tuple(rest)), first


def _folded_phrase(phrase: str) -> list[str]:
    folded = []
    for word in phrase.split():
        parts = folded_words(word)
        if parts:
            parts[0] = ("*" if word.startswith("*") else "") + parts[0]
            parts[-1] += "*" if word.endswith("*") else ""
        folded.extend(parts)
    if not folded:
        raise ValueError(f"a phrase without letters: {phrase!r}")
    return folded
