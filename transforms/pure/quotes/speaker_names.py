"""The names of speakers: as the text gives them in full, and whom a pronoun or a role means."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from transforms.pure.quotes.attributions import Attribution, subject_of
from transforms.pure.quotes.effort import Effort
from transforms.pure.quotes.full_names import FullNames
from transforms.pure.quotes.quoted_spans import Span
from transforms.pure.quotes.sentences_before import is_start, sentence_start
from transforms.pure.quotes.speech_words import Words, given_names, is_given_name, is_particle
from transforms.pure.quotes.surnames import Surnames, places_of
from transforms.pure.quotes.word_kinds import parse

# How far before a pronoun the person whom it means may be named.
MAX_DISTANCE = 1200
MAX_SENTENCES, MAX_SENTENCES_WITHOUT_PRONOUN, MAX_SENTENCE = 5, 2, 300
# More white space than parts two words.
_MOST_SPACES = 20
_PAIRS_A_LOOK = 10

_SENTENCE_ENDS = (". ", "! ", "? ", "\n", "“ ", "” ")
_INTRODUCED = re.compile(r",(?:[DGCwoB]{0,4}R|d)|\(d")
_GENERATIONS = ("Jr.", "Sr.", "Jr", "Sr", "II", "III")
# How participles and adverbs end that a sentence may begin with: "Dressed in grey, Hopper left and said".
_NO_NAMES = {
    "en": ("ed", "ing", "ly"),
    "fr": ("ant", "ment"),
    "es": ("ando", "endo", "mente"),
    "it": ("ando", "endo", "mente"),
    "pt": ("ando", "endo", "indo", "mente"),
    "nl": ("end", "lijk"),
    "sv": ("ande", "ligen"),
    "pl": ("ając", "ąc"),
    "ru": ("вая", "вшись", "ясь"),
    "uk": ("ючи", "ячи", "вши"),
}
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
        self._known: dict[str, None] = {}
        self._surnames = Surnames()
        self._effort = Effort(len(text))
        self._full = FullNames(text, words, self._effort)
        self._unquoted: str | None = None
        self._subjects: dict[tuple[int, int], Attribution | None] = {}
        self._are_words: dict[str, bool] = {}
        self._introduced: dict[str, bool] = {}

    def full_name(self, name: str, before: int) -> str:
        """Give the full form of a name that the text gives before a place; the name itself where there is none or more than one.

        >>> from transforms.pure.quotes.speech_words import words_of
        >>> Names("Mayor Ana Reyes came. Reyes said no.", words_of("en"), []).full_name("Reyes", 22)
        'Ana Reyes'
        """
        parts = self._full.own_parts(name.split())
        name = " ".join(parts)
        if len(parts) > 1 and self.language not in _INFLECTED:
            return self._behind_particle(name, before) if is_particle(parts[0]) else name
        outside: dict[str, None] = {}
        inside: dict[str, None] = {}
        for at, found in (
            self._full.of_word(parts[-1]) if len(parts) == 1 and self.language not in _INFLECTED else self._full.all()
        ):
            if (at >= before and outside) or not self._effort.spend():
                break
            if len(found) >= len(parts) and self._fits(parts, found):
                (inside if self._is_quoted(at) else outside)[" ".join(found)] = None
        candidates = outside or inside
        if len(candidates) > 1:
            candidates = {full: None for full in candidates if is_given_name(full.split()[0])} or candidates
        if not self._effort.spend(len(candidates) ** 2 // _PAIRS_A_LOOK):
            return name
        shortest = {c for c in candidates if not any(c != other and c.endswith(f" {other}") for other in candidates)}
        return shortest.pop() if len(shortest) == 1 else name

    def _behind_particle(self, name: str, before: int) -> str:
        """Give the full form of a surname with its particle, which has a capital where no given name is before it: "De Graaf"."""
        end = f" {name}".casefold()
        if not self._effort.spend(len(self._full.all())):
            return name
        found = {" ".join(parts) for at, parts in self._full.all() if at < before}
        full = {one for one in found if one.casefold().endswith(end)}
        return full.pop() if len(full) == 1 else name

    def is_people(self, name: str, at: int) -> bool:
        """Tell whether a name at a place says where somebody is from: "the Spaniard"."""
        return name.lower() in self._words.people and self._text[max(0, at - 4) : at].lower() == "the "

    def is_word(self, name: str, at: int) -> bool:
        """Tell whether what stands at the start of a sentence is rather a word than a name, as it is found in lower case, too."""
        if " " in name or name in self._known or not is_start(self._text, at):
            return False
        known = self._are_words.get(name)
        if known is None:
            is_read = self._effort.read(len(self._text))
            known = self._are_words[name] = is_read and self._stands_as_word(name)
        return known

    def _stands_as_word(self, name: str) -> bool:
        if next(places_of(name.lower(), self._text, 0, len(self._text)), None) is not None:
            return True
        if self.language == "de" and self._text.count(name) == 1:
            return True
        is_shaped = len(name) > 5 and name.endswith(_NO_NAMES.get(self.language, ())) and not is_given_name(name)
        return is_shaped and all(
            is_start(self._text, place) for place in places_of(name, self._text, 0, len(self._text))
        )

    def without_article(self, name: str) -> str:
        """Give what a body without a name is called, without the article before it: "die Polizei" is "Polizei"."""
        first, _, rest = name.partition(" ")
        return rest if rest and self._words.kinds.get(first.lower()) in ("D", "G", "F") else name

    def gender_at(self, place: int) -> str | None:
        """Give the kind of the pronoun that an article before a place tells, in German: "die 81-Jährige"; None elsewhere."""
        before = self._text[max(0, place - 4) : place].lower()
        return {"der ": "m", "die ": "f"}.get(before) if self.language == "de" else None

    def know(self, speaker: str | None) -> None:
        """Keep a speaker as somebody whom pronouns may mean."""
        if speaker is not None and speaker not in self._known:
            self._known[speaker] = None
            self._surnames.add(speaker)

    def person_meant(self, before: int, pronoun: str | None) -> str | None:
        """Give the person whom a pronoun (`f` or `m`) at a place means, None where that is not certain.

        It is whom the nearest sentence before is about, its own beginning included, if the given name fits; else the last person
        named outside of quotes, unless another that fits is named in the same sentence. Where the language leaves the pronoun
        out, it is None, and anybody fits.
        """
        is_told, name = self._subject_before(before, pronoun)
        return name if is_told else self._last_person(before, pronoun)

    def _subject_before(self, before: int, pronoun: str | None) -> tuple[bool, str | None]:
        """Tell whether a sentence before is about somebody or something with a name, and give it where the pronoun fits."""
        if self._unquoted is None:
            self._unquoted = _without_quotes(self._text, self._spans)
        text, end = self._unquoted, before
        for _ in range(MAX_SENTENCES if pronoun is not None else MAX_SENTENCES_WITHOUT_PRONOUN):
            # Of a long line no more than that is looked at.
            nearest = max(0, end - MAX_SENTENCE - _MOST_SPACES)
            line = max(text.rfind("\n", nearest, end) + 1, nearest)
            start = max(sentence_start(text, line, end, self._words), end - MAX_SENTENCE)
            subject = self._subject_of(text, start, end)
            if subject is not None and subject.kind == "name":
                name = self.full_name(text[subject.start : subject.end], before)
                if " " in name or name in self._known:
                    is_meant = self.is_person(name) and _fits_pronoun(name, pronoun)
                    return True, name if is_meant and not self._rivals(name, start, end, pronoun) else None
            if start > line:
                end = start - 1
            else:
                end = text.rfind("\n", max(0, before - MAX_DISTANCE - _MOST_SPACES), line - 1) if line > 1 else 0
            while end > max(0, before - MAX_DISTANCE - 1) and text[end - 1].isspace():
                end -= 1
            if end <= 0 or before - end > MAX_DISTANCE:
                break
        return False, None

    def _subject_of(self, text: str, start: int, end: int) -> Attribution | None:
        """Give who a sentence is about; many pronouns have the same sentences before them."""
        if (start, end) not in self._subjects:
            parsed = parse(text, start, end, self._words)
            self._subjects[start, end] = subject_of(parsed, text, self.language) if parsed.kinds else None
        return self._subjects[start, end]

    def _rivals(self, name: str, start: int, end: int, pronoun: str | None) -> set[str]:
        """Give the other persons in a sentence whom a pronoun may mean as well."""
        mentions = self._mentions(end)
        return {other for at, other in mentions if at >= start and _fits_pronoun(other, pronoun)} - {name}

    def is_person(self, name: str) -> bool:
        """Tell whether a name is that of a speaker, or has a given name, or stands with a role or an age."""
        if any(map(str.isdigit, name)):
            return False
        return name in self._known or (" " in name and (is_given_name(name.split()[0]) or self._is_introduced(name)))

    def _is_introduced(self, name: str) -> bool:
        """Tell whether a text tells a name's role or age where it first gives it: "Rep. Ilhan Omar", "Deval Patrick, 63,"."""
        if name not in self._introduced:
            is_read = self._effort.read(len(self._text))
            self._introduced[name] = is_read and self._is_introduced_at(name, self._text.find(name))
        return self._introduced[name]

    def _is_introduced_at(self, name: str, at: int) -> bool:
        before = re.findall(r"[^\W\d_]+", self._text[max(0, at - 40) : at])
        if before and self._words.kinds.get(before[-1].lower()) == "R":
            return True
        behind = parse(self._text, at + len(name), min(len(self._text), at + len(name) + 60), self._words).kinds
        return _INTRODUCED.match(behind) is not None

    def _last_person(self, before: int, pronoun: str | None) -> str | None:
        fitting = [(at, name) for at, name in self._mentions(before) if _fits_pronoun(name, pronoun)]
        if not fitting or not (fitting[-1][1] in self._known or is_given_name(fitting[-1][1].split()[0])):
            return None
        at, last = fitting[-1]
        first = max(0, before - MAX_DISTANCE - _MOST_SPACES)
        start = max(self._text.rfind(end, first, at) for end in _SENTENCE_ENDS)
        rivals = {name for place, name in fitting if place > start} - {last}
        return None if rivals else last

    def with_role(self, role: str, before: int) -> str | None:
        """Give the one person whom the text calls by a role before a place: "Mayor Ana Reyes", "Ana Reyes, the mayor"."""
        found: set[str] = set()
        behind = re.compile(rf",\s(?:[\w’']+\s){{0,2}}{re.escape(role)}(?!\w)", re.IGNORECASE)
        for at, parts in self._full.all():
            name = " ".join(parts)
            if at >= before or not self._effort.spend(2):
                break
            before_name = self._text[max(0, at - 40) : at].lower().split()[-2:]
            is_before = role.lower() in before_name and not (before_name[-1] != role.lower() and self._is_placed(at))
            if is_before or behind.match(self._text, at + len(name)):
                found.add(name)
        return found.pop() if len(found) == 1 else None

    def _fits(self, parts: Sequence[str], found: Sequence[str]) -> bool:
        inflects = self.language in _INFLECTED
        if len(parts) == 1:
            is_given = parts[0] == found[0] and is_given_name(parts[0])
            surname = found[-2] if found[-1] in _GENERATIONS and len(found) > 2 else found[-1]
            return is_given or parts[0] == surname or (inflects and _alike(parts[0], surname))
        return inflects and len(parts) == len(found) and all(map(_alike, parts, found))

    def _mentions(self, before: int) -> list[tuple[int, str]]:
        """Give the persons named in the last characters before a place, outside of quotes, with the place of each."""
        found = [
            (at, " ".join(parts))
            for at, parts in self._full.between(before - MAX_DISTANCE, before)
            if is_given_name(parts[0]) or not self._is_placed(at)
        ]
        found += self._surnames.find(self._text, max(0, before - MAX_DISTANCE), before, self._effort)
        return sorted(mention for mention in found if not self._is_quoted(mention[0]))

    def _is_quoted(self, at: int) -> bool:
        number = bisect_right(self._starts, at) - 1
        return number >= 0 and at < self._spans[number].end

    def _is_placed(self, at: int) -> bool:
        """Tell whether a preposition or an article stands before a place: it is rather a town or a body that is named there."""
        before = self._text[max(0, at - 12) : at].split()
        return bool(before) and self._words.kinds.get(before[-1].lower(), "") in tuple("pFqGD")


def _without_quotes(text: str, spans: Sequence[Span]) -> str:
    """Give a text with spaces in the place of its quotes, so that places stay the same."""
    parts: list[str] = []
    at = 0
    for span in spans:
        if span.start >= at:
            parts += (text[at : span.start], " " * (span.end - span.start))
            at = span.end
    return "".join((*parts, text[at:]))


def _fits_pronoun(name: str, pronoun: str | None) -> bool:
    return pronoun is None or given_names().get(name.split()[0].lower(), pronoun) == pronoun


def _alike(word: str, other: str) -> bool:
    """Tell whether two words may be cases of one name: "Ветрова" and "Ветров"."""
    shorter = min(len(word), len(other))
    same = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), shorter)
    return word == other or (same >= 3 and max(len(word), len(other)) - same <= 3 and shorter - same <= 2)
