"""The text of an article as blocks: from the body tree of a foreign parser to lines, each with what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lxml import etree
from msgspec import Struct

from transforms.pure.page.elements import element_text
from transforms.pure.text.normal import clean_line

# A line that repeats may be meant (a refrain, "Yes."); a paragraph that repeats is a template's doing.
MIN_REPEATED_CHARACTERS = 40
MIN_REPEATED_RUNS = 4
# Of what looks like one word; in a longer one no place is looked for where two were joined.
MAX_JOINED_CHARACTERS = 300

BlockKind = Literal["paragraph", "heading", "item", "row", "quote"]

# trafilatura's names, and HTML's: a list is of items, a table of rows, head is a heading.
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("item", "li", "dt", "dd"), "item"),
    **dict.fromkeys(("row", "tr"), "row"),
    **dict.fromkeys(("quote", "blockquote"), "quote"),
}
_HOLDERS = frozenset(
    ("list", "table", "quote", "div", "ul", "ol", "dl", "tbody", "thead", "blockquote", "section", "article", "figure")
)
_BLOCK_TAGS = frozenset((*_KINDS, *_HOLDERS, "p", "code", "pre", "main", "body", "html"))


class Block(Struct, frozen=True):
    """One line of an article's text, cleaned, and what it was on the page."""

    text: str
    kind: BlockKind = "paragraph"


def body_blocks(body: etree._Element) -> list[Block]:
    """Give the blocks of a body tree in order, each on one line: paragraphs, headings, list items, table rows.

    >>> body_blocks(etree.fromstring("<body><p>One <hi>t</hi>wo</p><list><item>Three</item></list></body>"))
    [Block(text='One two', kind='paragraph'), Block(text='Three', kind='item')]
    """
    return [block for block in _blocks(body, "paragraph") if any(character.isalnum() for character in block.text)]


def _blocks(element: etree._Element, kind: BlockKind) -> Iterator[Block]:
    yield from _lines(element.text, kind)
    for child in element:
        if not isinstance(child.tag, str):
            yield from _lines(child.tail, kind)
            continue
        inner = _KINDS.get(child.tag, "paragraph" if child.tag in _BLOCK_TAGS else kind)
        if child.tag in _HOLDERS and any(part.tag in _BLOCK_TAGS for part in child):
            yield from _blocks(child, "quote" if inner == "quote" else kind)
        else:
            yield from _lines(element_text(child), "quote" if kind == "quote" and inner == "paragraph" else inner)
        yield from _lines(child.tail, kind)


def _lines(text: str | None, kind: BlockKind) -> Iterator[Block]:
    line = clean_line(text) if text else ""
    if line:
        yield Block(line, kind)


def repeats_by_design(blocks: list[Block]) -> bool:
    """Tell whether a text says much again, in many places, with new text between, as plans, poems and recipes do.

    A template that prints a text twice does so in one place, or with one text.

    >>> day = [Block("Mix the flour, the salt and the water, then wait."), Block("Bake for an hour at 220 degrees, then cool.")]
    >>> repeats_by_design([part for name in "ABCDE" for part in (Block(f"Bread {name} " * 9), *day)])
    True
    """
    seen: set[str] = set()
    again: set[str] = set()
    runs, was_seen = 0, False
    for block in blocks:
        if len(block.text) < MIN_REPEATED_CHARACTERS:
            continue
        is_seen = block.text in seen
        runs += is_seen and not was_seen
        again.update([block.text] if is_seen else ())
        was_seen = is_seen
        seen.add(block.text)
    return runs >= MIN_REPEATED_RUNS and len(again) >= 2


def with_quotes(blocks: list[Block], other: list[Block]) -> list[Block]:
    """Give the blocks with the quotations that another reading has between two of them: posts that a story embeds.

    >>> one, two, said = Block("One."), Block("Two."), Block("Said.", "quote")
    >>> with_quotes([one, two], [one, said, two]) == [one, said, two]
    True
    """
    places = {block.text: place for place, block in enumerate(blocks)}
    found: dict[int, list[Block]] = {}
    pending: list[Block] = []
    last = None
    for block in other:
        place = places.get(block.text)
        if place is None and block.kind == "quote":
            pending.append(block)
            continue
        if pending and last is not None and place == last + 1:
            found[place] = pending
        # Behind a block that these lack nothing is known of the place.
        last, pending = place, []
    return [part for place, block in enumerate(blocks) for part in (*found.get(place, ()), block)]


def with_spaces(blocks: list[Block], others: list[Block]) -> list[Block]:
    """Give blocks with the spaces back that an extractor lost between elements, where another reading has both words.

    >>> with_spaces([Block("Our newsletterKeepers open gates.")], [Block("Our newsletter"), Block("Keepers open gates.")])
    [Block(text='Our newsletter Keepers open gates.', kind='paragraph')]
    """
    known = {word for block in others for word in block.text.split()}
    joined = {
        word: f"{word[:at]} {word[at:]}"
        for word in {word for block in blocks for word in block.text.split()} - known
        for at in range(1, min(len(word), MAX_JOINED_CHARACTERS))
        if word[at].isupper() and not word[at - 1].isupper() and word[:at] in known and word[at:] in known
    }
    if not joined:
        return blocks
    return [Block(" ".join(joined.get(word, word) for word in block.text.split()), block.kind) for block in blocks]
