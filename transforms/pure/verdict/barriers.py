"""Pages that stand in an article's place: consent walls and checks for robots, known by their words in any language, and
checks for robots known by what they do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement
from msgspec import Struct

from transforms import reasons
from transforms.pure.metadata.hints import Hints
from transforms.pure.text.normal import clean_line, fold
from transforms.pure.text.phrases import Matcher, phrases_of_all
from transforms.reasons import Reason

# A barrier says little else; an article about one says more.
MAX_BARRIER_CHARACTERS = 1200
# A check that only what it does gives away shows next to nothing.
MAX_CHALLENGE_CHARACTERS = 600
MAX_CHALLENGE_LINKS = 3
MAX_ELEMENTS = 400
MIN_SIGNS = 2

_SHOWN = cast(
    Callable[[HtmlElement], list[str]],
    etree.XPath("//body//text()[not(parent::script or parent::style or parent::template)]", smart_strings=False),
)
_CHALLENGE = re.compile(r"captcha|(?:^|[\W_])challenge(?:$|[\W_])", re.IGNORECASE)
_ADDRESSES = ("id", "class", "name", "src", "action", "data-sitekey")
_LOADS_AGAIN = re.compile(r"location\s*\.\s*(?:reload|replace|href)|location\s*=|\.submit\s*\(", re.IGNORECASE)
_REFRESH = re.compile(r"^\s*\d+(?:\.\d+)?\s*(?:$|;\s*(?:url\s*=)?\s*['\"]?(?P<url>[^'\"]*))", re.IGNORECASE)


class BarrierSigns(Struct, frozen=True):
    """What only a whole page shows, its scripts included: all words of a short page, and whether it sets a task.

    `words` is None where the page shows more than a barrier does, or where it declares an article.
    """

    words: str | None = None
    sets_task: bool = False


def read_barrier_signs(tree: HtmlElement, hints: Hints) -> BarrierSigns:
    """Give the signs of a barrier on a page whose scripts still stand in it; none of a page that declares an article."""
    if hints.linked.types or (hints.og_type or "").startswith("article"):
        return BarrierSigns()
    words = words_shown(tree)
    return BarrierSigns(words, sets_task(tree, words))


def find_barrier(titles: Collection[str], text: str, is_article: bool, signs: BarrierSigns) -> Reason | None:
    """Tell which barrier a page with these titles and little text is, or None: one sign in a title, or two in its words.

    `is_article` says that the page declares an article in its JSON-LD, which no barrier does.

    >>> find_barrier(["Just a moment..."], "Enable JavaScript and cookies to continue", False, BarrierSigns())
    'bot_check'
    """
    if is_article or len(text) > MAX_BARRIER_CHARACTERS:
        return None
    if signs.sets_task or _shows(phrases_of_all("bot check"), titles, f"{text}\n{signs.words or ''}"):
        return reasons.BOT_CHECK
    return reasons.CONSENT_PAGE if _shows(phrases_of_all("consent"), titles, text) else None


def sets_task(tree: HtmlElement, words: str | None) -> bool:
    """Tell whether a page that shows next to nothing sets its reader a task: a captcha, or a script that sets a cookie and
    loads the page again; or loads itself again to see whether that was done. `words` are those of `words_shown`.
    """
    if words is None or len(words) > MAX_CHALLENGE_CHARACTERS:
        return False
    if sum(1 for _ in islice(tree.iter("a"), MAX_CHALLENGE_LINKS + 1)) > MAX_CHALLENGE_LINKS:
        return False
    return _loads_itself_again(tree) or any(map(_is_task, tree.iter("form", "iframe", "div", "input", "img", "script")))


def _shows(signs: Matcher, titles: Collection[str], text: str) -> bool:
    if any(signs.matches(fold(title[:MAX_BARRIER_CHARACTERS])) for title in titles):
        return True
    return signs.count_inner(fold(text)) >= MIN_SIGNS


def _is_task(element: HtmlElement) -> bool:
    if any(_CHALLENGE.search(element.get(name) or "") for name in _ADDRESSES):
        return True
    code = element.text or "" if element.tag == "script" else ""
    return "document.cookie" in code and _LOADS_AGAIN.search(code) is not None


def _loads_itself_again(tree: HtmlElement) -> bool:
    """Tell whether a page loads itself again; one that sends its reader elsewhere is no check, but a redirect."""
    return any(found is not None and not (found["url"] or "").strip() for found in _refreshes(tree))


def _refreshes(tree: HtmlElement) -> Iterator[re.Match[str] | None]:
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            yield _REFRESH.match(element.get("content") or "")


def words_shown(tree: HtmlElement) -> str | None:
    """Give the words that a page shows, its `noscript` included, or None where they are more than a barrier's."""
    if sum(1 for _ in islice(tree.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        return None
    pieces: list[str] = []
    characters = 0
    for piece in _SHOWN(tree):
        characters += len(piece) if not piece.isspace() else 0
        if characters > 2 * MAX_BARRIER_CHARACTERS:
            return None
        pieces.append(piece)
    return clean_line(" ".join(pieces))
