"""Phrases that tell a template's line from a story's, by language: data files, with a section for each kind of line.

A line of a file is a pattern on folded text (`normal.fold`): `related` is a whole line, `read also *` a beginning,
`* our newsletter *` words anywhere; without spaces round the star, as in scripts that set none, letters anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

from transforms.pure.text.normal import MAX_KEPT_CHARACTERS, fold

# What tools and embeds print is often English, whatever the page's language.
ALWAYS = "en"
# Other names of the languages that have a file.
_ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ms": "id", "bs": "hr", "cnr": "sr"}
_NEVER = re.compile(r"(?!)")


class Matcher(Struct, frozen=True, eq=False):
    """The patterns of one kind, sorted by what they cost. Each is equal to itself alone.

    A line with none of the words in `keys` has none of `inner`; empty where one of those stands within words.
    """

    whole: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    others: re.Pattern[str] = _NEVER

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
        return len([phrase for phrase in self.inner if phrase in line]) if _may_hold(self, folded) else 0


def _may_hold(matcher: Matcher, folded: str) -> bool:
    """Tell whether a folded line may hold a phrase of `inner`: one look at its words spares most lines the search for each."""
    return not matcher.keys or not matcher.keys.isdisjoint(folded.split())


def _matches(matcher: Matcher, folded: str) -> bool:
    line = f" {folded} "
    if line in matcher.whole or line.startswith(matcher.beginnings):
        return True
    for phrase in matcher.inner if _may_hold(matcher, folded) else ():
        if phrase in line:
            return True
    return matcher.others.match(line) is not None


# The readings of a page have much the same blocks.
_matches_kept = lru_cache(maxsize=4096)(_matches)


NOTHING = Matcher()


def read_patterns(patterns: Iterable[str]) -> Matcher:
    """Give the matcher of some patterns.

    >>> read_patterns(["* our newsletter *"]).matches("read our newsletter today")
    True
    """
    whole: set[str] = set()
    beginnings: set[str] = set()
    inner: set[str] = set()
    others: list[str] = []
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
            others.append(".*".join(map(re.escape, pieces)) + "$")
    compiled = re.compile("|".join(others)) if others else _NEVER
    return Matcher(frozenset(whole), tuple(sorted(beginnings)), tuple(sorted(inner)), _read_keys(inner), compiled)


def _read_keys(phrases: Iterable[str]) -> frozenset[str]:
    """Give a whole word of each phrase; nothing where one has none."""
    words = [phrase.split() if phrase.startswith(" ") and phrase.endswith(" ") else [] for phrase in phrases]
    return frozenset(max(found, key=len) for found in words) if all(words) else frozenset()


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


def phrases_for(language: str | None) -> dict[str, Matcher]:
    """Give the matchers by kind for a page that says it is in `language` (BCP 47); English always counts, too.

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
    folder = files("transforms.pure").joinpath("data", "phrases")
    sections = (read_sections(file.read_text("utf-8")) for file in folder.iterdir())
    return read_patterns(pattern for found in sections for pattern in found.get(kind, ()))


@lru_cache(maxsize=32)
def _phrases(language: str) -> dict[str, Matcher]:
    merged: dict[str, list[str]] = {}
    for name in dict.fromkeys((ALWAYS, language)):
        file = files("transforms.pure").joinpath("data", "phrases", f"{name}.txt")
        for kind, patterns in read_sections(file.read_text("utf-8")).items() if file.is_file() else ():
            merged.setdefault(kind, []).extend(patterns)
    return {kind: read_patterns(patterns) for kind, patterns in merged.items()}


def _fold_piece(piece: str) -> str:
    folded = fold(piece)
    return f"{' ' if piece.startswith(' ') else ''}{folded}{' ' if piece.endswith(' ') else ''}"
