"""The text of an article as blocks: from trafilatura's body tree to paragraphs, without what is not running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from transforms.pure.elements import element_text
from transforms.pure.texts import clean_line, fold

# The title line, a standfirst, a byline: what repeats metadata stands within the first blocks.
HEAD_BLOCKS = 5
# A line that repeats may be meant (a refrain, "Yes."); a paragraph that repeats is a template's doing.
MIN_REPEATED_CHARACTERS = 40
MAX_TITLE_CHARACTERS = 140
_SENTENCE_ENDS = (".", "!", "”", "»", "“", '"', "。", "」", "।", "؟")
_LABEL = re.compile(
    r"\W*(?:related(?: (?:stories|articles|content|topics|news|links|coverage))?|(?:read|see) (?:also|more|next)"
    r"|more on this(?: story)?|more (?:stories|news)|(?:you )?(?:may|might) also like|recommended(?: for you)?"
    r"|mehr zum thema|lesen sie auch|auch interessant|weitere (?:artikel|themen)|das könnte sie auch interessieren"
    r"|(?:à )?lire aussi|sur le même sujet|noticias relacionadas|te puede interesar|lea también|leia (?:também|mais)"
    r"|veja também|notizie correlate|leggi anche|lees ook|läs (?:också|mer)|les også|læs også|czytaj (?:też|także)"
    r"|zobacz (?:też|także)|читайте также|читайте також|関連記事|相关(?:阅读|新闻)|관련기사)\W*",
    re.IGNORECASE,
)
# trafilatura's names: a list is of items, a table of rows, head is a heading.
_BLOCK_TAGS = frozenset(("p", "head", "item", "row", "list", "table", "quote", "code", "div", "figure"))


def body_blocks(body: etree._Element) -> list[str]:
    """Gives the blocks of a body tree in order, each on one line: paragraphs, headings, list items, table rows.

    >>> body_blocks(etree.fromstring("<body><p>One <hi>t</hi>wo</p><list><item>Three</item></list></body>"))
    ['One two', 'Three']
    """
    return [block for block in _blocks(body) if any(character.isalnum() for character in block)]


def without_metadata(
    blocks: list[str], titles: Collection[str], standfirst: str | None, captions: Collection[str]
) -> list[str]:
    """Gives the blocks without the title line and the standfirst at their head, captions, and paragraphs that repeat.

    >>> without_metadata(["Dam opens", "The dam.", "A gate."], ["Dam opens!"], None, ["A gate."])
    ['The dam.']
    """
    heads = [folded for folded in map(fold, titles) if folded]
    lead = fold(standfirst or "")
    shown = {folded for caption in captions if (folded := fold(caption))}
    kept: list[str] = []
    seen: set[str] = set()
    for at, block in enumerate(blocks):
        folded = fold(block)
        is_head = at < HEAD_BLOCKS and (any(_is_title(folded, title) for title in heads) or folded == lead)
        repeats = folded in seen and (len(folded) >= MIN_REPEATED_CHARACTERS or bool(kept and fold(kept[-1]) == folded))
        if not is_head and not repeats and not _is_caption(folded, shown):
            kept.append(block)
        seen.add(folded)
    return without_tail(kept)


def without_tail(blocks: list[str]) -> list[str]:
    """Gives the blocks without lists of other articles at their end: a label ("Related...") and lines like titles.

    >>> without_tail(["The dam is open.", "Related...", "Bridge closed", "Ferry runs again"])
    ['The dam is open.']
    """
    end = len(blocks)
    for at in range(len(blocks) - 1, 0, -1):
        if _LABEL.fullmatch(blocks[at]):
            end = at
        elif len(blocks[at]) > MAX_TITLE_CHARACTERS or blocks[at].endswith(_SENTENCE_ENDS):
            break
    return blocks[:end]


def _is_title(folded: str, title: str) -> bool:
    """A title line equals a title, or a title with the site's name behind it."""
    return folded == title or (len(folded) >= 20 and title.startswith(f"{folded} "))


def _is_caption(folded: str, captions: set[str]) -> bool:
    if folded in captions:
        return True
    # A caption printed twice in one block: once for the picture, once for its enlarged view.
    words = folded.split()
    half = len(words) // 2
    return half >= 4 and words[:half] == words[half : 2 * half] and " ".join(words[:half]) in captions


def _blocks(element: etree._Element) -> Iterator[str]:
    yield from _lines(element.text)
    for child in element:
        if child.tag in ("list", "table", "quote", "div") and any(inner.tag in _BLOCK_TAGS for inner in child):
            yield from _blocks(child)
        elif isinstance(child.tag, str):
            yield from _lines(element_text(child))
        yield from _lines(child.tail)


def _lines(text: str | None) -> Iterator[str]:
    line = clean_line(text) if text else ""
    if line:
        yield line
