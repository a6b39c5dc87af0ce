"""The authors of an article: from JSON-LD, meta elements, microdata, and the bylines that readers see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml.html import HtmlElement

from transforms.pure.page.elements import text_within
from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas
from transforms.pure.text.names import find_reporter, has_by, looks_like_person, split_authors
from transforms.pure.text.normal import distinct_lines, fold
from transforms.pure.text.wordlists import name_words

MAX_AUTHORS = 16
MIN_SITE_NAME_CHARACTERS = 5
MAX_BYLINE_CHARACTERS = 160
MAX_LINES = 1500
# A byline at the end of the text stands within its last lines.
MAX_LAST_LINES = 12
MAX_DESK_CHARACTERS = 40
MIN_PARAGRAPH_CHARACTERS = 120
MAX_PARAGRAPH_CHARACTERS = 5000

_AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "article:author:name",
)  # fmt: skip
_OTHER_AUTHOR_META = re.compile(r".+[:._-]authors?$")
_IN_CLASS = ("author", "Author", "byline", "Byline", "autor", "auteur", "writer", "reporter")
_MARKED = re.compile("|".join(_IN_CLASS))
_LEADS_TO_AUTHOR = re.compile("/(?:author|autor|auteur)")
_NAME_CLASS = re.compile(
    r"(?:author|byline|autor|auteur|writer|reporter)s?(?:[-_]{0,2}(?:name|link|list|item|info))*\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"comment|related|teaser|recommend|sidebar|widget|trending|popular|card|promo|bio\b|newsletter", re.IGNORECASE
)
_OUTSIDE = frozenset(("nav", "footer", "aside"))
_CLOSING = re.compile(r"\((?P<names>[^()]{5,160}),\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\)$")
_BRACKETS = " ()[]（）【】"


def read_authors(
    tree: HtmlElement, linked: Linked, metas: Metas, sites: Iterable[str]
) -> tuple[tuple[str, ...], str | None]:
    """Give the authors and where they come from: JSON-LD, meta elements, bylines; () and None where none is named.

    The site itself as author gives way to any person that a later source names. `sites` are the names of the site.
    """
    folded = [name for site in sites if (name := fold(site))]
    site_names = {name.replace(" ", "") for name in folded}
    site_names |= {name.split()[0] for name in folded if len(name.split()[0]) >= MIN_SITE_NAME_CHARACTERS}
    only_site: tuple[tuple[str, ...], str | None] = ((), None)
    readers: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("jsonld", lambda: linked.authors),
        ("meta", lambda: _read_author_metas(metas, site_names)),
        ("byline", lambda: _read_bylines(tree)),
        ("byline", lambda: _read_lines(tree, site_names)),
    )
    for source, read in readers:
        names = distinct_lines((name for text in read() for name in split_authors(text)), MAX_AUTHORS)
        others = [name for name in names if not _is_site(name, site_names)]
        people = tuple(name for name in others if not only_site[0] or looks_like_person(name))
        if people:
            return people, source
        if names and not only_site[0]:
            only_site = names, source
    return only_site


def _is_site(name: str, site_names: set[str]) -> bool:
    """Tell whether a name is the site's: its name, the beginning of it, or that and an initial, as accounts are called."""
    words = fold(name).split()
    joined = "".join(words)
    if joined in site_names or (len(words) == 2 and len(words[1]) == 1 and words[0] in site_names):
        return True
    return len(joined) >= MIN_SITE_NAME_CHARACTERS and any(known.startswith(joined) for known in site_names)


def _read_author_metas(metas: Metas, site_names: set[str]) -> list[str]:
    others = (name for name in metas if _OTHER_AUTHOR_META.match(name) and name not in _AUTHOR_METAS)
    found = [metas[name] for name in (*_AUTHOR_METAS, *others) if any(map(split_authors, metas.get(name, [])))]
    named = (texts for texts in found if any(fold(text).replace(" ", "") not in site_names for text in texts))
    return next(named, found[0] if found else [])


def _read_bylines(tree: HtmlElement) -> Iterator[str]:
    """Yield the first byline and those beside it: pages list other articles with their authors, too."""
    place: HtmlElement | None = None
    marked = [element for element in tree.iter("*") if _is_marked(element) and _is_byline(element)]
    outer_ones = {outer for element in marked if _read_names(element) for outer in element.iterancestors()}
    for element in marked:
        if element in outer_ones:
            continue
        parent = element.getparent()
        outer = parent.getparent() if parent is not None else None
        if place is not None and place is not parent and place is not outer and place not in element.iterancestors():
            return
        names = _read_names(element)
        if names:
            is_item = outer is not None and parent is not None and parent.tag == "li"
            place = place if place is not None else (outer if is_item else parent)
            yield from names


def _read_names(element: HtmlElement) -> list[str]:
    text = _read_text(element)
    names = split_authors(text) if text and len(text) <= MAX_BYLINE_CHARACTERS else []
    return [name for name in names if _is_author(name)]


def _is_author(name: str) -> bool:
    return looks_like_person(name) or (len(name.split()) <= 3 and name[:1].isupper() and len(name) <= 30)


def _is_marked(element: HtmlElement) -> bool:
    """Tell whether anything in an element's attributes may speak of an author: cheap, for it is asked of all elements."""
    classes, test_id = element.get("class"), element.get("data-testid")
    return (
        (classes is not None and _MARKED.search(classes) is not None)
        or (test_id is not None and ("author" in test_id or "byline" in test_id))
        or element.get("itemprop") == "author"
        or element.get("rel") == "author"
        or (element.tag == "a" and _LEADS_TO_AUTHOR.search(element.get("href") or "") is not None)
    )


def _is_byline(element: HtmlElement) -> bool:
    named = element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split()
    label = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
    if not named and element.tag != "a" and not _NAME_CLASS.search(label):
        return False
    for ancestor in element.iterancestors():
        if ancestor.tag in _OUTSIDE or (
            ancestor.tag in ("div", "section", "ul", "li") and _ELSEWHERE.search(ancestor.get("class") or "")
        ):
            return False
    return element.tag not in ("img", "svg", "script", "body", "html", "form") and not _ELSEWHERE.search(label)


def _read_text(element: HtmlElement) -> str | None:
    """Read what an element says of the author: the name that microdata mark in it, else its text."""
    name = next((part for part in element.iter() if part is not element and part.get("itemprop") == "name"), None)
    named = name if name is not None else element
    return named.get("content") or text_within(named, 3 * MAX_BYLINE_CHARACTERS)


def _read_lines(tree: HtmlElement, site_names: set[str]) -> Iterator[str]:
    """Yield the names of a line that begins as bylines do, in any place; else a name alone, ahead of the text or behind it."""
    lines: list[str] = []
    alone: str | None = None
    for element, _ in zip(
        tree.iter("p", "div", "span", "li", "strong", "em", "address"), range(MAX_LINES), strict=False
    ):
        text = _read_line(element)
        people = _named(text, element) if text else []
        if not all(_is_site(name, site_names) for name in people):
            yield from people
            return
        if element.tag == "p":
            full = text_within(element, MAX_PARAGRAPH_CHARACTERS) or ""
            alone = alone or _find_lone_name(element, full, lines)
            lines.append(full)
    closing = next((found for line in lines[-MAX_LAST_LINES:] if (found := _CLOSING.search(line))), None)
    if closing is not None:
        yield from (name for name in split_authors(closing["names"]) if looks_like_person(name))
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
    first = element[0] if len(element) else None
    words = fold(first.text or "").split() if first is not None and first.tag in ("strong", "b", "span", "em") else []
    return bool(words) and all(word in name_words("label") for word in words)


def _named(text: str, element: HtmlElement) -> list[str]:
    if _is_label(element):
        return [
            name for name in split_authors((element[0].tail or "")[:MAX_BYLINE_CHARACTERS]) if looks_like_person(name)
        ]
    bare = text.strip(_BRACKETS)
    if (name := find_reporter(bare)) is not None:
        return [name]
    if len(text) > MAX_BYLINE_CHARACTERS or not has_by(bare):
        return []
    return [name for name in split_authors(bare) if looks_like_person(name) or (len(name) <= 30 and name.isupper())]


def _find_lone_name(element: HtmlElement, text: str, ahead: list[str]) -> str | None:
    """Give a paragraph of nothing but names in bold or italics, with no paragraph of text ahead; else None."""
    if len(text) > 60 or len(element) != 1 or element[0].tag not in ("strong", "b", "em", "i"):
        return None
    is_first = not any(len(line) >= MIN_PARAGRAPH_CHARACTERS for line in ahead)
    names = split_authors(text)
    return text if is_first and names and all(map(looks_like_person, names)) else None
