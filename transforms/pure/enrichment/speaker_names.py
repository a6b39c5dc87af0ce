"""The names of speakers: as the text gives them in full, and whom a pronoun or a role means."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from transforms.pure.enrichment.quoted_spans import Span
from transforms.pure.enrichment.speech_words import Words, given_names, is_compound_role, is_given_name

# How far before a pronoun the person whom it means may be named.
MAX_DISTANCE = 1200

_UPPER = "A-ZÀ-ÖØ-ÞЀ-ЯҐ" + "".join(filter(str.isupper, map(chr, range(0x100, 0x250))))
_PART = rf"(?:[{_UPPER}]\.|[{_UPPER}][\w’'-]+)"
_PARTICLES = r"(?:(?:de|van|von|di|da|del|della|dos|das|do|du|der|den|la|el|le|zu|af|av|bin|ibn|al|ten|ter)\s|d['’])"
# Two to six words with a capital.
_FULL_NAME = re.compile(rf"(?<!\w){_PART}(?:[ \u00a0]{_PARTICLES}{{0,2}}{_PART}){{1,5}}")
_POSSESSIVE = re.compile(r"['’]s$")
_SENTENCE_ENDS = (". ", "! ", "? ", "\n", "“ ", "” ")
_INFLECTED = ("ru", "uk", "pl")


class Names:
    """The names in a text, read once, at the first question; words in quotes name nobody whom a pronoun outside means."""

    def __init__(self, text: str, words: Words, spans: Sequence[Span]) -> None:
        """Takes a text in one language and its quotes in order."""
        self.language = words.language
        self._text = text
        self._words = words
        self._spans = spans
        self._starts = [span.start for span in spans]
        self._found: list[tuple[int, list[str]]] | None = None

    def full_name(self, name: str, before: int) -> str:
        """Give the full form of a name that the text gives before a place; the name itself where there is none or more than one.

        >>> from transforms.pure.enrichment.speech_words import words_of
        >>> Names("Mayor Ana Reyes came. Reyes said no.", words_of("en"), []).full_name("Reyes", 22)
        'Ana Reyes'
        """
        parts = name.split()
        if len(parts) > 1 and self.language not in _INFLECTED:
            return name
        candidates: dict[str, None] = {}
        for at, found in self._all():
            if at >= before and candidates:
                break
            if len(found) >= max(2, len(parts)) and self._fits(parts, found):
                candidates[" ".join(found)] = None
        shortest = {c for c in candidates if not any(c != other and c.endswith(f" {other}") for other in candidates)}
        return shortest.pop() if len(shortest) == 1 else name

    def last_person(self, before: int, known: Sequence[str], pronoun: str | None) -> str | None:
        """Give the person whom a pronoun (`f` or `m`) at a place means, None where that is not certain.

        The last one named before it, outside of quotes, must fit by given name, and no other that fits may be in the same
        sentence. Where the language leaves the pronoun out, it is None, and anybody fits.
        """
        fitting = [(at, name) for at, name in self._mentions(before, known) if _fits_pronoun(name, pronoun)]
        if not fitting or not (fitting[-1][1] in known or is_given_name(fitting[-1][1].split()[0])):
            return None
        at, last = fitting[-1]
        start = max(self._text.rfind(end, 0, at) for end in _SENTENCE_ENDS)
        rivals = {name for place, name in fitting if place > start} - {last}
        return None if rivals else last

    def with_role(self, role: str, before: int) -> str | None:
        """Give the one person whom the text calls by a role before a place: "Mayor Ana Reyes", "Ana Reyes, the mayor"."""
        found: set[str] = set()
        behind = re.compile(rf",\s(?:[\w’']+\s){{0,2}}{re.escape(role)}(?!\w)", re.IGNORECASE)
        for at, parts in self._all():
            name = " ".join(parts)
            if at >= before:
                break
            word_before = self._text[max(0, at - 40) : at].lower().split()[-1:]
            if word_before == [role.lower()] or behind.match(self._text, at + len(name)):
                found.add(name)
        return found.pop() if len(found) == 1 else None

    def _fits(self, parts: Sequence[str], found: Sequence[str]) -> bool:
        inflects = self.language in _INFLECTED
        if len(parts) == 1:
            is_given = parts[0] == found[0] and is_given_name(parts[0])
            return is_given or parts[0] == found[-1] or (inflects and _alike(parts[0], found[-1]))
        return inflects and len(parts) == len(found) and all(map(_alike, parts, found))

    def _mentions(self, before: int, known: Sequence[str]) -> list[tuple[int, str]]:
        """Give the persons named in the last characters before a place, outside of quotes, with the place of each."""
        names = self._all()
        first = bisect_left(names, before - MAX_DISTANCE, key=_place)
        last = bisect_left(names, before, key=_place)
        found = [
            (at, " ".join(parts))
            for at, parts in names[first:last]
            if is_given_name(parts[0]) or not self._is_placed(at)
        ]
        surnames = {name.split()[-1]: name for name in known}
        if surnames:
            pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, surnames))})(?![\w-])")
            found += [
                (match.start(), surnames[match[0]])
                for match in pattern.finditer(self._text, max(0, before - MAX_DISTANCE), before)
            ]
        return sorted(mention for mention in found if not self._is_quoted(mention[0]))

    def _is_quoted(self, at: int) -> bool:
        number = bisect_right(self._starts, at) - 1
        return number >= 0 and at < self._spans[number].end

    def _is_placed(self, at: int) -> bool:
        """Tell whether a preposition or an article stands before a place: it is rather a town or a body that is named there."""
        before = self._text[max(0, at - 12) : at].split()
        return bool(before) and self._words.kinds.get(before[-1].lower(), "") in tuple("pFqGD")

    def _all(self) -> list[tuple[int, list[str]]]:
        if self._found is None:
            matches = _FULL_NAME.finditer(self._text)
            self._found = [found for match in matches if (found := self._name(match)) is not None]
        return self._found

    def _name(self, match: re.Match[str]) -> tuple[int, list[str]] | None:
        """Give the place and the parts of a name, without the role and the words before it."""
        parts = match[0].replace("\u00a0", " ").split()
        first = 0
        for index, part in enumerate(parts):
            if self._is_no_name(part) and not any(map(is_given_name, parts[:index])):
                first = index + 1
        if self.language == "de" and len(parts) - first > 2:
            first += is_given_name(parts[first + 1]) and not is_given_name(parts[first])
        kept = parts[first:]
        while kept and (kept[-1][0].islower() or self._words.kinds.get(kept[-1].lower(), "") in ("F", "G")):
            kept.pop()
        kept = [_POSSESSIVE.sub("", part) for part in kept]
        return (match.start() + sum(len(part) + 1 for part in parts[:first]), kept) if len(kept) > 1 else None

    def _is_no_name(self, part: str) -> bool:
        word = part.lower().rstrip(".")
        if part[0].islower():
            return self._words.kinds.get(word, "") not in ("F", "G")
        return word in self._words.kinds or (self.language == "de" and is_compound_role(word))


def _place(found: tuple[int, list[str]]) -> int:
    return found[0]


def _fits_pronoun(name: str, pronoun: str | None) -> bool:
    return pronoun is None or given_names().get(name.split()[0].lower(), pronoun) == pronoun


def _alike(word: str, other: str) -> bool:
    """Tell whether two words may be cases of one name: "Ветрова" and "Ветров"."""
    shorter = min(len(word), len(other))
    same = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), shorter)
    return word == other or (same >= 3 and max(len(word), len(other)) - same <= 3 and shorter - same <= 2)
