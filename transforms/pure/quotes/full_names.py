"""The full names in a text: two to six words with a capital, without the roles and other words before them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from transforms.pure.quotes.attributions import CUT_AT_PARTICLE
from transforms.pure.quotes.effort import Effort
from transforms.pure.quotes.speech_words import Words, is_given_name
from transforms.pure.quotes.words_before_names import is_before_names, name_begins

_UPPER = "A-ZÀ-ÖØ-ÞЀ-ЯҐ" + "".join(filter(str.isupper, map(chr, range(0x100, 0x250))))
_PART = rf"(?:[JS]r\.|[{_UPPER}]\.|[{_UPPER}][\w’'-]+)"
_PARTICLES = r"(?:(?:d(?:e(?:l(?:la)?|[rn])?|[iau]|os?|as)|v[ao]n|la|el|le|zu|a[fvl]|bin|ibn|te[nr])\s|d['’])"
# Two to six words with a capital.
# The first letter stands before what must not come before it: a search for one of some letters is fast.
_FULL_NAME = re.compile(
    rf"[{_UPPER}](?<!\w.)(?:\.|[\w’'-]++)(?:[ \u00a0](?:{_PART}|{_PARTICLES}{{1,2}}{_PART})){{1,5}}"
)
_ELIDED = re.compile(r"[A-Z][a-z]{0,4}['’][a-zà-ÿ]{2}")
_POSSESSIVE = re.compile(r"['’]s$")
_MATCHES_A_LOOK = 10


class FullNames:
    """The full names in a text, each read at the first question that may be about it."""

    def __init__(self, text: str, words: Words, effort: Effort | None = None) -> None:
        """Takes a text in one language, and what is left to be looked at in it."""
        self._text = text
        self._words = words
        self._effort = effort or Effort(len(text))
        self._matched: list[tuple[int, str]] | None = None
        self._names: dict[str, tuple[int, list[str]] | None] = {}
        self._all: list[tuple[int, list[str]]] | None = None
        self._by_word: dict[str, list[tuple[int, list[str]]]] = {}

    def of_word(self, word: str) -> list[tuple[int, list[str]]]:
        """Give the names that begin with a word or have it among their last two."""
        if word not in self._by_word:
            matches = self._matches()
            if not self._effort.spend(1 + len(matches) // _MATCHES_A_LOOK):
                return []
            found = self._read([one for one in matches if word in one[1]])
            self._by_word[word] = [(at, parts) for at, parts in found if word == parts[0] or word in parts[-2:]]
        return self._by_word[word]

    def between(self, low: int, high: int) -> list[tuple[int, list[str]]]:
        """Give the names that begin in a part of the text."""
        matches = self._matches()
        # The one before may begin with words that are no part of the name.
        first = max(0, bisect_left(matches, low, key=_place) - 1)
        last = bisect_left(matches, high, key=_place)
        return [name for name in self._read(matches[first:last]) if low <= name[0] < high]

    def all(self) -> list[tuple[int, list[str]]]:
        """Give all names, each with its place."""
        if self._all is None:
            self._all = self._read(self._matches())
        return self._all

    def own_parts(self, parts: list[str]) -> list[str]:
        """Give the parts of a name without what stands before it: "Psychoanalyst Ann Orr"; all where few are left."""
        first = name_begins(parts, self._words)
        while len(parts) - first > 2 and self._is_no_name(parts[first]) and not is_given_name(parts[first]):
            first += 1
        if len(parts) - first == 2 and "-" in parts[first] and self._is_no_name(parts[first]):
            first += 1
        return parts[first:]

    def _matches(self) -> list[tuple[int, str]]:
        """Give the words with capitals that may be names, and where they stand."""
        if self._matched is None:
            self._matched = [(match.start(), match[0]) for match in _FULL_NAME.finditer(self._text)]
        return self._matched

    def _read(self, matches: Sequence[tuple[int, str]]) -> list[tuple[int, list[str]]]:
        """Give the names among such words; each is read once."""
        names: list[tuple[int, list[str]]] = []
        for start, matched in matches:
            if matched not in self._names:
                self._names[matched] = self._name(matched)
            if (found := self._names[matched]) is not None:
                names.append((start + found[0], found[1]))
        return names

    def _name(self, matched: str) -> tuple[int, list[str]] | None:
        """Give the parts of a name, without the role and the words before it, and how many characters these take."""
        parts = matched.replace("\u00a0", " ").split()
        first = 0
        for index, part in enumerate(parts):
            is_surname = index == len(parts) - 1 and index - first >= 2
            if self._is_no_name(part) and not is_surname and not any(map(is_given_name, parts[:index])):
                first = index + 1
        first += name_begins(parts[first:], self._words)
        while first < len(parts) and parts[first][0].islower():
            first += 1
        while len(parts) - first > 2 and parts[first + 1][0].islower() and not is_given_name(parts[first]):
            first += next(n for n, part in enumerate(parts[first + 1 :], 1) if part[0].isupper())
        if len(parts) - first > 2:
            first += is_given_name(parts[first + 1]) and self._is_apart(parts[first], parts[first + 1])
        kept = parts[first : self._end_of_name(parts, first)]
        while kept and (kept[-1][0].islower() or self._words.kinds.get(kept[-1].lower(), "") in ("F", "G")):
            kept.pop()
        kept = [_POSSESSIVE.sub("", part) for part in kept]
        return (sum(len(part) + 1 for part in parts[:first]), kept) if len(kept) > 1 else None

    def _is_apart(self, word: str, given_name: str) -> bool:
        """Tell whether a word before a given name is no part of the name: a German noun, or a word that also stands elsewhere."""
        if is_given_name(word):
            return False
        if self._words.language == "de":
            return True
        is_read = self._effort.read(2 * len(self._text))
        return is_read and self._text.count(word) > self._text.count(f"{word} {given_name}")

    def _end_of_name(self, parts: Sequence[str], first: int) -> int:
        """Give where a name ends, before where somebody is from: "Nele Hartwig von der Bahn"."""
        if self._words.language in CUT_AT_PARTICLE:
            for index in range(first + 2, len(parts)):
                if parts[index][0].islower() and parts[index - 1][0].isupper() and parts[index - 2][0].isupper():
                    return index
        return len(parts)

    def _is_no_name(self, part: str) -> bool:
        word = part.lower().rstrip(".")
        if _ELIDED.match(part) is not None:
            return True
        if part[0].islower():
            return self._words.kinds.get(word, "") not in ("F", "G")
        return is_before_names(part, self._words)


def _place(matched: tuple[int, str]) -> int:
    return matched[0]
