"""Lines behind and ahead of an article's title, without what stands in boxes of its own: comments, teasers, embedded posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from lxml.html import HtmlElement

from transforms.pure.page.notes import Notes
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
# Of what is embedded, w-embed is a site builder's name for the site's own markup.
_APART = re.compile(
    r"(?<![a-z])(?:comments?|related|recommend\w*|teasers?|ticker|(?<!\bw-)embed\w*|tweet|twitter|instagram|promos?"
    r"|promotions?|popular|trending|latest|most-?(?:read|viewed)|more-(?:from|on|news)|breaking|advert\w*|repl(?:y|ies)|carousel|swiper"
    r"|countdown|upcoming|up-?next|live-?blog|timeline)(?![a-z])",
    re.IGNORECASE,
)
# Where sites show the day of today.
_MASTHEAD = re.compile(r"(?<![a-z])(?:mast-?head|site-?header|top-?bar|nav-?bar|current-?date|today)(?![a-z])", re.I)
# Of which a heading stands that leads to its page.
_LEADING = frozenset(("a", "nav", "li"))
_DIGIT = re.compile(r"\d|年")
_SPACES = re.compile(r"\s+")


class HeadLine:
    """A line that is folded when its text is first asked for.

    It holds pieces of text and, at their places among them, the numbers of the elements that begin there; for a `time` that
    ends, the number's complement.
    """

    def __init__(self, page: Notes, events: Sequence[str | int]) -> None:
        self._page, self._events = page, events

    @property
    def text(self) -> str:
        """Give the folded text of the line."""
        return self._read[0]

    @property
    def pieces(self) -> list[tuple[int, HtmlElement]]:
        """Give where in the text each element begins."""
        return self._read[1]

    @property
    def times(self) -> list[tuple[int, int, HtmlElement]]:
        """Give where in the text each time begins and ends."""
        return self._read[2]

    @property
    def may_be_dated(self) -> bool:
        """Tell whether the line holds a digit or a time, without a look at its folded text."""
        return any(_DIGIT.search(event) is not None if isinstance(event, str) else event < 0 for event in self._events)

    @cached_property
    def _read(self) -> tuple[str, list[tuple[int, HtmlElement]], list[tuple[int, int, HtmlElement]]]:
        text, elements = "", self._page.elements
        begun: dict[int, int] = {}
        pieces: list[tuple[int, HtmlElement]] = []
        times: list[tuple[int, int, HtmlElement]] = []
        for event in self._events:
            if isinstance(event, str):
                if len(text) <= MAX_LINE_CHARACTERS:
                    piece = _SPACES.sub(" ", fold_date(event))
                    text += piece.lstrip() if text[-1:] in ("", " ") else piece
                continue
            text = f"{text.rstrip()} " if text.strip() else ""
            at = max(event, ~event)
            if event < 0 and at in begun:
                times.append((begun[at], len(text), elements[at]))
            else:
                begun[at] = len(text)
                pieces.append((len(text), elements[at]))
        return text.rstrip(), pieces, times


def find_title(page: Notes, titles: Sequence[str]) -> int | None:
    """Give the heading that says one of the titles, the first title first; else what says one in other elements, else the
    page's first h1; None for none.
    """
    wanted = [folded for title in titles if (folded := fold(title))]
    headings = page.all("h1", "h2", "h3")[:MAX_HEADINGS]
    texts = [fold(page.text(heading, MAX_TITLE_CHARACTERS) or "") for heading in headings]
    bare: dict[str, int] | None = None
    for title in wanted:
        for heading, text in zip(headings, texts, strict=True):
            if text and _is_title(text, title):
                return heading
        bare = _find_bare_titles(page, wanted) if bare is None else bare
        if title in bare:
            return bare[title]
    return next((heading for heading in headings if page.tags[heading] == "h1"), None)


def _find_bare_titles(page: Notes, wanted: Sequence[str]) -> dict[str, int]:
    """Give, of each title that is the own text of an element without a heading's tag, the first such; none that is a link's."""
    found: dict[str, int] = {}
    shortest = min(map(len, wanted), default=MAX_TITLE_CHARACTERS)
    for at in page.all("p", "div", "span", "td", "b", "strong", "legend")[:MAX_ELEMENTS]:
        own = page.texts[at]
        if own and len(own) >= shortest <= len(own.strip()) <= MAX_TITLE_CHARACTERS:
            text = fold(own)
            if (
                text in wanted
                and text not in found
                and not any(page.tags[outer] in _LEADING for outer in page.outers(at))
            ):
                found[text] = at
    return found


def _is_title(text: str, title: str) -> bool:
    shorter, longer = sorted((text, title), key=len)
    return shorter == longer or (len(shorter) >= MIN_TITLE_CHARACTERS and longer.startswith(shorter))


def lines_behind(page: Notes, title: int) -> Iterator[HeadLine]:
    """Give the times in the title, and the lines behind it, to the end of the page."""
    for time in page.inside(title, "time"):
        if (text := page.texts[time]) and not text.isspace():
            yield HeadLine(page, (time, text, ~time))
    body = next((outer for outer in page.outers(title) if page.tags[outer] in ("body", "html")), -1)
    elements = range(page.ends[title], page.ends[body] if body >= 0 else len(page.tags))
    pieces = range(page.lasts[title], page.lasts[body] if body >= 0 else len(page.pieces))
    yield from _lines(page, elements, pieces, (page.parents[title], body), _is_apart)


def lines_of(page: Notes, at: int) -> Iterator[HeadLine]:
    """Give the lines of an element."""
    return _lines_in(page, at, _is_apart)


def lines_of_page(page: Notes) -> Iterator[HeadLine]:
    """Give the lines of a page, with those beside and below its article; not those in the header and footer of the site."""
    body = next((at for at in page.all("body") if page.parents[at] == 0), 0)
    return _lines_in(page, body, _is_foreign)


def _lines_in(page: Notes, at: int, is_left_out: Callable[[Notes, int], bool]) -> Iterator[HeadLine]:
    elements, pieces = range(at, page.ends[at]), range(page.firsts[at], page.lasts[at])
    return _lines(page, elements, pieces, (page.parents[at], page.parents[at]), is_left_out)


def _lines(
    page: Notes, elements: range, pieces: range, around: tuple[int, int], is_left_out: Callable[[Notes, int], bool]
) -> Iterator[HeadLine]:
    """Give the lines of some elements and pieces in a row; `around` are what they stand in where they begin and where they end,
    -1 for the page.
    """
    events: list[str | int] = []
    (holder, outer), at, piece = around, elements.start, pieces.start
    while True:
        is_end = at >= elements.stop
        parent = outer if is_end else page.parents[at]
        while holder != parent:
            events += page.pieces[piece : page.lasts[holder]]
            piece = page.lasts[holder]
            if page.tags[holder] == "time" and holder >= elements.start:
                events.append(~holder)
            if page.tags[holder] not in _INLINE:
                yield from _line_of(page, events)
                events = []
            holder = page.parents[holder]
        events += page.pieces[piece : pieces.stop if is_end else page.firsts[at]]
        is_left = not is_end and is_left_out(page, at)
        if is_end or is_left or page.tags[at] not in _INLINE:
            yield from _line_of(page, events)
            events = []
        if is_end:
            return
        if is_left:
            at, piece = page.ends[at], page.lasts[at]
            continue
        events.append(at)
        holder, piece, at = at, page.firsts[at], at + 1


def _line_of(page: Notes, events: Sequence[str | int]) -> Iterator[HeadLine]:
    if any(isinstance(event, str) and not event.isspace() for event in events):
        yield HeadLine(page, events)


def _is_apart(page: Notes, at: int) -> bool:
    tag = page.tags[at]
    if tag in _APART_TAGS or (tag == "aside" and page.size(at) > MAX_ASIDE_CHARACTERS):
        return True
    label = _label(page.elements[at])
    return label is not None and _names_apart(label)


def _is_foreign(page: Notes, at: int) -> bool:
    """Tell whether an element is of others, or of the site: its header and footer stand in no article."""
    tag = page.tags[at]
    if tag in ("header", "footer"):
        return page.outer(at, "article") is None
    label = _label(page.elements[at])
    return tag in _APART_TAGS or (label is not None and (_names_apart(label) or _names_masthead(label)))


def _label(element: HtmlElement) -> str | None:
    label: str | None = element.get("class") or element.get("id")
    return label


# A site has few names for many elements.
@lru_cache(maxsize=4096)
def _names_apart(label: str) -> bool:
    return _APART.search(label) is not None


@lru_cache(maxsize=4096)
def _names_masthead(label: str) -> bool:
    return _MASTHEAD.search(label) is not None
