"""Other people's readings of a page, as blocks: the boundary to foreign extractors."""

from __future__ import annotations

import logging

from lxml import etree
from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text

from transforms.pure.page.blocks import Block, body_blocks
from transforms.pure.text.normal import clean_line

# trafilatura's work grows with the square of the elements of some pages, and with that of their depth; that of its fallbacks
# most of all. Of 1,196 pages of news and others none has more than three quarters of the first two: of elements, and of the sum
# of their depths. One in a hundred is read without fallbacks.
MAX_ELEMENTS, MAX_DEPTHS, MAX_ELEMENTS_IN_FULL = 10_000, 200_000, 4_000

# Each page that it finds no text in makes it warn, without naming the page; the caller raises with the URL instead.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def by_trafilatura(tree: HtmlElement, *, fast: bool = False) -> list[Block]:
    """Give the blocks of trafilatura's body; [] where it finds none or breaks, and for a page with too many elements for it.

    `fast` leaves out its own fallbacks.
    """
    # Imported at the first page that asks for it: four in five do without, and the import costs 0.1 s.
    from trafilatura import bare_extraction
    from trafilatura.settings import Document, Extractor

    try:
        elements, depths = _measure(tree)
        if elements > MAX_ELEMENTS or depths > MAX_DEPTHS:
            return []
        # No deduplication: it remembers other pages, so that a page's text would depend on what was read before it.
        document = bare_extraction(
            tree, options=Extractor(comments=False, fast=fast or elements > MAX_ELEMENTS_IN_FULL)
        )
    except MemoryError:  # It says nothing of the page: whoever runs this gives it more, or says so.
        raise
    except Exception:  # The boundary to a foreign parser: hostile HTML can make it raise anything.
        return []
    return body_blocks(document.body) if isinstance(document, Document) and document.body is not None else []


def _measure(tree: HtmlElement) -> tuple[int, int]:
    """Give the number of a page's elements, and the sum of their depths; no more than the bounds and one."""
    count = depth = depths = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count, depths = count + 1, depths + depth
        if count > MAX_ELEMENTS or depths > MAX_DEPTHS:
            break
    return count, depths


def by_resiliparse(tree: HtmlElement) -> list[Block]:
    """Give the lines of resiliparse's main content; [] where it finds none or breaks."""
    try:
        page = etree.tostring(tree, encoding="unicode", method="html")
        text = extract_plain_text(page, main_content=True, alt_texts=False, list_bullets=False)
    except MemoryError:
        raise
    except Exception:  # The same boundary.
        return []
    lines = (clean_line(line) for line in text.split("\n"))
    return [Block(line) for line in lines if any(map(str.isalnum, line))]
