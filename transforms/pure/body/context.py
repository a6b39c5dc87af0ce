"""What the rules of cleaning know of a block beside its own words: what the page says elsewhere, and where the block stands."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from msgspec import Struct

from transforms.pure.metadata.hints import Hints
from transforms.pure.page.blocks import Block, BlockKind
from transforms.pure.page.links import MAX_LINK_CHARACTERS, link_texts
from transforms.pure.page.notes import Notes
from transforms.pure.text.normal import fold, is_unspaced
from transforms.pure.text.phrases import Phrases, phrases_for

LONG_BLOCK_CHARACTERS = 120

_LABELLED = re.compile(r"^\W*+([^:|»>–—→►▶]{2,45}?)\s*(?:[:|»>→►▶]|\s[–—-]\s)\s*+(.*)$")
_LABEL_END = re.compile("[:|»>–—→►▶]")
MIN_REPEATED_WORDS = 4
# Four words have no less.
_FIRST_LETTERS = 7


class PageContext(Struct, frozen=True, kw_only=True):
    """What the page says outside its running text, folded: what a block may repeat or consist of."""

    titles: tuple[str, ...] = ()
    standfirst: str = ""
    captions: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    phrases: Phrases = Phrases()


def read_context(page: Notes, hints: Hints, captions: Collection[str]) -> PageContext:
    """Give what the blocks of a page may repeat; `captions` are the captions and credits of its pictures."""
    return PageContext(
        titles=tuple(dict.fromkeys(filter(None, map(fold, hints.titles)))),
        standfirst=fold(hints.standfirst or ""),
        captions=frozenset(filter(None, map(fold, captions))),
        authors=tuple(name for name in map(fold, hints.authors) if " " in name or is_unspaced(name)),
        links=link_texts(page),
        phrases=phrases_for(hints.language.value if hints.language else None),
    )


class PlacedBlock(Struct):
    """A block where it stands: `at` of `count`, `shown` paragraphs kept before it, `last_long` the last long paragraph, `lead`
    the text of the last one ahead that is no link.

    `may_say` are the kinds of phrases that its words allow, or those of a part of it.
    """

    block: Block
    text: str
    kind: BlockKind
    folded: str
    may_say: frozenset[str]
    is_link: bool
    at: int
    count: int = 0
    last_long: int = 0
    shown: int = 0
    link_beside: bool = False
    previous: str = ""
    lead: str = ""
    seen: Collection[str] = ()


def place_blocks(blocks: list[Block], page: PageContext) -> list[PlacedBlock]:
    """Give the blocks with their places and with what stands beside them."""
    placed, count, last_long = [], len(blocks), len(blocks)
    for at, block in enumerate(map(_once, blocks)):
        text, folded = block.text, fold(block.text)
        is_link = len(text) <= MAX_LINK_CHARACTERS and _is_link(text, page.links)
        one = PlacedBlock(block, text, block.kind, folded, page.phrases.kinds_in(folded), is_link, at, count)
        placed.append(one)
        if len(text) > LONG_BLOCK_CHARACTERS and not is_link and is_prose(one):
            last_long = at
    lead = ""
    for one in placed:
        one.last_long, one.lead = last_long, lead
        lead = lead if one.is_link else one.text
    for at in [one.at for one in placed if one.is_link]:
        for beside in (*placed[max(0, at - 1) : at], *placed[at + 1 : at + 2]):
            beside.link_beside = True
    return placed


def is_prose(block: PlacedBlock) -> bool:
    """Tell whether a block is a paragraph or a quotation: no heading, item or row."""
    return block.kind in ("paragraph", "quote")


def says(page: PageContext, kind: str, folded: str) -> bool:
    """Tell whether a folded text fits one of the phrases of a kind in the page's language."""
    return page.phrases[kind].matches(folded)


def block_says(block: PlacedBlock, page: PageContext, kind: str) -> bool:
    """Tell whether a block fits one of the phrases of a kind: see `says`."""
    return kind in block.may_say and page.phrases[kind].matches(block.folded)


@lru_cache(maxsize=1024)
def read_label(text: str) -> tuple[str, str] | None:
    """Give the label that a line begins with, and what stands behind it; None where it has none.

    >>> read_label("Read also: The dam opens"), read_label("The dam opens")
    (('Read also', 'The dam opens'), None)
    """
    # Most lines have nothing that could end one, which the whole pattern is slow to find out.
    may_be = _LABEL_END.search(text) is not None or " - " in text
    found = _LABELLED.match(text) if may_be else None
    return (found[1], found[2]) if found is not None else None


def _once(block: Block) -> Block:
    """Give the block with its text once, where that is printed two or three times: for a picture and its enlarged view, say."""
    # Most texts do not say their first letters again: one look spares them the rest.
    if block.text.find(block.text[:_FIRST_LETTERS], _FIRST_LETTERS) < 0:
        return block
    words = block.text.split()
    for times in (2, 3):
        part = len(words) // times
        if part >= MIN_REPEATED_WORDS and part * times == len(words) and words[:part] * times == words:
            return Block(" ".join(words[:part]), block.kind)
    return block


def _is_link(text: str, links: frozenset[str]) -> bool:
    if text.casefold() in links:
        return True
    labelled = read_label(text)
    return labelled is not None and len(labelled[1]) > 12 and labelled[1].casefold() in links
