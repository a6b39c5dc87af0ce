"""What stands in a page and no reader sees or reads: text for screen readers, text that a style hides, marks of footnotes."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.pure.page.elements import MAX_LABEL_CHARACTERS, has_more, text_within

# More than this is shown when a script has run, or when a reader asks for it.
MAX_HIDDEN_CHARACTERS = 600
MAX_MARK_CHARACTERS = 6
MAX_CLIMB = 3

# How pages hide a text from all but screen readers: by style, or by a class of one of these names; how they draw a formula
# that is there as such, and icons that are letters of a font.
_CLIPPED = re.compile(r"clip:\s*rect\(\s*[01]|clip-path:\s*inset\((?:50|100)%", re.IGNORECASE)
_SPOKEN_NAME = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|screen-?reader\w*|sr-only|katex-html|mjx_?-?assistive\w*|material-(?:icons|symbols))(?=$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_DECLARATION = re.compile(
    r"(?:^|[;\s])(display|visibility)\s{0,9}:\s{0,9}([a-z-]{1,30})\s{0,9}(!\s{0,9}important)?", re.IGNORECASE
)
_SHOWN_AS_BLOCK = re.compile(r"(?:^|[;\s])display\s*:\s*(?:block|flex|grid|list-item|table)\b", re.IGNORECASE)
# What opens a hidden element stands ahead of it or behind it; what can be opened often says so in its name.
_OPENERS = ("button", "summary", "dt", "label", "a", "input", "h2", "h3", "h4", "h5", "h6")
_OPENS_NAME = re.compile(
    r"collaps|accordion|toggle|\btab|panel|answer|expand|more|faq|fold|content|body|text", re.IGNORECASE
)
_MARK = re.compile(r"\[(?:\d{1,3}|\w)\]|\d{1,3}|[a-z]|[ivx]+|[*†‡§]+")
_WAY_BACK = re.compile("[↩↑⤴^\ufe0e\ufe0f]+")


def hides(style: str) -> bool:
    """Tell whether a style hides its element: of two declarations the later holds, or the important one (CSS Cascade, 6).

    >>> [hides(style) for style in ("display:none", "display:none; display:block", "display:none!important; display:block")]
    [True, False, True]
    """
    if _HIDDEN.search(style) is None:
        return False
    in_force = sorted(_DECLARATION.findall(style), key=lambda declaration: bool(declaration[2]))
    declared = {name.lower(): value.lower() for name, value, _ in in_force}
    return declared.get("display") == "none" or declared.get("visibility") == "hidden"


def is_unseen(element: HtmlElement, style: str | None) -> bool:
    """Tell whether an inline element is for screen readers alone ("opens in a new window"), or hidden.

    >>> from lxml.html import fromstring
    >>> is_unseen(fromstring("<i class='sr-only'>(new window)</i>"), None), is_unseen(fromstring("<i>dam</i>"), None)
    (True, False)
    """
    if style is not None and (_CLIPPED.search(style) or (hides(style) and _is_short(element))):
        return True
    if element.get("hidden") is not None and _is_short(element):
        return True
    name = element.get("class")
    return name is not None and _names_spoken(name[:MAX_LABEL_CHARACTERS])


def is_hidden_note(block: HtmlElement, style: str) -> bool:
    """Tell whether a block is hidden by its style, and nothing beside it opens it: a short one that stands alone.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><p>The dam.</p><p style='display:none'>Desk only.</p><p>It opens.</p></div>")
    >>> [is_hidden_note(block, block.get("style", "")) for block in page]
    [False, True, False]
    """
    return hides(style) and _is_short(block) and not _can_open(block)


def is_shown_as_block(style: str) -> bool:
    """Tell whether a style makes a block of an inline element.

    >>> is_shown_as_block("color:red; display: block"), is_shown_as_block("display:inline-block")
    (True, False)
    """
    return _SHOWN_AS_BLOCK.search(style) is not None


def is_footnote_mark(element: HtmlElement) -> bool:
    """Tell whether a link or a raised element is the mark of a footnote, or leads back from it to the text.

    >>> from lxml.html import fromstring
    >>> [is_footnote_mark(fromstring(html)) for html in ("<sup><a href='#n1'>1</a></sup>", "<sup>2</sup>", "<a href='#r1'>↩</a>")]
    [True, False, True]
    """
    link = element if element.tag == "a" else next(element.iter("a"), None)
    if link is None or "#" not in (link.get("href") or ""):
        return False
    text = text_within(element, MAX_MARK_CHARACTERS)
    if not text:
        return False
    is_raised = element.tag == "sup" or next(element.iter("sup"), None) is not None or text.startswith("[")
    return _WAY_BACK.fullmatch(text) is not None or (is_raised and _MARK.fullmatch(text) is not None)


def _is_short(element: HtmlElement) -> bool:
    return not has_more(element, MAX_HIDDEN_CHARACTERS)


def _can_open(block: HtmlElement) -> bool:
    """Tell whether a hidden block has a heading or a button beside it, is one of several in a row, or says so in its name."""
    if _OPENS_NAME.search(f"{block.get('class') or ''} {block.get('id') or ''}") or block.get("role"):
        return True
    outer: HtmlElement | None = block
    for _ in range(MAX_CLIMB):
        if outer is None:
            return False
        before, behind = outer.getprevious(), outer.getnext()
        if (
            _opens(before)
            or (behind is not None and behind.tag == "button")
            or _is_hidden(before)
            or _is_hidden(behind)
        ):
            return True
        if before is not None:
            return False
        outer = outer.getparent()
    return False


def _opens(element: HtmlElement | None) -> bool:
    if element is None:
        return False
    return element.tag in _OPENERS or (_is_short(element) and next(element.iter(*_OPENERS[:4]), None) is not None)


def _is_hidden(element: HtmlElement | None) -> bool:
    return element is not None and hides(element.get("style") or "")


# A page, and all pages of a site, have few names for many elements.
@lru_cache(maxsize=4096)
def _names_spoken(name: str) -> bool:
    return _SPOKEN_NAME.search(name) is not None
