"""The standfirst of an article: the line under the title, apart from the running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.page.elements import MAX_LABEL_CHARACTERS, element_text, has_more, text_within
from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, Microdata
from transforms.pure.text.normal import fold, folded_words, is_unspaced

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
_NO_LEAD = frozenset(("figure", "figcaption", "nav"))
_DATED = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d\d\b\W*$|\[\w+\]")
_DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "sailthru.description", "dc.description")


class Opening(Struct, frozen=True):
    """What an article opens with: its standfirst, or a `lead` that says what the page announces but may be of the text."""

    standfirst: str | None
    lead: str | None


def read_standfirst(
    tree: HtmlElement, linked: Linked, metas: Metas, marked: Microdata, titles: Collection[str] = ()
) -> Opening:
    """Give the line under the title, apart from the running text: one announced as the page's description, or the first.

    `titles` are the article's, as the page gives them: one of them may stand in an h2.
    """
    title = _find_title(tree, titles)
    opening = _find_announced(tree, title, titles, linked, metas, marked)
    if opening.standfirst is None and title is not None:
        return Opening(_find_below_title(title), opening.lead)
    return opening


def _find_title(tree: HtmlElement, titles: Collection[str]) -> HtmlElement | None:
    """Give the heading that is the article's title: the first h1 that is in no menu, else an h2 that says a title."""
    folded = {fold(title) for title in titles}
    for tag in ("h1", "h2"):
        for heading in tree.iter(tag):
            text = (text_within(heading, MAX_STANDFIRST_CHARACTERS) or "").strip()
            if len(text) < MIN_TITLE_CHARACTERS or (tag == "h2" and fold(text) not in folded):
                continue
            if next(heading.iterancestors("nav", "li", "footer", "aside"), None) is None:
                return heading
    return None


def _find_announced(
    tree: HtmlElement,
    title: HtmlElement | None,
    titles: Collection[str],
    linked: Linked,
    metas: Metas,
    marked: Microdata,
) -> Opening:
    announced = [linked.description, *(value for name in _DESCRIPTION_METAS for value in metas.get(name, [])[:1])]
    described = [element for element in marked.get("description", [])[:2] if not _is_of_another(element)]
    announced += [text_within(element, 2 * MAX_STANDFIRST_CHARACTERS) for element in described]
    descriptions = {fold(text[:2000]) for text in announced if text and len(text) > 30} - {fold(t) for t in titles}
    beginnings = {description[:FIRST_CHARACTERS] for description in descriptions}
    lead: HtmlElement | None = None
    is_below = False
    for element, _ in zip(tree.iter(*_LINES) if descriptions else (), range(MAX_STANDFIRSTS), strict=False):
        is_below = is_below or element is title
        if len(element) > 4 or fold(_first_words(element))[:FIRST_CHARACTERS] not in beginnings:
            continue
        text = text_within(element, 2 * MAX_STANDFIRST_CHARACTERS) or ""
        if not 30 <= len(text) <= MAX_STANDFIRST_CHARACTERS or not _announces(fold(text), descriptions):
            continue
        if _stands_apart(element):
            return Opening(text, None)
        around = list(element.iterancestors())
        if is_below and (lead is None or lead in around) and not any(outer.tag in _NO_LEAD for outer in around):
            lead = element  # The innermost: what holds it may hold more.
    return Opening(None, None if lead is None else element_text(lead))


def _is_of_another(element: HtmlElement) -> bool:
    """Tell whether a description in microdata is that of a person or a thing that the article names."""
    item = next((outer for outer in element.iterancestors() if outer.get("itemscope") is not None), None)
    return item is not None and item.get("itemprop") is not None


def _first_words(element: HtmlElement) -> str:
    """Give the words that an element begins with, or those of the first element in it."""
    text = element.text or ""
    if text.isspace() or not text:
        text = (element[0].text or "") if len(element) else ""
    return text.lstrip()[:60]


def _find_below_title(title: HtmlElement) -> str | None:
    """Give the first line below the title that is long enough, where it stands with the title and not with the text."""
    words = set(folded_words(element_text(title)))
    for element, _ in zip(_iterate_behind(title), range(MAX_BELOW_TITLE), strict=False):
        if element.tag == "h1":
            return None
        text = text_within(element, 2 * MAX_STANDFIRST_CHARACTERS) or ""
        if len(text) < MIN_BELOW_TITLE_CHARACTERS or _holds_blocks(element) or _is_beside_header(element, title):
            continue
        if _is_linked(element, text) or _is_label(text, words):
            continue
        is_short = len(text) <= MAX_BELOW_TITLE_CHARACTERS
        return text if is_short and _is_in_header(element, title, text) else None
    return None


def _iterate_behind(element: HtmlElement) -> Iterator[HtmlElement]:
    """Give the elements behind one, in order, that may hold a line: those beside it, then those beside what holds it."""
    at: HtmlElement | None = element
    while at is not None and at.tag != "body":
        for beside in at.itersiblings():
            yield from beside.iter("h1", "h2", "h3", "h4", "p", "div", "span")
        at = at.getparent()


def _holds_blocks(element: HtmlElement) -> bool:
    parent = element.getparent()
    if element.tag == "span" and parent is not None and parent.tag in ("p", "h2", "h3", "h4"):
        return True
    return next(element.iterdescendants("p", "div", "h2", "h3", "ul", "figure"), None) is not None


def _is_beside_header(element: HtmlElement, title: HtmlElement) -> bool:
    """Tell whether the line stands in a byline, a picture, a list, a form: beside what a header says, not in it."""
    round_title = set(title.iterancestors())
    for outer in (element, *element.iterancestors()):
        if outer in round_title:
            return False
        if has_more(outer, MAX_HEADER_CHARACTERS):
            return True  # So much is no header any more.
        if outer.tag in _OUTSIDE_HEADER or _OUTSIDE_CLASS.search(_labels(outer)):
            return True
        if next(outer.iterdescendants("img", "picture"), None) is not None:
            return True
    return False


def _is_linked(element: HtmlElement, text: str) -> bool:
    return 2 * sum(len("".join(link.itertext())) for link in element.iter("a")) > len(text)


def _is_label(text: str, title: set[str]) -> bool:
    """Tell whether a line gives a date, or the title once more."""
    words = set(folded_words(text))
    return _DATED.search(text) is not None or len(words & title) >= MAX_TITLE_SHARE * len(words)


def _is_in_header(element: HtmlElement, title: HtmlElement, text: str) -> bool:
    """Tell whether the smallest element round the title and the line is a header: the running text stands outside."""
    round_title, round_line = set(title.iterancestors()), set(element.iterancestors())
    header = next((outer for outer in element.iterancestors() if outer in round_title), None)
    for outer in (element, *element.iterancestors()):
        if outer is header or has_more(outer, len(text) + FIRST_CHARACTERS):
            break
        if _OWN_CLASS.search(_read_names(outer)):
            return True
    if header is None or header.tag in ("article", "main", "body", "html"):
        return False
    least = MIN_BODY_CHARACTERS // 2 if is_unspaced(text) else MIN_BODY_CHARACTERS
    like_it = (part for part in header.iter(element.tag) if part.get("class") == element.get("class"))
    others = {*header.iter("p"), *like_it} - round_line - {element}
    return sum(len("".join(part.itertext()).strip()) >= least for part in others) <= 1


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


def _stands_apart(element: HtmlElement) -> bool:
    """Tell whether a line stands apart from the text: by its name, as a heading, in a header; a div only by its own name."""
    if element.tag not in _MARKED_LINES:
        return element.tag in ("div", "span") and _names_standfirst(_labels(element)[:MAX_LABEL_CHARACTERS])
    parent = element.getparent()
    if _STANDFIRST_CLASS.search(_labels(element)) or element.tag in ("h2", "h3", "h4"):
        return True
    outer = (parent.get("class") or "").lower() if parent is not None else ""
    return bool(_STANDFIRST_CLASS.search(outer)) or next(element.iterancestors("header", "hgroup"), None) is not None


def _is_cut_of(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) and len(shorter) > 0.7 * len(longer)
