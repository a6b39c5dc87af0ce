"""Lines behind and ahead of an article's title, without what stands in boxes of its own: comments, teasers, embedded posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement
from msgspec import Struct, field

from transforms.pure.page.elements import has_more, text_within
from transforms.pure.text.normal import fold
from transforms.pure.text.worded_dates import fold_date

MAX_TITLE_CHARACTERS = 300
MAX_HEADINGS = 60
MIN_TITLE_CHARACTERS = 15
MAX_LINE_CHARACTERS = 160
MAX_ELEMENTS = 3000
MAX_ASIDE_CHARACTERS = 120

_INLINE = frozenset(
    ("span", "a", "b", "i", "em", "strong", "small", "time", "font", "abbr", "u", "sup", "sub", "label", "bdi", "cite", "ins")
)  # fmt: skip
_APART_TAGS = frozenset(
    (
        "blockquote", "nav", "footer", "form", "iframe", "script", "style", "noscript", "template", "svg", "select", "button",
        "figure", "figcaption",
    )
)  # fmt: skip
_APART = re.compile(
    r"(?<![a-z])(?:comments?|related|recommend\w*|teasers?|ticker|embed\w*|tweet|twitter|instagram|promos?|promotions?"
    r"|popular|trending|latest|most-?(?:read|viewed)|more-(?:from|on|news)|breaking|advert\w*|repl(?:y|ies)|carousel|swiper"
    r"|countdown|upcoming|up-?next|live-?blog|timeline)(?![a-z])",
    re.IGNORECASE,
)
# Where sites show the day of today.
_MASTHEAD = re.compile(r"(?<![a-z])(?:mast-?head|site-?header|top-?bar|nav-?bar|current-?date|today)(?![a-z])", re.I)
_SPACES = re.compile(r"\s+")


class HeadLine(Struct):
    """A line's folded text, and where in it each element begins; times end as well."""

    text: str = ""
    pieces: list[tuple[int, HtmlElement]] = field(default_factory=list)
    times: list[tuple[int, int, HtmlElement]] = field(default_factory=list)


def find_title(tree: HtmlElement, titles: Sequence[str]) -> HtmlElement | None:
    """Give the heading that says one of the titles, the first title first; else what says one in other elements, else the
    page's first h1; None for none.
    """
    wanted = [folded for title in titles if (folded := fold(title))]
    headings = list(islice(tree.iter("h1", "h2", "h3"), MAX_HEADINGS))
    texts = [fold(text_within(heading, MAX_TITLE_CHARACTERS) or "") for heading in headings]
    bare: dict[str, HtmlElement] | None = None
    for title in wanted:
        for heading, text in zip(headings, texts, strict=True):
            if text and _is_title(text, title):
                return heading
        bare = _find_bare_titles(tree, wanted) if bare is None else bare
        if title in bare:
            return bare[title]
    return next((heading for heading in headings if heading.tag == "h1"), None)


def _find_bare_titles(tree: HtmlElement, wanted: Sequence[str]) -> dict[str, HtmlElement]:
    """Give, of each title that is the own text of an element without a heading's tag, the first such; none that is a link's."""
    found: dict[str, HtmlElement] = {}
    shortest = min(map(len, wanted), default=MAX_TITLE_CHARACTERS)
    for element in islice(tree.iter("p", "div", "span", "td", "b", "strong", "legend"), MAX_ELEMENTS):
        if element.text and shortest <= len(element.text.strip()) <= MAX_TITLE_CHARACTERS:
            text = fold(element.text)
            if text in wanted and text not in found and not _is_led_to(element):
                found[text] = element
    return found


def _is_led_to(element: HtmlElement) -> bool:
    """Tell whether an element stands in a link, or in a list of places such as those that lead to the page."""
    return next(element.iterancestors("a", "nav", "li"), None) is not None


def _is_title(text: str, title: str) -> bool:
    shorter, longer = sorted((text, title), key=len)
    return shorter == longer or (len(shorter) >= MIN_TITLE_CHARACTERS and longer.startswith(shorter))


def lines_behind(title: HtmlElement) -> Iterator[HeadLine]:
    """Give the lines behind the title, to the end of the page."""
    return _lines(_behind(title))


def lines_of(element: HtmlElement) -> Iterator[HeadLine]:
    """Give the lines of an element."""
    return _lines(iter([*_events(element, _is_apart), None]))


def lines_of_page(tree: HtmlElement) -> Iterator[HeadLine]:
    """Give the lines of a page, with those beside and below its article; not those in the header and footer of the site."""
    body = tree.find("body")
    return _lines(iter([*_events(tree if body is None else body, _is_foreign), None]))


def _behind(title: HtmlElement) -> Iterator[str | HtmlElement | None]:
    """Give what stands behind the title, as `_events` does."""
    for time in title.iter("time"):
        yield from (time, time.text or "", time, None)
    node: HtmlElement | None = title
    while node is not None and node.tag not in ("body", "html"):
        yield None if node.tag not in _INLINE else ""
        yield node.tail or ""
        for sibling in node.itersiblings():
            yield from _events(sibling, _is_apart)
            yield sibling.tail or ""
        node = node.getparent()
    yield None


def _events(element: HtmlElement, is_left_out: Callable[[HtmlElement], bool]) -> Iterator[str | HtmlElement | None]:
    """Give the texts in an element and, ahead of its text and behind a time, the element; None where a line ends."""
    if not isinstance(element.tag, str) or is_left_out(element):
        yield None
        return
    breaks = element.tag not in _INLINE
    if breaks:
        yield None
    yield element
    yield element.text or ""
    for child in element:
        yield from _events(child, is_left_out)
        yield child.tail or ""
    if element.tag == "time":
        yield element
    if breaks:
        yield None


def _is_apart(element: HtmlElement) -> bool:
    if element.tag in _APART_TAGS:
        return True
    if element.tag == "aside" and has_more(element, MAX_ASIDE_CHARACTERS):
        return True
    label = element.get("class") or element.get("id")
    return label is not None and _names_apart(label)


def _is_foreign(element: HtmlElement) -> bool:
    """Tell whether an element is of others, or of the site: its header and footer stand in no article."""
    if element.tag in ("header", "footer"):
        return next(element.iterancestors("article"), None) is None
    label = element.get("class") or element.get("id")
    return element.tag in _APART_TAGS or (label is not None and (_names_apart(label) or bool(_MASTHEAD.search(label))))


# A site has few names for many elements.
@lru_cache(maxsize=4096)
def _names_apart(label: str) -> bool:
    return _APART.search(label) is not None


def _lines(events: Iterator[str | HtmlElement | None]) -> Iterator[HeadLine]:
    line = HeadLine()
    begun: dict[HtmlElement, int] = {}
    for event in events:
        if isinstance(event, str):
            if event and len(line.text) <= MAX_LINE_CHARACTERS:
                piece = _SPACES.sub(" ", fold_date(event))
                line.text += piece.lstrip() if line.text[-1:] in ("", " ") else piece
        elif event is None:
            if line.text.strip():
                line.text = line.text.rstrip()
                yield line
            line, begun = HeadLine(), {}
        else:
            line.text = f"{line.text.rstrip()} " if line.text.strip() else ""
            if event.tag == "time" and event in begun:
                line.times.append((begun[event], len(line.text), event))
            else:
                begun[event] = len(line.text)
                line.pieces.append((len(line.text), event))
