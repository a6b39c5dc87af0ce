"""Texts on which a regular expression may have to try much, made from the expression itself.

An attack is a beginning, a part that is repeated, and an end. What repeats in an expression is led to and given often; so is
each beginning of the expression, since a search tries again at each; and the end makes it fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# A repeat that ends sooner than this does not count as one.
FEW = 8
# Of a class, of the body of a repeat, and of alternatives, so many are tried.
MOST_CHARACTERS, MOST_TEXTS, MOST_ALTERNATIVES = 4, 5, 6
# Of one expression: a handful have more, which are long lists of words.
MOST_ATTACKS = 500
SAMPLES = "a0 _Z-.,:;/\"'()[]{}<>|\\&?!#=%@+*~^$`\n\té漢かア。、：…–’”»\u00a0\u0301\u3000９🙂\x01"
GENERIC = (
    *(
        " ",
        "\n",
        "\t",
        "\u00a0",
        "a",
        "A",
        "0",
        ".",
        ",",
        "-",
        "…",
        '"',
        "'",
        "(",
        ")",
        "[",
        "<",
        "</",
        "/",
        "&",
        ":",
        ";",
        "|",
    ),
    *(
        "é",
        "\u0301",
        "漢",
        "ア",
        "a ",
        " a",
        "A ",
        "Aa ",
        "0 ",
        ". ",
        "\n ",
        "- ",
        "a.",
        "a,",
        "a-",
        "a\n",
        "<a ",
        '="',
        "0.",
        "(a",
    ),
)
ENDS = ("\x01", "a", "a\n!")


@dataclass(frozen=True, slots=True)
class Attack:
    """A text: a beginning, a part that is repeated until the text is long, an end."""

    beginning: str
    repeated: str
    end: str

    def text(self, length: int) -> str:
        return self.beginning + self.repeated * (length // len(self.repeated)) + self.end


def attacks_on(pattern: re.Pattern[Any]) -> list[Attack]:
    """Give attacks on an expression; those on one of bytes hold characters below 256."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, str) else pattern.flags & ~re.ASCII
    made = Reader(pattern.flags).attacks(list(parser.parse(source, flags)))
    found = [
        Attack(beginning[:2000], part[:2000], end) for beginning, part in dict.fromkeys(made) if part for end in ENDS
    ]
    found = _spread(found, MOST_ATTACKS) + [Attack("", part, ENDS[0]) for part in GENERIC]
    limit = 0x100 if isinstance(pattern.pattern, bytes) else 0x110000
    return [one for one in dict.fromkeys(found) if all(ord(c) < limit for c in one.beginning + one.repeated + one.end)]


class Reader:
    """Reads what `re` made of an expression."""

    def __init__(self, flags: int) -> None:
        self._case = bool(flags & re.IGNORECASE)

    def attacks(self, items: list[Any], before: str = "") -> Iterator[tuple[str, str]]:
        """Give beginnings and what is repeated behind them, for what stands in a sequence."""
        ahead = before
        for at, (kind, value) in enumerate(items):
            yield from self._attacks_on(kind, value, ahead)
            texts = self.texts(items[at : at + 1])
            yield from (("", ahead + text) for text in texts[:2])
            if at + 1 < len(items):  # two neighbours may both take it
                yield from (
                    (ahead, text + other) for text in texts[:1] for other in self.texts(items[at + 1 : at + 2])[:1]
                )
            ahead += texts[0] if texts else ""

    def _attacks_on(self, kind: Any, value: Any, ahead: str) -> Iterator[tuple[str, str]]:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            _, most, body = value
            if most > FEW:
                for text in self.texts(list(body), MOST_TEXTS):
                    yield ahead, text
                    yield "", ahead + text
                both = self.texts(list(body), 2)
                yield ahead, "".join(both)
            yield from self.attacks(list(body), ahead)
        elif kind is kinds.SUBPATTERN:
            yield from self.attacks(list(value[3]), ahead)
        elif kind is kinds.ATOMIC_GROUP:
            yield from self.attacks(list(value), ahead)
        elif kind is kinds.BRANCH:
            for way in _spread(value[1], MOST_ALTERNATIVES):
                yield from self.attacks(list(way), ahead)
        elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            yield from self.attacks(list(value[1]), ahead)
        elif kind is kinds.GROUPREF_EXISTS:
            for way in value[1:]:
                yield from self.attacks(list(way or ()), ahead)

    def texts(self, items: list[Any], most: int = MOST_TEXTS) -> list[str]:
        """Give texts that a sequence matches, as different as may be; what it looks at ahead or behind is passed over."""
        parts = [found for kind, value in items if (found := self._texts_of(kind, value, most))]
        count = min(most, max(map(len, parts), default=1))
        return list(dict.fromkeys("".join(part[way % len(part)] for part in parts) for way in range(count)))

    def _texts_of(self, kind: Any, value: Any, most: int) -> list[str]:
        if kind is kinds.LITERAL:
            return [chr(value)]
        if kind in (kinds.ANY, kinds.NOT_LITERAL, kinds.IN):
            return list(
                characters(((kind, value),) if kind is not kinds.IN else tuple(map(_frozen, value)), self._case)
            )
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            least, _, body = value
            return [text * max(1, min(least, 500)) for text in self.texts(list(body), most)]
        if kind is kinds.SUBPATTERN:
            return self.texts(list(value[3]), most)
        if kind is kinds.ATOMIC_GROUP:
            return self.texts(list(value), most)
        if kind is kinds.BRANCH:
            return [self.texts(list(way), 1)[0] for way in _spread(value[1], most)]
        return []


def _spread(ways: list[Any], most: int) -> list[Any]:
    """Give at most so many of a list, from its beginning to its end."""
    return ways if len(ways) <= most else [ways[at * (len(ways) - 1) // max(most - 1, 1)] for at in range(most)]


def _frozen(item: tuple[Any, Any]) -> tuple[Any, Any]:
    return item[0], tuple(item[1]) if isinstance(item[1], list) else item[1]


@cache
def characters(items: tuple[tuple[Any, Any], ...], ignores_case: bool) -> tuple[str, ...]:
    """Give characters of a class: those that are often met first, and one of each end of its ranges."""
    named = "".join(_named(items))
    fitting = [c for c in dict.fromkeys(SAMPLES + named) if _is_in(c, items, ignores_case)]
    return tuple(_spread(fitting, MOST_CHARACTERS)) if fitting else ()


def _named(items: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    for kind, value in items:
        if kind is kinds.LITERAL:
            yield chr(value)
        elif kind is kinds.RANGE:
            yield from map(chr, value)


def _is_in(character: str, items: tuple[tuple[Any, Any], ...], ignores_case: bool) -> bool:
    forms = {character, character.lower(), character.upper()} if ignores_case else {character}
    codes = [ord(form) for form in forms if len(form) == 1]
    found = False
    for kind, value in items:
        if kind is kinds.ANY:
            found |= character != "\n"
        elif kind is kinds.NOT_LITERAL:
            found |= value not in codes
        elif kind is kinds.LITERAL:
            found |= value in codes
        elif kind is kinds.RANGE:
            found |= any(value[0] <= code <= value[1] for code in codes)
        elif kind is kinds.CATEGORY:
            found |= CATEGORIES[value](character)
    return found is not any(kind is kinds.NEGATE for kind, _ in items)


def _category(source: str) -> Any:
    return lambda character: re.fullmatch(source, character) is not None


CATEGORIES = {
    kinds.CATEGORY_DIGIT: _category(r"\d"),
    kinds.CATEGORY_NOT_DIGIT: _category(r"\D"),
    kinds.CATEGORY_SPACE: _category(r"\s"),
    kinds.CATEGORY_NOT_SPACE: _category(r"\S"),
    kinds.CATEGORY_WORD: _category(r"\w"),
    kinds.CATEGORY_NOT_WORD: _category(r"\W"),
}
