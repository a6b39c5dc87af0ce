"""The surnames of those who have spoken so far, and where a part of a text has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from transforms.pure.quotes.effort import Effort

# More surnames are not each looked for, but only those of which the text has the first word.
MOST_TRIED = 20
_WORD = re.compile(r"\w+")


class Surnames:
    """The surnames of speakers, each with the full name of the last one who was found to have it."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._by_word: dict[str, list[str]] = {}

    def add(self, name: str) -> None:
        """Take note of a speaker."""
        surname = name.split()[-1]
        if surname not in self._names:
            self._places[surname] = len(self._places)
            self._by_word.setdefault(_first_word(surname), []).append(surname)
        self._names[surname] = name

    def find(self, text: str, low: int, high: int, effort: Effort) -> list[tuple[int, str]]:
        """Give where a part of a text has surnames, and whose they are; of two that overlap, the one that begins first.

        >>> surnames = Surnames()
        >>> surnames.add("Ana Reyes")
        >>> surnames.find("Reyes said no.", 0, 14, Effort(14))
        [(0, 'Ana Reyes')]
        """
        places = sorted(
            (at, self._places[surname], surname)
            for surname in self._tried(text, low, high)
            if effort.spend()
            for at in places_of(surname, text, low, high, "-")
        )
        found: list[tuple[int, str]] = []
        end = low
        for at, _, surname in places:
            if at >= end:
                found.append((at, self._names[surname]))
                end = at + len(surname)
        return found

    def _tried(self, text: str, low: int, high: int) -> Iterable[str]:
        if len(self._names) <= MOST_TRIED:
            return self._names
        words = {"", *_WORD.findall(text, low, high)}
        return [surname for word in words & self._by_word.keys() for surname in self._by_word[word]]


def _first_word(surname: str) -> str:
    match = _WORD.match(surname)
    return match[0] if match is not None else ""


def places_of(word: str, text: str, low: int, high: int, joins: str = "") -> Iterator[int]:
    """Give where a word stands in a part of a text with neither a letter nor one of the signs that join words beside it.

    >>> list(places_of("dam", "A dam, a madam, a dam-wall", 0, 26)), list(places_of("dam", "A dam-wall", 0, 10, "-"))
    ([2, 18], [])
    """
    at = text.find(word, low, high)
    while at >= 0:
        end = at + len(word)
        sides = (text[at - 1 : at], text[end : min(end + 1, high)])
        if any(side.isalnum() or side == "_" or (side and side in joins) for side in sides):
            end = at + 1
        else:
            yield at
        at = text.find(word, end, high)
