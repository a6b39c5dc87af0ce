"""Bylines that a page marks: by microdata, links to authors, and the names of classes and elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.metadata.parted_lines import lines_of
from transforms.pure.page.elements import has_more
from transforms.pure.page.notes import Notes, cut_out
from transforms.pure.text.byline_words import ends_in_other_lead
from transforms.pure.text.names import is_capitalised, looks_like_person, split_authors

MAX_BYLINE_CHARACTERS = 160
MAX_AUTHOR_CHARACTERS = 30
MAX_AUTHOR_WORDS = 3
MAX_HEADINGS = 3
# The article's byline is among the first of so many that a page marks.
MAX_MARKED = 300

_STATED = cast(
    Callable[[HtmlElement], list[HtmlElement]],
    etree.XPath("descendant-or-self::*[@itemprop or @rel or @data-testid]"),
)
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


def read_marked_bylines(page: Notes) -> Iterator[str]:
    """Yield the names in the first byline that a page marks, and in those beside it: pages list other articles, too."""
    headed = {outer for heading in page.all("h1")[:MAX_HEADINGS] for outer in page.outers(heading)}
    stated = [page.numbers[element] for element in _STATED(page.elements[0]) if element in page.numbers]
    name_marks = [at for at in stated if page.elements[at].get("itemprop") == "name"]
    marked = list(islice((at for at in _find_marked(page, stated) if _is_byline(page, at, headed)), MAX_MARKED))
    named = [(at, names) for at in marked if (names := _read_names(page, at, name_marks))]
    # A label or a link beside the byline may pass for a name where no person is named.
    named = [(at, names) for at, names in named if any(map(looks_like_person, names))] or named
    outer_ones = {outer for at, _ in named for outer in page.outers(at)}
    wholes = outer_ones.intersection(at for at, _ in named)
    first: tuple[int | None, int] | None = None
    for at, names in named:
        if at in outer_ones:
            continue
        whole = next((outer for outer in page.outers(at) if outer in wholes), None)
        place = _place(page, at)
        if first is None:
            first = whole, place
        elif not ((whole is not None and whole == first[0]) or first[1] in (place, *page.outers(at))):
            return
        yield from names


def _find_marked(page: Notes, stated: Iterable[int]) -> list[int]:
    """Give the elements in whose attributes anything may speak of an author: cheap, for it is asked of all of a page."""
    found = {at for at in stated if _states_author(page.elements[at])}
    classes = ((at, element.get("class")) for at, element in enumerate(page.elements))
    found.update(at for at, name in classes if name is not None and _marks_author(name))
    found.update(at for at in page.all("a") if _LINKS.search(page.elements[at].get("href") or ""))
    found.update(at for tag, places in page.places.items() if "-" in tag and _MARKS.search(tag) for at in places)
    return sorted(found)


def _states_author(element: HtmlElement) -> bool:
    return (
        element.get("itemprop") == "author"
        or "author" in (element.get("rel") or "")
        or _MARKS.search(element.get("data-testid") or "") is not None
    )


# A page has few names for many elements.
@lru_cache(maxsize=2048)
def _marks_author(classes: str) -> bool:
    return _MARKS.search(classes) is not None


def _place(page: Notes, at: int) -> int:
    """Give what holds a byline and those beside it: the parent, of items of a list the list; -1 for none."""
    parent = page.parents[at]
    return page.parents[parent] if parent >= 0 and page.tags[parent] == "li" else parent


def _is_byline(page: Notes, at: int, headed: set[int]) -> bool:
    """Tell whether an element names the article's author: `headed` are the elements that hold a heading of the page."""
    element, tag = page.elements[at], page.tags[at]
    named = element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split()
    label = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
    if not named and tag != "a" and "-" not in tag and not _NAME_CLASS.search(label):
        return False
    if not named and _BESIDE.search(label):
        return False
    if tag in ("img", "svg", "script", "body", "html", "form") or _is_elsewhere(label) or has_other_lead(element):
        return False
    outer_ones = list(page.outers(at))
    of_article = any(page.tags[outer] == "article" for outer in outer_ones)
    return not any(_is_outside(page, outer, of_article) for outer in outer_ones if outer not in headed)


def _is_outside(page: Notes, outer: int, of_article: bool) -> bool:
    """Tell whether what stands in an element is not the article's; `of_article` says that this is one, or stands in one."""
    tag = page.tags[outer]
    if tag in _OUTSIDE:
        return not (of_article and tag in _OF_ARTICLE)
    return tag in ("div", "section", "ul", "li") and _is_elsewhere(page.elements[outer].get("class") or "")


@lru_cache(maxsize=2048)
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


def _read_names(page: Notes, at: int, name_marks: Sequence[int]) -> list[str]:
    """Give the names that an element holds: those that microdata mark in it (`name_marks`), else those of its first line that
    has any, and of the lines that are marked up as that one is: what stands below a name is a role, or a date."""
    whole = next(iter(cut_out(name_marks, at, page.ends[at])), at)
    if whole != at and (stated := page.elements[whole].get("content")):
        return _find_names(stated, [])
    if has_more(page.elements[whole], 3 * MAX_BYLINE_CHARACTERS):
        return []
    links = [link for link in (page.text(link) or "" for link in _links_of(page, whole)) if looks_like_person(link)]
    names: list[str] = []
    kind = ""
    for line, line_kind in lines_of(page.elements[whole]):
        found = _find_names(line, links) if len(line) <= MAX_BYLINE_CHARACTERS else []
        if not names:
            names, kind = found, line_kind
        elif line_kind == kind and all(map(looks_like_person, found)):
            names.extend(found)
    return names


def _links_of(page: Notes, at: int) -> list[int]:
    return [*([at] if page.tags[at] == "a" else []), *page.inside(at, "a")]


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
