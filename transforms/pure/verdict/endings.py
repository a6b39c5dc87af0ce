"""How the text of a page ends: whole, cut off, or at a wall that asks for money or an account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.elements import text_within
from transforms.pure.text.normal import count_words, fold
from transforms.pure.text.phrases import phrases_for
from transforms.pure.text.sentences import ends_clause

# With more text ahead of it an offer to subscribe is no wall, unless the page says that it is not free.
MAX_STUB_CHARACTERS = 2500
# The wall stands right behind the text.
MAX_LINES_BEHIND = 12
MAX_WALL_CHARACTERS = 300
# "Far less" text than the page says that the article has.
MAX_SHOWN_SHARE = 0.6
MIN_STATED_WORDS = 100
# So much of its beginning is enough to find a paragraph again.
KEY_CHARACTERS = 50
MIN_KEY_CHARACTERS = 12
MAX_ELEMENTS_BEHIND = 60

_LINE_TAGS = ("p", "h2", "h3", "h4", "div", "li", "td", "blockquote", "section", "span", "a", "strong", "b", "em")
_ELLIPSES = ("...", "…")
# What may stand behind the dots of a text that is cut off: read from the end, since from each dot on it would take n² steps.
_BEHIND_DOTS = re.compile(r"[\s\])»”\"'.]*+…?")


class Ending(Struct, frozen=True):
    """How a text ends: whether it is cut off, and whether a wall stands behind it."""

    is_truncated: bool = False
    is_walled: bool = False


def find_ending(page: ParsedPage, paragraphs: Sequence[str]) -> Ending:
    """Tell how the text of a page ends.

    A text is cut off where it ends in an ellipsis, or in the midst of a sentence with an invitation to read on behind it, or
    at a wall. A wall is an offer to readers who pay behind a short text; or behind any where the page says that it is not free,
    and then also what it says that the text has far more of than it shows.
    """
    found = sum(map(len, paragraphs))
    if not found:
        return Ending()
    is_locked = page.hints.is_free is False
    is_open = not ends_clause(paragraphs[-1])
    walled = is_locked and (_states_more(page.hints, paragraphs) or _is_offer(page, paragraphs[-1]))
    cut = _ends_in_dots(paragraphs[-1])
    if not walled and page.hints.is_free is not True and (is_locked or is_open or found <= MAX_STUB_CHARACTERS):
        wall, onward = _behind(page, paragraphs[-1])
        walled, cut = wall, cut or (onward and is_open)
    return Ending(is_truncated=cut or walled, is_walled=walled or (cut and is_locked))


def _states_more(hints: Hints, paragraphs: Sequence[str]) -> bool:
    """Tell whether the page says of its article that it has far more words than it shows."""
    # Some count the words of lists and of other articles, so that the number alone makes no stub of a long text.
    stated = (hints.linked.word_count or 0) if sum(map(len, paragraphs)) <= MAX_STUB_CHARACTERS else 0
    if stated >= MIN_STATED_WORDS and count_words("\n".join(paragraphs))[0] < MAX_SHOWN_SHARE * stated:
        return True
    # Some hold the text twice, or that of other articles: what counts is where the last paragraph shown stands in it.
    body = " ".join((hints.linked.body or "").split())
    at = body.rfind(paragraphs[-1].strip("… .")[:KEY_CHARACTERS])
    return at >= 0 and at + len(paragraphs[-1]) < MAX_SHOWN_SHARE * len(body)


def _is_offer(page: ParsedPage, last: str) -> bool:
    """Tell whether the last paragraph itself is the offer to readers who pay."""
    wall = phrases_for(page.language)["wall"]
    return len(last) <= MAX_WALL_CHARACTERS and wall.matches(fold(last))


def _behind(page: ParsedPage, last: str) -> tuple[bool, bool]:
    """Tell whether a wall, and whether an invitation to read on stands right behind the last paragraph."""
    phrases = phrases_for(page.language)
    lines = list(islice(_lines_behind(page, last[:KEY_CHARACTERS]), MAX_LINES_BEHIND))
    wall = any(phrases["wall"].matches(line) for line in lines)
    return wall, any(phrases["onward"].matches(line) for line in lines[:1])


def _lines_behind(page: ParsedPage, beginning: str) -> Iterator[str]:
    """Give the folded short lines behind the element in which the last paragraph begins: most pages need no more than that."""
    elements = page.tree.iter(*_LINE_TAGS)
    last = next((element for element in elements if _begins(element.text, beginning)), None)
    if last is None:
        lines = [line.text for line in page.lines]
        at = next((at for at in range(len(lines) - 1, -1, -1) if beginning in lines[at]), len(lines))
        yield from (
            fold(line) for line in lines[at + 1 : at + 1 + MAX_LINES_BEHIND] if len(line) <= MAX_WALL_CHARACTERS
        )
        return
    inside = set(last.iterdescendants()) if last.tag != "div" else set()
    for element in islice(elements, MAX_ELEMENTS_BEHIND):
        if element.text and not element.text.isspace() and element not in inside:
            text = text_within(element, MAX_WALL_CHARACTERS)
            if text:
                yield fold(text)


def _begins(text: str | None, beginning: str) -> bool:
    """Tell whether a text and the beginning of a paragraph are the same as far as both go."""
    own = (text or "").lstrip()
    if len(own) < MIN_KEY_CHARACTERS or own[0] != beginning[0]:
        return False
    own = " ".join(own[: 2 * KEY_CHARACTERS].split())[:KEY_CHARACTERS]
    return beginning.startswith(own)


def _ends_in_dots(paragraph: str) -> bool:
    """Tell whether a paragraph ends in an ellipsis, behind which quotation marks and brackets may close."""
    found = _BEHIND_DOTS.match(paragraph[::-1])
    return found is not None and any(dots in found[0] for dots in _ELLIPSES)
