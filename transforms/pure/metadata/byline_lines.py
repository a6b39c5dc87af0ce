"""The authors of an article in lines without markup: lines that begin as bylines do, a name alone, a desk at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from transforms.pure.metadata.parted_lines import lines_of
from transforms.pure.page.elements import text_within
from transforms.pure.text.byline_words import has_by, strip_by, strip_date_ahead
from transforms.pure.text.names import find_reporter, looks_like_person, split_authors
from transforms.pure.text.normal import fold
from transforms.pure.text.wordlists import name_words

MAX_BYLINE_CHARACTERS = 160
MAX_LINES = 1500
# A byline at the end of the text stands within its last lines.
MAX_LAST_LINES = 12
MAX_DESK_CHARACTERS = 40
MIN_PARAGRAPH_CHARACTERS = 120
MAX_PARAGRAPH_CHARACTERS = 5000

_CLOSING = re.compile(r"\((?P<names>[^()]{5,160}),\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\)$")
_HEADINGS = ("h3", "h4", "h5", "h6")
_OUTSIDE = frozenset(("nav", "footer", "aside"))
_BRACKETS = " ()[]（）【】"


def read_byline_lines(tree: HtmlElement, is_site: Callable[[str], bool]) -> Iterator[str]:
    """Yield the names of a line that begins as bylines do, in any place; else a name alone, ahead of the text or behind it."""
    lines: list[str] = []
    alone: str | None = None
    # Whether the line before is nothing but the words that stand ahead of a name.
    is_led = False
    leads = name_words("by") | (name_words("label") & name_words("nobody"))
    for element, _ in zip(
        tree.iter("p", "div", "span", "li", "strong", "em", "address", *_HEADINGS),
        range(MAX_LINES),
        strict=False,
    ):
        text = _read_line(element)
        people = _named(text, element) if text else []
        if is_led and text and not any(outer.tag in _OUTSIDE for outer in element.iterancestors()):
            people = people or _persons(text)
        is_led = text.rstrip(":： ").casefold() in leads if text else is_led
        if not all(is_site(name) for name in people):
            yield from people
            return
        if element.tag == "p":
            full = text_within(element, MAX_PARAGRAPH_CHARACTERS) or ""
            alone = alone or _find_lone_name(element, full, lines)
            lines.append(full)
    closing = next((found for line in lines[-MAX_LAST_LINES:] if (found := _CLOSING.search(line))), None)
    if closing is not None:
        yield from _persons(closing["names"])
    elif alone is not None:
        yield alone
    else:
        yield from (line for line in lines[-MAX_LAST_LINES:] if _is_desk(line))


def _is_desk(line: str) -> bool:
    """Tell whether a line is nothing but the name of a desk: "Sports desk", "IN-Redaktion"."""
    words = fold(line).split()
    return len(line) <= MAX_DESK_CHARACTERS and 0 < len(words) <= 3 and _names_desk(" ".join(words))


def _names_desk(folded: str) -> bool:
    return any(f" {folded}".endswith(f" {desk}") for desk in name_words("desk"))


def _read_line(element: HtmlElement) -> str:
    """Give the text of an element if it is a line, else what it begins with."""
    start = (element.text or "")[: 2 * MAX_BYLINE_CHARACTERS].strip()
    leads_over = start.casefold() in name_words("by")
    if len(element) > 8 or (len(start) <= 3 and not leads_over and not _is_label(element)):
        return start
    text = text_within(element, 3 * MAX_BYLINE_CHARACTERS)
    return text if text is not None and len(text) <= MAX_BYLINE_CHARACTERS else start


def _is_label(element: HtmlElement) -> bool:
    """Tell whether a word like "Author" stands in an element of its own ahead of the name."""
    first = element[0] if len(element) and element.tag not in _HEADINGS else None
    words = fold(first.text or "").split() if first is not None and first.tag in ("strong", "b", "span", "em") else []
    return bool(words) and all(word in name_words("label") for word in words)


def _named(text: str, element: HtmlElement) -> list[str]:
    if _is_label(element):
        return _persons((element[0].tail or "")[:MAX_BYLINE_CHARACTERS])
    bare = text.strip(_BRACKETS)
    if (name := find_reporter(bare)) is not None:
        return [name]
    bare = strip_date_ahead(bare)
    if len(text) > MAX_BYLINE_CHARACTERS or not has_by(bare) or (element.tag in _HEADINGS and _is_menu(bare)):
        return []
    short = text_within(element, 3 * MAX_BYLINE_CHARACTERS) is not None and text != (element.text or "").strip()
    lines = [line.strip(_BRACKETS) for line, _ in lines_of(element)] if short else [bare]
    return next((found for line in lines if (found := _people(line))), [])


def _persons(text: str) -> list[str]:
    return [name for name in split_authors(text) if looks_like_person(name)]


def _is_menu(heading: str) -> bool:
    """Tell whether a heading begins with one word as a menu's may: "By event"; that of a biography begins "Written by"."""
    return len(heading.removesuffix(strip_by(heading)).split()) < 2


def _people(line: str) -> list[str]:
    return [name for name in split_authors(line) if looks_like_person(name) or (len(name) <= 30 and name.isupper())]


def _find_lone_name(element: HtmlElement, text: str, ahead: list[str]) -> str | None:
    """Give a paragraph of nothing but names in bold or italics, with no paragraph of text ahead; else None."""
    if len(text) > 60 or len(element) != 1 or element[0].tag not in ("strong", "b", "em", "i"):
        return None
    is_first = not any(len(line) >= MIN_PARAGRAPH_CHARACTERS for line in ahead)
    names = split_authors(text)
    return text if is_first and names and all(map(looks_like_person, names)) else None
