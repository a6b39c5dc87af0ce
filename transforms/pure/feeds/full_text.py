"""The text of an article as its feed gives it: reduced before it is parked, and read again beside the page."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lxml import etree

from transforms.pure.page.blocks import Block, BlockKind, body_blocks
from transforms.pure.page.elements import parse_fragment

# A shorter text is a summary, whatever element holds it.
MIN_FULL_CHARACTERS = 700
# Of some 3,000 words. What is longer is not parked: half a text is none, and a page so long is hardly ever misread.
MAX_FULL_CHARACTERS = 20_000

_LINE_BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")
_NO_WORDS = re.compile(r"\W*+")
_TAGS: dict[BlockKind, str] = {"heading": "h2", "item": "li", "quote": "blockquote", "row": "tr", "paragraph": "p"}
_BESIDE_TEXT = ("script", "style", "figure", "iframe", "video", "audio", "form", "svg", "object", "nav", "aside")


def feed_blocks(content: str) -> list[Block]:
    """Give the blocks of a feed's content (HTML); pictures with their captions, forms and scripts left out.

    >>> feed_blocks("<figure>A gate</figure>The dam<br><br>opens.")
    [Block(text='The dam', kind='paragraph'), Block(text='opens.', kind='paragraph')]
    """
    broken = _LINE_BREAKS if "<" in content else _BLANK_LINES
    tree = parse_fragment(broken.sub("<p>", content))
    body = None if tree is None else tree.find("body")
    if body is None:
        return []
    etree.strip_elements(body, *_BESIDE_TEXT, with_tail=False)
    return body_blocks(body)


def reduce_content(content: str | None) -> str | None:
    """Give a feed's content as bare paragraphs (HTML), to be parked; None where it is too short or too long for a full text.

    >>> reduce_content("The dam opens."), reduce_content("<div class=a><p id=b>Rain.</p></div>" * 200)[:24]
    (None, '<p>Rain.</p><p>Rain.</p>')
    """
    if content is None or len(content) < MIN_FULL_CHARACTERS:
        return None
    blocks = feed_blocks(content)
    if not MIN_FULL_CHARACTERS <= _length(blocks) <= MAX_FULL_CHARACTERS:
        return None
    return "".join(_as_html(block) for block in blocks)


def is_full_text(blocks: Sequence[Block]) -> bool:
    """Tell whether a feed's text, cleaned, may be the whole article: long enough, and not cut off with dots.

    >>> is_full_text([Block("The dam opens on Monday. " * 40), Block("The gates […]")])
    False
    """
    return _length(blocks) >= MIN_FULL_CHARACTERS and not _is_cut_off(blocks[-1].text)


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _as_html(block: Block) -> str:
    tag = _TAGS[block.kind]
    return f"<{tag}>{html.escape(block.text, quote=False)}</{tag}>"


def _is_cut_off(text: str) -> bool:
    """Tell whether a text has an ellipsis behind its last word; read from the end: from each dot on it would take n² steps."""
    behind = _NO_WORDS.match(text[::-1])
    return behind is not None and ("…" in behind[0] or "..." in behind[0])
