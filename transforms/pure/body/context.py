"""What the rules of cleaning know of a block beside its own words: what the page says elsewhere, and where the block stands."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.metadata.hints import Hints
from transforms.pure.page.blocks import Block, BlockKind
from transforms.pure.page.links import MAX_LINK_CHARACTERS, link_texts
from transforms.pure.text.normal import fold, is_unspaced
from transforms.pure.text.phrases import NOTHING, Matcher, phrases_for

LONG_BLOCK_CHARACTERS = 120

LABELLED = re.compile(r"^\W*([^:|»>–—→►▶]{2,45}?)\s*(?:[:|»>→►▶]|\s[–—-]\s)\s*(.*)$")


class PageContext(Struct, frozen=True, kw_only=True):
    """What the page says outside its running text, folded: what a block may repeat or consist of."""

    titles: tuple[str, ...] = ()
    standfirst: str = ""
    captions: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    phrases: dict[str, Matcher] = {}


def read_context(tree: HtmlElement, hints: Hints, captions: Collection[str]) -> PageContext:
    """Give what the blocks of a page may repeat; `captions` are the captions and credits of its pictures."""
    return PageContext(
        titles=tuple(dict.fromkeys(filter(None, map(fold, hints.titles)))),
        standfirst=fold(hints.standfirst or ""),
        captions=frozenset(filter(None, map(fold, captions))),
        authors=tuple(name for name in map(fold, hints.authors) if " " in name or is_unspaced(name)),
        links=link_texts(tree),
        phrases=phrases_for(hints.language.value if hints.language else None),
    )


class PlacedBlock(Struct):
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
        """Give the block's text."""
        return self.block.text

    @property
    def kind(self) -> BlockKind:
        """Give what the block was on the page."""
        return self.block.kind


def place_blocks(blocks: list[Block], page: PageContext) -> list[PlacedBlock]:
    """Give the blocks with their places and with what stands beside them."""
    placed = []
    for at, block in enumerate(map(_once, blocks)):
        short = len(block.text) <= MAX_LINK_CHARACTERS
        placed.append(PlacedBlock(block, fold(block.text), short and _is_link(block.text, page.links), at))
    long = [one.at for one in placed if len(one.text) > LONG_BLOCK_CHARACTERS and not one.is_link and is_prose(one)]
    for one in placed:
        one.count = len(placed)
        one.last_long = long[-1] if long else len(placed)
        one.link_beside = any(other.is_link for other in placed[max(0, one.at - 1) : one.at + 2] if other is not one)
    return placed


def is_prose(block: PlacedBlock) -> bool:
    """Tell whether a block is a paragraph or a quotation: no heading, item or row."""
    return block.kind in ("paragraph", "quote")


def says(page: PageContext, kind: str, folded: str) -> bool:
    """Tell whether a folded text fits one of the phrases of a kind in the page's language."""
    return page.phrases.get(kind, NOTHING).matches(folded)


def _once(block: Block) -> Block:
    """Give the block with its text once, where that is printed two or three times: for a picture and its enlarged view, say."""
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
