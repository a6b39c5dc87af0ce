"""What kind of article a page says in sight that it holds: a label right above its title, such as "Opinion" or "Advertorial".

Only the place of a kicker counts: within the block that the title stands in, right before it. Labels in menus, in lists and on
places for advertisements are of something else.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from transforms.pure.page.metas import Sourced
from transforms.pure.page.notes import Notes
from transforms.pure.text.normal import fold
from transforms.pure.text.phrases import read_sections
from transforms.pure.text.wordlists import read_data

SOURCE: Final = "page"
MAX_CHARACTERS: Final = 60
# So far before the title a label may end, and so many elements round the title may hold it.
MAX_DISTANCE: Final = 80
MAX_OUTERS: Final = 3
_LABELS = ("span", "a", "p", "div", "strong", "b", "small", "em", "h2", "h3", "h4", "h5", "h6")
_ELSEWHERE = frozenset(
    ("nav", "ul", "ol", "li", "aside", "footer", "form", "button", "figure", "table", "body", "html", "main")
)
_WHOLE_PAGE = frozenset(("body", "html", "main"))
# Names of classes and ids, also where capitals part their words: "adsContainer".
_ADVERTISEMENT = re.compile(
    r"(?<![A-Za-z])(?:[Aa]ds?|AD|[Aa]dv|dfp|gpt|related)(?![a-z])|[Aa]dvert|[Bb]anner|[Pp]romo|[Tt]easer"
)
_EDGES = " \t:|•·–—-/[]()*"


def find_visible_kinds(page: Notes, titles: Collection[str]) -> tuple[Sourced, ...]:
    """Give the flags of the kinds that a label right above the title names; `titles` are those that the page gives."""
    title = _find_title(page, titles)
    if title is None:
        return ()
    block = _block_of(page, title)
    found: dict[str, None] = {}
    for at in page.inside(block, *_LABELS):
        if at >= title:
            break
        if not 0 <= page.sizes[page.firsts[title]] - page.sizes[page.lasts[at]] <= MAX_DISTANCE:
            continue
        kind = _kind_of(page.text(at, MAX_CHARACTERS) or "")
        if kind is not None and _is_kicker(page, at, block):
            found[kind] = None
    return tuple(Sourced(kind, SOURCE) for kind in found)


def _find_title(page: Notes, titles: Collection[str]) -> int | None:
    """Give the heading that says one of the article's titles: the first h1 that does."""
    folded = {fold(title) for title in titles}
    return next((at for at in page.all("h1") if fold(page.text(at, 400) or "") in folded), None)


def _block_of(page: Notes, title: int) -> int:
    """Give the widest element round the title that is not most of the page."""
    block = title
    for _ in range(MAX_OUTERS):
        outer = page.parents[block]
        if outer < 0 or page.tags[outer] in _WHOLE_PAGE:
            break
        block = outer
    return block


def _is_kicker(page: Notes, at: int, block: int) -> bool:
    """Tell whether an element, and all round it up to the block, is no menu, list or place for advertisements."""
    while at not in (block, -1):
        element = page.elements[at]
        if page.tags[at] in _ELSEWHERE or _ADVERTISEMENT.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            return False
        at = page.parents[at]
    return True


def _kind_of(text: str) -> str | None:
    label = fold(text).strip(_EDGES)
    kind = _kinds().get(label)
    if kind is not None or not label:
        return kind
    return next((kind for begin, kind in _beginnings() if label.startswith(begin)), None)


@lru_cache(maxsize=1)
def _sections() -> dict[str, list[str]]:
    found = read_sections(read_data("visible_kinds.txt"))
    return {name: [word for line in lines for word in line.split(", ")] for name, lines in found.items()}


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {fold(word): kind for kind in ("opinion", "sponsored") for word in _sections()[kind]}


@lru_cache(maxsize=1)
def _beginnings() -> list[tuple[str, str]]:
    return [(f"{fold(word)} ", kind) for kind in ("opinion", "sponsored") for word in _sections()[f"{kind} by"]]
