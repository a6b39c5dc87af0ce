"""Bylines that a page marks: by microdata, links to authors, and the names of classes and elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from transforms.pure.metadata.parted_lines import lines_of
from transforms.pure.page.elements import has_more
from transforms.pure.text.byline_words import ends_in_other_lead
from transforms.pure.text.names import is_capitalised, looks_like_person, split_authors
from transforms.pure.text.normal import clean_line

MAX_BYLINE_CHARACTERS = 160
MAX_AUTHOR_CHARACTERS = 30
MAX_AUTHOR_WORDS = 3
MAX_HEADINGS = 3

_MARKS = re.compile("[Aa]uthor|[Bb]yline|[Aa]utor|auteur|writer|reporter")
_LINKS = re.compile("/(?:author|autor|auteur)")
_NAME_CLASS = re.compile(
    r"(?:author|byline|autor|auteur|writer|reporter)s?"
    r"(?:[-_]{0,2}(?:name|link|list|item|info|text|box|block|container|content|wrapper))*(?:\b|_)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"comment|related|teaser|recommend|sidebar|trending|popular|newsletter", re.IGNORECASE)
# Boxes of their own, unless they are the author's.
_BOXED = re.compile(r"(?<!elementor-)widget|card|promo|bio\b", re.IGNORECASE)
# What stands beside a name: a role, a date, a picture.
_BESIDE = re.compile(
    r"(?:author|byline|autor|auteur)s?[-_]{0,2}(?:role|job|position|title|desc|date|social|image|img|avatar)(?![a-z])",
    re.IGNORECASE,
)
_AUTHOR = re.compile("author|byline|autor|auteur", re.IGNORECASE)
_OUTSIDE = frozenset(("nav", "footer", "aside", "figure", "figcaption", "blockquote"))
_OF_ARTICLE = frozenset(("footer", "aside"))
MAX_LEAD_CHARACTERS = 40


def read_marked_bylines(tree: HtmlElement) -> Iterator[str]:
    """Yield the names in the first byline that a page marks, and in those beside it: pages list other articles, too."""
    headed = {
        outer
        for heading, _ in zip(tree.iter("h1"), range(MAX_HEADINGS), strict=False)
        for outer in heading.iterancestors()
    }
    marked = [element for element in tree.iter("*") if _is_marked(element) and _is_byline(element, headed)]
    named = [(element, names) for element in marked if (names := _read_names(element))]
    # A label or a link beside the byline may pass for a name where no person is named.
    named = [(element, names) for element, names in named if any(map(looks_like_person, names))] or named
    outer_ones = {outer for element, _ in named for outer in element.iterancestors()}
    wholes = outer_ones.intersection(element for element, _ in named)
    first: tuple[HtmlElement | None, HtmlElement | None] | None = None
    for element, names in named:
        if element in outer_ones:
            continue
        whole = next((outer for outer in element.iterancestors() if outer in wholes), None)
        place = _place(element)
        if first is None:
            first = whole, place
        elif not (
            (whole is not None and whole is first[0])
            or first[1] in (place, element.getparent(), *element.iterancestors())
        ):
            return
        yield from names


def _is_marked(element: HtmlElement) -> bool:
    """Tell whether anything in an element's attributes may speak of an author: cheap, for it is asked of all elements."""
    classes, tag = element.get("class"), element.tag
    if classes is not None and _MARKS.search(classes):
        return True
    if tag == "a" and _LINKS.search(element.get("href") or ""):
        return True
    return (
        element.get("itemprop") == "author"
        or "author" in (element.get("rel") or "")
        or _MARKS.search(element.get("data-testid") or "") is not None
        or ("-" in tag and _MARKS.search(tag) is not None)
    )


def _place(element: HtmlElement) -> HtmlElement | None:
    """Give what holds a byline and those beside it: the parent, of items of a list the list."""
    parent = element.getparent()
    return parent.getparent() if parent is not None and parent.tag == "li" else parent


def _is_byline(element: HtmlElement, headed: set[HtmlElement]) -> bool:
    """Tell whether an element names the article's author: `headed` are the elements that hold a heading of the page."""
    named = element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split()
    label = _label(element)
    if not named and element.tag != "a" and "-" not in element.tag and not _NAME_CLASS.search(label):
        return False
    if not named and _BESIDE.search(label):
        return False
    if (
        element.tag in ("img", "svg", "script", "body", "html", "form")
        or _is_elsewhere(label)
        or has_other_lead(element)
    ):
        return False
    outer_ones = list(element.iterancestors())
    of_article = any(outer.tag == "article" for outer in outer_ones)
    return not any(
        (outer.tag in _OUTSIDE and not (of_article and outer.tag in _OF_ARTICLE))
        or (outer.tag in ("div", "section", "ul", "li") and _is_elsewhere(outer.get("class") or ""))
        for outer in outer_ones
        if outer not in headed
    )


def _label(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('data-testid') or ''}"


def _is_elsewhere(label: str) -> bool:
    """Tell whether the name of a class speaks of other articles, of comments, or of a box that is not the author's."""
    if not label:
        return False
    return _ELSEWHERE.search(label) is not None or (_BOXED.search(label) is not None and not _AUTHOR.search(label))


def has_other_lead(element: HtmlElement) -> bool:
    """Tell whether the words ahead of an element lead over to those who reviewed, edited or photographed."""
    before = element.getprevious()
    parent = element.getparent()
    ahead = before.tail if before is not None else parent.text if parent is not None else None
    return ends_in_other_lead((ahead or "")[-MAX_LEAD_CHARACTERS:].strip())


def _read_names(element: HtmlElement) -> list[str]:
    """Give the names that an element holds: those that microdata mark in it, else those of its first line that has any,
    and of the lines that are marked up as that one is: what stands below a name is a role, or a date."""
    name = next((part for part in element.iter() if part is not element and part.get("itemprop") == "name"), None)
    if name is not None and name.get("content"):
        return _find_names(name.get("content") or "", [])
    whole = name if name is not None else element
    if has_more(whole, 3 * MAX_BYLINE_CHARACTERS):
        return []
    links = [link for link in (_text_of(link) for link in whole.iter("a")) if looks_like_person(link)]
    names: list[str] = []
    kind = ""
    for line, line_kind in lines_of(whole):
        found = _find_names(line, links) if len(line) <= MAX_BYLINE_CHARACTERS else []
        if not names:
            names, kind = found, line_kind
        elif line_kind == kind and all(map(looks_like_person, found)):
            names.extend(found)
    return names


def _text_of(link: HtmlElement) -> str:
    return clean_line("".join(link.itertext()))


def _find_names(line: str, links: list[str]) -> list[str]:
    """Give the names in a line; where one is a link and more stands behind it, the link's text is the name."""
    names = [name for name in split_authors(line) if _is_author(name)]
    linked = [
        next(
            (
                link
                for link in links
                if re.match(rf"{re.escape(link)} [^\W\d_]", name) and name[len(link) + 1].isupper()
            ),
            None,
        )
        for name in names
    ]
    if not any(linked):
        return names
    return [link or name for name, link in zip(names, linked, strict=True) if link or looks_like_person(name)]


def _is_author(name: str) -> bool:
    if looks_like_person(name):
        return True
    words = name.split()
    is_short = len(words) <= MAX_AUTHOR_WORDS and 2 < len(name) <= MAX_AUTHOR_CHARACTERS
    return is_short and name[0].isupper() and is_capitalised(name)
