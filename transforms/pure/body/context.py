"""What the rules of cleaning ask of a block beside its own words: what the page says elsewhere, and where the block stands."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.page.blocks import Block
from transforms.pure.text.normal import fold, is_unspaced
from transforms.pure.text.phrases import NOTHING, Matcher, phrases_for

MIN_LINK_CHARACTERS, MAX_LINK_CHARACTERS = 8, 220
# With the white space between its elements; what is longer is not looked at in whole.
MAX_RAW_CHARACTERS = 4000
LONG_BLOCK_CHARACTERS = 120

LABELLED = re.compile(r"^\W*([^:|»>–—→►▶]{2,45}?)\s*(?:[:|»>→►▶]|\s[–—-]\s)\s*(.*)$")


class PageFacts(Struct, frozen=True, kw_only=True):
    """What the page says outside its running text, folded: what a block may repeat or consist of."""

    titles: tuple[str, ...] = ()
    standfirst: str = ""
    captions: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    phrases: dict[str, Matcher] = {}


def page_facts(
    tree: HtmlElement,
    titles: Collection[str],
    standfirst: str | None,
    captions: Collection[str],
    authors: Collection[str],
    language: str | None,
) -> PageFacts:
    """Gives the facts for cleaning the blocks of a page."""
    return PageFacts(
        titles=tuple(dict.fromkeys(filter(None, map(fold, titles)))),
        standfirst=fold(standfirst or ""),
        captions=frozenset(filter(None, map(fold, captions))),
        authors=tuple(name for name in map(fold, authors) if " " in name or is_unspaced(name)),
        links=link_texts(tree),
        phrases=phrases_for(language),
    )


def link_texts(tree: HtmlElement) -> frozenset[str]:
    """Gives the texts of the page's links, and of the parts of links that hold more than a line, in lower case."""
    found: set[str] = set()
    for link in tree.iter("a"):
        _add_text(link, found)
        # Broken markup nests links, hundreds deep: the outermost tells of all that is in it.
        if len(link) and next(link.iterancestors("a"), None) is None:
            for part in link.iter("p", "h2", "h3", "h4", "h5", "span", "strong", "div"):
                _add_text(part, found)
    return frozenset(found)


def _add_text(element: HtmlElement, found: set[str]) -> None:
    parts, length = [], 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > MAX_RAW_CHARACTERS:
            return
    text = " ".join("".join(parts).split())
    if MIN_LINK_CHARACTERS <= len(text) <= MAX_LINK_CHARACTERS:
        found.add(text.casefold())


class BlockLine(Struct):
    """A block where it stands: `at` of `count`, `shown` paragraphs kept before it, `last_long` the last long paragraph."""

    block: Block
    folded: str
    is_link: bool
    at: int
    count: int = 0
    last_long: int = 0
    shown: int = 0
    link_beside: bool = False
    previous: str = ""
    seen: Collection[str] = ()

    @property
    def text(self) -> str:
        return self.block.text


def lines_of(blocks: list[Block], page: PageFacts) -> list[BlockLine]:
    """Gives the blocks with their places and with what stands beside them."""
    lines = []
    for at, block in enumerate(map(_once, blocks)):
        short = len(block.text) <= MAX_LINK_CHARACTERS
        lines.append(BlockLine(block, fold(block.text), short and _is_link(block.text, page.links), at))
    long = [line.at for line in lines if len(line.text) > LONG_BLOCK_CHARACTERS and not line.is_link and is_prose(line)]
    for line in lines:
        line.count = len(lines)
        line.last_long = long[-1] if long else len(lines)
        line.link_beside = any(other.is_link for other in lines[max(0, line.at - 1) : line.at + 2] if other is not line)
    return lines


def is_prose(line: BlockLine) -> bool:
    """Tells whether a line is a paragraph or a quotation: no heading, item or row."""
    return line.block.kind in ("paragraph", "quote")


def says(page: PageFacts, kind: str, folded: str) -> bool:
    """Tells whether a folded line fits one of the phrases of a kind in the page's language."""
    return page.phrases.get(kind, NOTHING).matches(folded)


def _once(block: Block) -> Block:
    """A text printed two or three times in one block, for a picture and its enlarged view say, counts once."""
    words = block.text.split()
    for times in (2, 3):
        part = len(words) // times
        if part >= 4 and part * times == len(words) and words[:part] * times == words:
            return Block(" ".join(words[:part]), block.kind)
    return block


def _is_link(text: str, links: frozenset[str]) -> bool:
    if text.casefold() in links:
        return True
    labelled = LABELLED.match(text)
    return labelled is not None and len(labelled[2]) > 12 and labelled[2].casefold() in links
