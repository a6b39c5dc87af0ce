"""Notes on a page: its elements and its text in flat columns, taken in one walk and read by all who look for something on it.

An element is the number of its place in the document. What is inside element i are the elements i + 1 to `ends[i]` - 1, and
the pieces of text `firsts[i]` to `lasts[i]` - 1. So neither "is it inside", nor "how long is its text", nor "its text, if that
is short" looks at the tree again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.page.elements import BREAKING
from transforms.pure.text.normal import clean_line

# Texts of at least so many characters right in an element make a paragraph of it, whatever its name.
MIN_HELD_CHARACTERS = 40

# What is in these no reader sees as text.
_UNREAD = frozenset(("script", "style", "svg", etree.Comment, etree.ProcessingInstruction))
_SPACE = " "


class Notes:
    """The columns of a page: of its elements, by their numbers, and of the pieces of its text.

    `parents` holds -1 for the first. `sizes` counts the characters ahead of each piece, a run of white space as one. `places`
    are the numbers of the elements of a tag, in order; `holders` those of the elements right in which a paragraph stands.
    `texts` are those in an element ahead of the first one in it.
    """

    __slots__ = (
        "elements", "ends", "firsts", "holders", "lasts", "numbers", "parents", "pieces", "places", "sizes", "tags", "texts",
    )  # fmt: skip

    def __init__(self) -> None:
        self.elements: list[HtmlElement] = []
        self.tags: list[str] = []
        self.texts: list[str | None] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.pieces: list[str] = []
        self.sizes: list[int] = []
        self.places: dict[str, list[int]] = {}
        self.holders: list[int] = []
        self.numbers: dict[HtmlElement, int] = {}

    def size(self, at: int) -> int:
        """Give the number of characters in an element, a run of white space counted as one."""
        return self.sizes[self.lasts[at]] - self.sizes[self.firsts[at]]

    def text(self, at: int, most: int | None = None) -> str | None:
        """Give the text of an element as `element_text`; None where its size is more than `most`.

        >>> from lxml.html import fromstring
        >>> page = take_notes(fromstring("<div><p>The d<b>am</b><br>opens</p><p>early</p></div>"))
        >>> page.text(0), page.text(1), page.text(0, most=10)
        ('The dam opens early', 'The dam opens', None)
        """
        if most is not None and self.size(at) > most:
            return None
        return clean_line("".join(self.pieces[self.firsts[at] : self.lasts[at]]))

    def beginning(self, at: int, characters: int) -> str:
        """Give the first characters of the text of an element, without a look at all of a long one.

        >>> from lxml.html import fromstring
        >>> take_notes(fromstring("<p>The dam opens</p>")).beginning(0, 7)
        'The dam'
        """
        first, last = self.firsts[at], self.lasts[at]
        raw = 4 * characters
        near = bisect_left(self.sizes, self.sizes[first] + raw, first, last)
        joined = "".join(self.pieces[first:near])
        start = clean_line(joined[:raw])
        # What is cleaned together with more may be other characters, but only the last ones.
        is_enough = len(start) >= 2 * characters or (near == last and len(joined) <= raw)
        return start[:characters] if is_enough else (self.text(at) or "")[:characters]

    def inside(self, at: int, *tags: str) -> list[int]:
        """Give the numbers of the elements in an element that have one of the tags, in order.

        >>> from lxml.html import fromstring
        >>> take_notes(fromstring("<div><i>1</i><p><i>2</i></p></div>")).inside(0, "i", "p")
        [1, 2, 3]
        """
        found = [
            number for tag in tags if tag in self.places for number in cut_out(self.places[tag], at, self.ends[at])
        ]
        return sorted(found) if len(tags) > 1 else found

    def all(self, *tags: str) -> Sequence[int]:
        """Give the numbers of the elements of a page that have one of the tags, in order.

        >>> from lxml.html import fromstring
        >>> take_notes(fromstring("<div><i>1</i><p><i>2</i></p></div>")).all("div", "p")
        [0, 2]
        """
        if len(tags) == 1:
            return self.places.get(tags[0], ())
        return sorted(chain.from_iterable(self.places[tag] for tag in tags if tag in self.places))

    def named(self, tag: str) -> list[HtmlElement]:
        """Give the elements of a tag, in order."""
        return [self.elements[at] for at in self.places.get(tag, ())]

    def outer(self, at: int, tag: str) -> int | None:
        """Give the number of the nearest element of a tag that an element stands in; None where it stands in none.

        >>> from lxml.html import fromstring
        >>> take_notes(fromstring("<ul><li><b>1</b></li></ul>")).outer(2, "ul")
        0
        """
        return next((outer for outer in self.outers(at) if self.tags[outer] == tag), None)

    def outers(self, at: int) -> Iterator[int]:
        """Yield the numbers of the elements that an element stands in, the nearest first."""
        while (at := self.parents[at]) >= 0:
            yield at

    def behind(self, at: int) -> int | None:
        """Give the number of the element right behind one, in the same element; None where there is none."""
        end = self.ends[at]
        return end if end < len(self.parents) and self.parents[end] == self.parents[at] else None


def cut_out(places: Sequence[int], at: int, end: int) -> Sequence[int]:
    """Give those of the places in order that stand behind `at` and ahead of `end`.

    >>> cut_out([1, 4, 6, 9], 4, 9)
    [6]
    """
    return places[bisect_left(places, at + 1) : bisect_left(places, end)]


def take_notes(tree: HtmlElement) -> Notes:
    """Give the notes on a page.

    >>> from lxml.html import fromstring
    >>> page = take_notes(fromstring("<div><p>The <b>dam</b></p><p>opens</p></div>"))
    >>> page.tags, page.parents, page.ends
    (['div', 'p', 'b', 'p'], [-1, 0, 1, 0], [4, 3, 3, 4])
    """
    notes = Notes()
    notes.elements, notes.tags = elements, tags = _list_elements(tree)
    notes.numbers = numbers = dict(zip(elements, range(len(elements)), strict=True))
    notes.parents = parents = [-1, *[numbers[element.getparent()] for element in elements[1:]]]
    for at, tag in enumerate(tags):
        try:
            notes.places[tag].append(at)
        except KeyError:
            notes.places[tag] = [at]
    notes.texts = texts = [
        None if tag in _UNREAD else element.text for element, tag in zip(elements, tags, strict=True)
    ]
    tails = [None, *[element.tail for element in elements[1:]]]
    long = {at for at, text in enumerate(texts) if text and len(text) >= MIN_HELD_CHARACTERS and _is_long(text)}
    behind = [at for at, text in enumerate(tails) if text and len(text) >= MIN_HELD_CHARACTERS and _is_long(text)]
    notes.holders = sorted(long.union(parents[at] for at in behind))
    _note_pieces(notes, texts, tails)
    notes.sizes = [0, *accumulate(map(len, notes.pieces))]
    return notes


def _list_elements(tree: HtmlElement) -> tuple[list[HtmlElement], list[str]]:
    """Give the elements of a page in order, without those that stand where no reader looks, and their tags."""
    elements = list(tree.iter())
    tags = [element.tag for element in elements]
    unread = [element for element, tag in zip(elements, tags, strict=True) if tag in _UNREAD]
    inner = {inner for outer in unread for inner in outer.iterdescendants()}
    if inner:
        elements = [element for element in elements if element not in inner]
        tags = [element.tag for element in elements]
    return elements, tags


def _is_long(text: str) -> bool:
    return len(text.strip()) >= MIN_HELD_CHARACTERS


def _note_pieces(notes: Notes, texts: Sequence[str | None], tails: Sequence[str | None]) -> None:
    """Note the pieces of text in order, and which are in each element: one ends where another begins that is not in it."""
    parents, pieces = notes.parents, notes.pieces
    breaks = [tag in BREAKING for tag in notes.tags]
    ends, firsts, lasts = [0] * len(parents), [0] * len(parents), [0] * len(parents)
    # The innermost element that has not ended; and whether white space would be the second in a row, or the first of all.
    at, is_spaced = -1, True
    # At the end of the page what is left ends as well.
    for me, parent in enumerate((*parents, -1)):
        while at != parent:
            ends[at], lasts[at] = me, len(pieces)
            if breaks[at] and not is_spaced and at:
                pieces.append(_SPACE)
                is_spaced = True
            text = tails[at]
            if text and not (is_spaced and text.isspace()):
                is_spaced = text.isspace()
                pieces.append(_SPACE if is_spaced else text)
            at = parents[at]
        if me == len(parents):
            break
        if breaks[me] and not is_spaced:
            pieces.append(_SPACE)
            is_spaced = True
        firsts[me] = len(pieces)
        text = texts[me]
        if text and not (is_spaced and text.isspace()):
            is_spaced = text.isspace()
            pieces.append(_SPACE if is_spaced else text)
        at = me
    notes.ends, notes.firsts, notes.lasts = ends, firsts, lasts
