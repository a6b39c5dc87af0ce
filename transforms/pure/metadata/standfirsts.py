"""The standfirst of an article: the line under the title, apart from the running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.page.elements import MAX_LABEL_CHARACTERS, text_within
from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, Microdata
from transforms.pure.page.notes import Notes
from transforms.pure.text.normal import fold, folded_words, is_unspaced, may_fold_to

MAX_STANDFIRSTS = 3000
MAX_STANDFIRST_CHARACTERS = 1000
# Lines that begin otherwise are not looked at more closely.
FIRST_CHARACTERS = 12
MIN_TITLE_CHARACTERS = 15
# Between the title and the text stand names, dates and buttons, which are shorter; a longer one is the text.
MIN_BELOW_TITLE_CHARACTERS, MAX_BELOW_TITLE_CHARACTERS = 50, 450
MAX_BELOW_TITLE = 60
MAX_HEADER_CHARACTERS = 4000
MIN_BODY_CHARACTERS = 50
MAX_TITLE_SHARE = 0.8

_OUTSIDE_HEADER = frozenset(
    ("figure", "figcaption", "ul", "ol", "nav", "aside", "form", "button", "table", "a", "footer", "blockquote")
)
_STANDFIRST_CLASS = re.compile(
    r"standfirst|sub-?title|sub-?head|\bdek\b|\bdeck\b|summary|teaser|\blede?\b|intro|vorspann|chapo|entradilla|bajada"
    r"|ingress|sommario|description|excerpt|abstract"
)
# Of those, the names that an element with a page's first paragraphs does not have.
_OWN_CLASS = re.compile(
    r"standfirst|sub-?title|sub-?head|\bdek\b|\bdeck\b|\blede\b|\blead\b|vorspann|chapo|entradilla|bajada|ingress|sommario"
)
_OUTSIDE_CLASS = re.compile(r"byline|author|\bdate|\btime|caption|credit|\bcopyright|share|social|breadcrumb")
_MARKED_LINES = ("h2", "h3", "h4", "p")
_LINES = ("h1", *_MARKED_LINES, "div", "span", "strong", "em", "b", "section", "li", "blockquote")
_BELOW_TITLE = frozenset(("h1", *_MARKED_LINES, "div", "span"))
_MENUS = frozenset(("nav", "li", "footer", "aside"))
_HEADERS = frozenset(("header", "hgroup"))
_NO_LEAD = frozenset(("figure", "figcaption", "nav"))
_DATED = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d\d\b\W*$|\[\w+\]")
_DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "sailthru.description", "dc.description")


class Opening(Struct, frozen=True):
    """What an article opens with: its standfirst, or a `lead` that says what the page announces but may be of the text."""

    standfirst: str | None
    lead: str | None


def read_standfirst(
    page: Notes, linked: Linked, metas: Metas, marked: Microdata, titles: Collection[str] = ()
) -> Opening:
    """Give the line under the title, apart from the running text: one announced as the page's description, or the first.

    `titles` are the article's, as the page gives them: one of them may stand in an h2.
    """
    title = _find_title(page, titles)
    opening = _find_announced(page, title, titles, _read_announced(linked, metas, marked))
    if opening.standfirst is None and title is not None:
        return Opening(_find_below_title(page, title), opening.lead)
    return opening


def _find_title(page: Notes, titles: Collection[str]) -> int | None:
    """Give the heading that is the article's title: the first h1 that is in no menu, else an h2 that says a title."""
    folded = {fold(title) for title in titles}
    for tag in ("h1", "h2"):
        for at in page.all(tag):
            text = page.text(at, MAX_STANDFIRST_CHARACTERS) or ""
            if len(text) < MIN_TITLE_CHARACTERS or (tag == "h2" and fold(text) not in folded):
                continue
            if not any(page.tags[outer] in _MENUS for outer in page.outers(at)):
                return at
    return None


def _read_announced(linked: Linked, metas: Metas, marked: Microdata) -> list[str | None]:
    """Give the descriptions of the article that a page announces."""
    described = [element for element in marked.get("description", [])[:2] if not _is_of_another(element)]
    return [
        linked.description,
        *(value for name in _DESCRIPTION_METAS for value in metas.get(name, [])[:1]),
        *(text_within(element, 2 * MAX_STANDFIRST_CHARACTERS) for element in described),
    ]


def _find_announced(
    page: Notes, title: int | None, titles: Collection[str], announced: Iterable[str | None]
) -> Opening:
    descriptions = {fold(text[:2000]) for text in announced if text and len(text) > 30} - {fold(t) for t in titles}
    beginnings = {description[:FIRST_CHARACTERS] for description in descriptions}
    initials = {beginning[:1] for beginning in beginnings}
    lead: int | None = None
    for at in page.all(*_LINES)[:MAX_STANDFIRSTS] if descriptions else ():
        if not _begins(page, at, beginnings, initials) or len(page.elements[at]) > 4:
            continue
        text = page.text(at, 2 * MAX_STANDFIRST_CHARACTERS) or ""
        if not 30 <= len(text) <= MAX_STANDFIRST_CHARACTERS or not _announces(fold(text), descriptions):
            continue
        if _stands_apart(page, at):
            return Opening(text, None)
        around = list(page.outers(at))
        is_below = title is not None and title <= at
        if is_below and (lead is None or lead in around) and not any(page.tags[outer] in _NO_LEAD for outer in around):
            lead = at  # The innermost: what holds it may hold more.
    return Opening(None, None if lead is None else page.text(lead))


def _begins(page: Notes, at: int, beginnings: set[str], initials: set[str]) -> bool:
    """Tell whether the words that an element begins with, or those of the first element in it, begin one of the folded texts.

    `initials` are the first letters of those.
    """
    text = page.texts[at]
    if not text or text.isspace():
        text = page.texts[at + 1] if at + 1 < page.ends[at] else None
    if not text:
        return "" in beginnings
    words = text.lstrip()[:60]
    return may_fold_to(words, initials) and fold(words)[:FIRST_CHARACTERS] in beginnings


def _is_of_another(element: HtmlElement) -> bool:
    """Tell whether a description in microdata is that of a person or a thing that the article names."""
    item = next((outer for outer in element.iterancestors() if outer.get("itemscope") is not None), None)
    return item is not None and item.get("itemprop") is not None


def _find_below_title(page: Notes, title: int) -> str | None:
    """Give the first line below the title that is long enough, where it stands with the title and not with the text."""
    words = set(folded_words(page.text(title) or ""))
    round_title = set(page.outers(title))
    for at in islice(_iterate_behind(page, title), MAX_BELOW_TITLE):
        if page.tags[at] == "h1":
            return None
        if not MIN_BELOW_TITLE_CHARACTERS <= page.size(at) <= 2 * MAX_STANDFIRST_CHARACTERS:
            continue
        text = page.text(at) or ""
        if (
            len(text) < MIN_BELOW_TITLE_CHARACTERS
            or _holds_blocks(page, at)
            or _is_beside_header(page, at, round_title)
        ):
            continue
        if _is_linked(page, at, text) or _is_label(text, words):
            continue
        is_short = len(text) <= MAX_BELOW_TITLE_CHARACTERS
        return text if is_short and _is_in_header(page, at, round_title, text) else None
    return None


def _iterate_behind(page: Notes, at: int) -> Iterator[int]:
    """Give the elements behind one, in order, that may hold a line: those beside it, then those beside what holds it."""
    end = next((page.ends[outer] for outer in page.outers(at) if page.tags[outer] == "body"), len(page.elements))
    return (behind for behind in range(page.ends[at], end) if page.tags[behind] in _BELOW_TITLE)


def _holds_blocks(page: Notes, at: int) -> bool:
    parent = page.parents[at]
    if page.tags[at] == "span" and parent >= 0 and page.tags[parent] in ("p", "h2", "h3", "h4"):
        return True
    return bool(page.inside(at, "p", "div", "h2", "h3", "ul", "figure"))


def _is_beside_header(page: Notes, at: int, round_title: Container[int]) -> bool:
    """Tell whether the line stands in a byline, a picture, a list, a form: beside what a header says, not in it."""
    for outer in (at, *page.outers(at)):
        if outer in round_title:
            return False
        if page.size(outer) > MAX_HEADER_CHARACTERS:
            return True  # So much is no header any more.
        if page.tags[outer] in _OUTSIDE_HEADER or _OUTSIDE_CLASS.search(_labels(page.elements[outer])):
            return True
        if page.inside(outer, "img", "picture"):
            return True
    return False


def _is_linked(page: Notes, at: int, text: str) -> bool:
    links = [page.elements[link] for link in page.inside(at, "a")]
    return 2 * sum(len("".join(link.itertext())) for link in links) > len(text)


def _is_label(text: str, title: set[str]) -> bool:
    """Tell whether a line gives a date, or the title once more."""
    words = set(folded_words(text))
    return _DATED.search(text) is not None or len(words & title) >= MAX_TITLE_SHARE * len(words)


def _is_in_header(page: Notes, at: int, round_title: Container[int], text: str) -> bool:
    """Tell whether the smallest element round the title and the line is a header: the running text stands outside."""
    outer_ones = list(page.outers(at))
    header = next((outer for outer in outer_ones if outer in round_title), None)
    for outer in (at, *outer_ones):
        if outer == header or page.size(outer) > len(text) + FIRST_CHARACTERS:
            break
        if _OWN_CLASS.search(_read_names(page.elements[outer])):
            return True
    if header is None or page.tags[header] in ("article", "main", "body", "html"):
        return False
    least = MIN_BODY_CHARACTERS // 2 if is_unspaced(text) else MIN_BODY_CHARACTERS
    classes = page.elements[at].get("class")
    like_it = (part for part in page.inside(header, page.tags[at]) if page.elements[part].get("class") == classes)
    others = {*page.inside(header, "p"), *like_it}.difference(outer_ones, (at,))
    return sum(page.size(part) >= least <= len(page.text(part) or "") for part in others) <= 1


def _announces(text: str, descriptions: set[str]) -> bool:
    return any(_is_cut_of(text, known) for known in descriptions)


# A page has few names for many elements.
@lru_cache(maxsize=2048)
def _names_standfirst(labels: str) -> bool:
    return _STANDFIRST_CLASS.search(labels) is not None


def _labels(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('data-testid', '')}".lower()


def _read_names(element: HtmlElement) -> str:
    """Read what a page calls an element, in its class, its id, and the data of its scripts."""
    named = (value for name, value in element.attrib.items() if name in ("class", "id") or name.startswith("data-"))
    return " ".join(named).lower()


def _stands_apart(page: Notes, at: int) -> bool:
    """Tell whether a line stands apart from the text: by its name, as a heading, in a header; a div only by its own name."""
    element, tag = page.elements[at], page.tags[at]
    if tag not in _MARKED_LINES:
        return tag in ("div", "span") and _names_standfirst(_labels(element)[:MAX_LABEL_CHARACTERS])
    if _STANDFIRST_CLASS.search(_labels(element)) or tag in ("h2", "h3", "h4"):
        return True
    parent = page.parents[at]
    outer = (page.elements[parent].get("class") or "").lower() if parent >= 0 else ""
    return bool(_STANDFIRST_CLASS.search(outer)) or any(page.tags[one] in _HEADERS for one in page.outers(at))


def _is_cut_of(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) and len(shorter) > 0.7 * len(longer)
