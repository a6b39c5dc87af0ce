"""Blocks where they stand: what the rules of cleaning ask of a block beside its own words."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

from transforms.pure.blocks import Block
from transforms.pure.facts import MAX_LINK_CHARACTERS, PageFacts
from transforms.pure.phrases import NOTHING
from transforms.pure.texts import fold

LONG_BLOCK_CHARACTERS = 120

LABELLED = re.compile(r"^\W*([^:|»>–—→►▶]{2,45}?)\s*(?:[:|»>→►▶]|\s[–—-]\s)\s*(.*)$")


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
