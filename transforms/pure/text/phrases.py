"""Phrases that tell a template's line from a story's, by language: data files, with a section for each kind of line.

A line of a file is a pattern on folded text (`normal.fold`): `related` is a whole line, `read also *` a beginning,
`* our newsletter *` words anywhere; without spaces round the star, as in scripts that set none, letters anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from transforms.pure.text.normal import MAX_KEPT_CHARACTERS, fold
from transforms.pure.text.wordlists import read_all_data, read_data_of

# What tools and embeds print is often English, whatever the page's language.
ALWAYS = "en"
# Other names of the languages that have a file.
_ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ms": "id", "bs": "hr", "cnr": "sr"}
# Between two spaces: what stands at an open end of a phrase may be a part of a word.
_WHOLE_WORD = re.compile(r"(?<= )[^\s*]+(?= )")


class Matcher(Struct, frozen=True, eq=False):
    """The patterns of one kind, sorted by what they cost. Each is equal to itself alone.

    All but whole lines stand under a word that a line must have for them to fit, beginnings under its first word; under "" those
    that need no whole word.
    """

    whole: frozenset[str] = frozenset()
    beginnings: Mapping[str, tuple[str, ...]] = {}
    inner: Mapping[str, tuple[str, ...]] = {}
    others: Mapping[str, tuple[str, ...]] = {}

    def matches(self, folded: str) -> bool:
        """Tell whether a folded line fits one of the patterns.

        >>> known = read_patterns(["read also *"])
        >>> known.matches("read also dam opens"), known.matches("read alsoo")
        (True, False)
        """
        if not folded:
            return False
        return _matches_kept(self, folded) if len(folded) <= MAX_KEPT_CHARACTERS else _matches(self, folded)

    def count_inner(self, folded: str) -> int:
        """Count the patterns for words anywhere that fit a folded line.

        >>> read_patterns(["* our newsletter *", "* sign up *"]).count_inner("sign up for our newsletter")
        2
        """
        line = f" {folded} "
        return len([phrase for phrase in _called_for(self.inner, folded.split()) if phrase in line])


def _called_for(patterns: Mapping[str, tuple[str, ...]], words: Collection[str]) -> list[str]:
    """Give the patterns that may fit a line of some words: one look at the words spares most lines the search for each."""
    return [pattern for key in ("", *(patterns.keys() & words)) for pattern in patterns.get(key, ())]


def _matches(matcher: Matcher, folded: str) -> bool:
    line = f" {folded} "
    words = folded.split()
    if line in matcher.whole or line.startswith(tuple(_called_for(matcher.beginnings, words[:1]))):
        return True
    for phrase in _called_for(matcher.inner, words):
        if phrase in line:
            return True
    return any(_fits(line, other) for other in _called_for(matcher.others, words))


def _fits(line: str, pattern: str) -> bool:
    """Tell whether a line has the pieces of a pattern in their order: the first at its beginning, the last at its end.

    >>> _fits(" follow us on instagram ", " follow *on instagram *"), _fits(" on instagram ", " on in*instagram *")
    (True, False)
    """
    first, *inner, last = pattern.split("*")
    at = len(first)
    for piece in inner if line.startswith(first) else ():
        found = line.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return line.startswith(first) and line.endswith(last) and at + len(last) <= len(line)


# The readings of a page have much the same blocks.
_matches_kept = lru_cache(maxsize=4096)(_matches)


NOTHING = Matcher()


class Phrases(Struct, frozen=True, eq=False):
    """The phrases of a language: the matchers by kind, and the kinds of those that need a word, "" for those that need none."""

    matchers: Mapping[str, Matcher] = {}
    kinds: Mapping[str, frozenset[str]] = {}

    def __getitem__(self, kind: str) -> Matcher:
        """Give the matcher of a kind, one that matches nothing where the language has no such phrases."""
        return self.matchers.get(kind, NOTHING)

    def kinds_in(self, folded: str) -> frozenset[str]:
        """Give the kinds of phrases that a folded line may fit by its words: none, for most lines.

        A part of the line that ends where a word does fits no other.

        >>> read_phrases({"related": ["see also"], "live": ["* live now *"]}).kinds_in("also the dam")
        frozenset({'related'})
        """
        return _kinds_kept(self, folded) if len(folded) <= MAX_KEPT_CHARACTERS else _kinds_in(self, folded)


def _kinds_in(phrases: Phrases, folded: str) -> frozenset[str]:
    found = phrases.kinds.keys() & folded.split()
    always = phrases.kinds.get("", frozenset())
    return always.union(*(phrases.kinds[word] for word in found)) if found else always


_kinds_kept = lru_cache(maxsize=4096)(_kinds_in)


def read_phrases(patterns: Mapping[str, Iterable[str]]) -> Phrases:
    """Give the phrases that patterns by kind are for.

    >>> read_phrases({"related": ["see also"]})["related"].matches("see also")
    True
    """
    matchers = {kind: read_patterns(lines) for kind, lines in patterns.items()}
    kinds: dict[str, set[str]] = {}
    for kind, matcher in matchers.items():
        lines = [*matcher.whole, *chain.from_iterable(matcher.beginnings.values())]
        for word in (*map(_longest_word, lines), *matcher.inner, *matcher.others):
            kinds.setdefault(word, set()).add(kind)
    return Phrases(matchers, {word: frozenset(found) for word, found in kinds.items()})


def read_patterns(patterns: Iterable[str]) -> Matcher:
    """Give the matcher of some patterns.

    >>> read_patterns(["* our newsletter *"]).matches("read our newsletter today")
    True
    """
    whole: set[str] = set()
    beginnings: set[str] = set()
    inner: set[str] = set()
    others: set[str] = set()
    for pattern in patterns:
        line = ("" if pattern.startswith("*") else " ") + pattern + ("" if pattern.endswith("*") else " ")
        pieces = [_fold_piece(piece) for piece in line.split("*")]
        if len(pieces) == 1:
            whole.add(pieces[0])
        elif len(pieces) == 2 and not pieces[1]:
            beginnings.add(pieces[0])
        elif len(pieces) == 3 and not pieces[0] and not pieces[2]:
            inner.add(pieces[1])
        else:
            others.add("*".join(pieces))
    return Matcher(
        frozenset(whole),
        _by_word((_first_word(line), line) for line in sorted(beginnings)),
        _by_word((_longest_word(phrase), phrase) for phrase in sorted(inner)),
        _by_word((_longest_word(pieces), pieces) for pieces in sorted(others)),
    )


def _by_word(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word, pattern in pairs:
        found.setdefault(word, []).append(pattern)
    return {word: tuple(patterns) for word, patterns in found.items()}


def _first_word(beginning: str) -> str:
    """Give the word that a line must begin with, "" where that may be longer.

    >>> _first_word(" read also "), _first_word(" 関連")
    ('read', '')
    """
    words = _WHOLE_WORD.findall(beginning)
    return words[0] if words else ""


def _longest_word(phrase: str) -> str:
    """Give a word that a line must have, "" where a phrase stands within words alone.

    >>> _longest_word(" our newsletter* daily "), _longest_word("newsletter")
    ('daily', '')
    """
    return max(_WHOLE_WORD.findall(phrase), key=len, default="")


def read_sections(text: str) -> dict[str, list[str]]:
    """Give the patterns of a data file by the name of their section.

    >>> read_sections("[related]\\nsee also\\n\\n[credit]\\nphoto *")
    {'related': ['see also'], 'credit': ['photo *']}
    """
    sections: dict[str, list[str]] = {}
    patterns: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            patterns = sections.setdefault(line.strip("[]"), [])
        elif line:
            patterns.append(line)
    return sections


def phrases_for(language: str | None) -> Phrases:
    """Give the phrases for a page that says it is in `language` (BCP 47); English always counts, too.

    >>> phrases_for("de-AT")["related"].matches("lesen sie auch")
    True
    """
    primary = (language or ALWAYS).split("-")[0].lower()
    return _phrases(_ALIASES.get(primary, primary))


@lru_cache(maxsize=8)
def phrases_of_all(kind: str) -> Matcher:
    """Give the matcher of one kind in all languages: what stands in an article's place is often in another than the article.

    >>> phrases_of_all("not found").matches("nie znaleziono strony")
    True
    """
    sections = map(read_sections, read_all_data("phrases").values())
    return read_patterns(pattern for found in sections for pattern in found.get(kind, ()))


@lru_cache(maxsize=32)
def _phrases(language: str) -> Phrases:
    merged: dict[str, list[str]] = {}
    for name in dict.fromkeys((ALWAYS, language)):
        for kind, patterns in read_sections(read_data_of("phrases", name) or "").items():
            merged.setdefault(kind, []).extend(patterns)
    return read_phrases(merged)


def _fold_piece(piece: str) -> str:
    folded = fold(piece)
    return f"{' ' if piece.startswith(' ') else ''}{folded}{' ' if piece.endswith(' ') else ''}"
