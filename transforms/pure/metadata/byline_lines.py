"""The authors of an article in lines without markup: lines that begin as bylines do, a name alone, a desk at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from transforms.pure.metadata.parted_lines import lines_of
from transforms.pure.page.notes import Notes
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
# A line of nothing but names.
MAX_NAMES_CHARACTERS = 60

_CLOSING = re.compile(r"\((?P<names>[^()]{5,160}),\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\)$")
_HEADINGS = ("h3", "h4", "h5", "h6")
_LINES = ("p", "div", "span", "li", "strong", "em", "address", *_HEADINGS)
_LABEL_TAGS = ("strong", "b", "span", "em")
_OUTSIDE = frozenset(("nav", "footer", "aside"))
_BRACKETS = " ()[]（）【】"


def read_byline_lines(page: Notes, is_site: Callable[[str], bool]) -> Iterator[str]:
    """Yield the names of a line that begins as bylines do, in any place; else a name alone, ahead of the text or behind it."""
    paragraphs: list[int] = []
    alone: str | None = None
    is_text_ahead = False
    # Whether the line before is nothing but the words that stand ahead of a name.
    is_led = False
    leads = name_words("by") | (name_words("label") & name_words("nobody"))
    for at in page.all(*_LINES)[:MAX_LINES]:
        text = _read_line(page, at)
        if text:
            people = _named(page, at, text)
            if is_led and not people and not any(page.tags[outer] in _OUTSIDE for outer in page.outers(at)):
                people = _persons(text)
            is_led = text.rstrip(":： ").casefold() in leads
            if not all(is_site(name) for name in people):
                yield from people
                return
        if page.tags[at] == "p":
            paragraphs.append(at)
            alone = alone or (None if is_text_ahead else _find_lone_name(page, at))
            is_text_ahead = is_text_ahead or len(_read_paragraph(page, at)) >= MIN_PARAGRAPH_CHARACTERS
    last = [_read_paragraph(page, at) for at in paragraphs[-MAX_LAST_LINES:]]
    closing = next((found for line in last if (found := _CLOSING.search(line))), None)
    if closing is not None:
        yield from _persons(closing["names"])
    elif alone is not None:
        yield alone
    else:
        yield from filter(_is_desk, last)


def _read_paragraph(page: Notes, at: int) -> str:
    return page.text(at, MAX_PARAGRAPH_CHARACTERS) or ""


def _is_desk(line: str) -> bool:
    """Tell whether a line is nothing but the name of a desk: "Sports desk", "IN-Redaktion"."""
    words = fold(line).split()
    return len(line) <= MAX_DESK_CHARACTERS and 0 < len(words) <= 3 and _names_desk(" ".join(words))


def _names_desk(folded: str) -> bool:
    return any(f" {folded}".endswith(f" {desk}") for desk in name_words("desk"))


def _read_line(page: Notes, at: int) -> str:
    """Give the text of an element if it is a line, else what it begins with."""
    start = (page.texts[at] or "")[: 2 * MAX_BYLINE_CHARACTERS].strip()
    if len(start) <= 3 and not (start and start.casefold() in name_words("by")) and not _is_label(page, at):
        return start
    if len(page.elements[at]) > 8:
        return start
    text = page.text(at, 3 * MAX_BYLINE_CHARACTERS)
    return text if text is not None and len(text) <= MAX_BYLINE_CHARACTERS else start


def _is_label(page: Notes, at: int) -> bool:
    """Tell whether a word like "Author" stands in an element of its own ahead of the name."""
    first = at + 1
    if first >= page.ends[at] or page.tags[first] not in _LABEL_TAGS or page.tags[at] in _HEADINGS:
        return False
    words = fold(page.texts[first] or "").split()
    return bool(words) and all(word in name_words("label") for word in words)


def _named(page: Notes, at: int, text: str) -> list[str]:
    if _is_label(page, at):
        return _persons((page.elements[at + 1].tail or "")[:MAX_BYLINE_CHARACTERS])
    bare = text.strip(_BRACKETS)
    if (name := find_reporter(bare)) is not None:
        return [name]
    if len(text) > MAX_BYLINE_CHARACTERS:
        return []
    bare = strip_date_ahead(bare)
    if not has_by(bare) or (page.tags[at] in _HEADINGS and _is_menu(bare)):
        return []
    is_whole = page.size(at) <= 3 * MAX_BYLINE_CHARACTERS and text != (page.texts[at] or "").strip()
    lines = [line.strip(_BRACKETS) for line, _ in lines_of(page.elements[at])] if is_whole else [bare]
    return next((found for line in lines if (found := _people(line))), [])


def _persons(text: str) -> list[str]:
    return [name for name in split_authors(text) if looks_like_person(name)]


def _is_menu(heading: str) -> bool:
    """Tell whether a heading begins with one word as a menu's may: "By event"; that of a biography begins "Written by"."""
    return len(heading.removesuffix(strip_by(heading)).split()) < 2


def _people(line: str) -> list[str]:
    return [name for name in split_authors(line) if looks_like_person(name) or (len(name) <= 30 and name.isupper())]


def _find_lone_name(page: Notes, at: int) -> str | None:
    """Give a paragraph of nothing but names in bold or italics; else None."""
    if len(page.elements[at]) != 1 or page.tags[at + 1] not in ("strong", "b", "em", "i"):
        return None
    text = _read_paragraph(page, at)
    names = split_authors(text) if len(text) <= MAX_NAMES_CHARACTERS else []
    return text if names and all(map(looks_like_person, names)) else None
