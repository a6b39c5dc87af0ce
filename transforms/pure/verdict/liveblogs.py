"""Live blogs: entries in the page's order, each with its time on a line of its own ahead of its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.body.cleaning import clean_blocks
from transforms.pure.body.context import PageContext
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import text_within
from transforms.pure.page.jsonld import Linked
from transforms.pure.page.lines import page_lines
from transforms.pure.text.normal import clean_line, fold
from transforms.pure.text.phrases import phrases_for
from transforms.pure.text.sentences import STOPS
from transforms.pure.verdict.endings import KEY_CHARACTERS

MIN_ENTRIES = 3
MAX_ENTRIES = 500
MAX_TIMES = 2000
MAX_GROUPS = 8
MAX_TIME_CHARACTERS = 60
MAX_LEVELS = 8
MIN_ENTRY_CHARACTERS = 40
MAX_LABEL_WORDS = 4
# The entries of a live blog hold more than this of the text that was found; teasers beside an article hold less.
MIN_SHARE = 0.5

_CLOCK = re.compile(
    r"(?<!\d)\d{1,2}\s?(?:[:.h]|Uhr|時|时|時|시)\s?\d{2}(?!\d)|(?<!\d)\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE
)
_NOT_ENTRY = re.compile(r"comment|reply|teaser|related|recommend|promo", re.IGNORECASE)
_APART = frozenset(("figure", "figcaption", "nav", "footer", "aside", "form"))
_STOPS = (*STOPS, "”", "»", '"')


class LiveEntry(Struct, frozen=True):
    """One entry of a live blog: its time as the page shows it, and its lines."""

    time: str
    lines: list[str]


def says_live(titles: tuple[str, ...], address: str, language: str | None) -> bool:
    """Tell whether a page says in its titles or in its address that it is a live blog.

    >>> says_live(("Storm on the coast: as it happened",), "https://valley.example/storm", "en")
    True
    """
    live = phrases_for(language)["live"]
    folders = (fold(part) for part in address.partition("://")[2].split("/")[1:])
    return any(live.matches(fold(title)) for title in titles) or any(live.matches(folder) for folder in folders)


def read_entries(tree: HtmlElement, context: PageContext) -> list[LiveEntry]:
    """Give the entries that a page shows, in its order: elements of one kind, each with a time; [] where there are less
    than three.
    """
    groups: dict[tuple[str, str], dict[HtmlElement, HtmlElement]] = {}
    for time in islice(
        filter(_is_time, tree.iter("time", "span", "div", "p", "a", "strong", "h2", "h3", "h4")), MAX_TIMES
    ):
        for element in islice(time.iterancestors(), MAX_LEVELS):
            label = element.get("class") or ""
            if element.tag in ("body", "html", "main") or _NOT_ENTRY.search(label):
                break
            groups.setdefault((str(element.tag), label), {}).setdefault(element, time)
    # The largest, of those of one size the outermost: the others are parts of entries.
    found = list(groups.values())
    largest = sorted(range(len(found)), key=lambda at: (len(found[at]), at), reverse=True)[:MAX_GROUPS]
    best: list[LiveEntry] = []
    for group in (found[at] for at in largest):
        apart = {element: time for element, time in group.items() if group.keys().isdisjoint(element.iterancestors())}
        if len(apart) >= MIN_ENTRIES:
            entries = [_entry(element, time, context) for element, time in islice(apart.items(), MAX_ENTRIES)]
            best = max(best, [entry for entry in entries if entry.lines], key=_length)
    return best if len(best) >= MIN_ENTRIES else []


def linked_entries(linked: Linked) -> list[LiveEntry]:
    """Give the entries that a page's JSON-LD holds, for pages that show them to scripts alone."""
    return [LiveEntry(time, [line for line in lines if line]) for time, *lines in linked.updates if any(lines)]


def entries_text(entries: list[LiveEntry], paragraphs: list[str]) -> list[str] | None:
    """Give the paragraphs of a live blog: what stood in `paragraphs` ahead of the first entry, then the entries; None where
    the entries hold too little of that text to be it.
    """
    if _length(entries) < MIN_SHARE * sum(map(len, paragraphs)):
        return None
    keys = [
        fold(line)[:KEY_CHARACTERS] for entry in entries for line in entry.lines if len(line) >= MIN_ENTRY_CHARACTERS
    ]
    folded = map(fold, paragraphs)
    first = next((at for at, text in enumerate(folded) if any(key in text for key in keys)), len(paragraphs))
    while first and (_is_stamp(paragraphs[first - 1]) or fold(paragraphs[first - 1]) == fold(entries[0].lines[0])):
        first -= 1
    return [*paragraphs[:first], *(line for entry in entries for line in (entry.time, *entry.lines))]


def read_introduction(tree: HtmlElement, entries: list[LiveEntry], context: PageContext) -> list[str]:
    """Give the paragraphs between the page's title and the first entry."""
    blocks: list[Block] = []
    begun = False
    for line in page_lines(tree):
        if line.text in entries[0].lines or line.text == entries[0].time:
            break
        begun = begun or (line.kind == "heading" and fold(line.text) in context.titles)
        if begun and line.kind == "p" and len(line.text) >= MIN_ENTRY_CHARACTERS and not line.linked:
            blocks.append(Block(line.text))
    return [block.text for block in clean_blocks(blocks, context)[0]]


def _length(entries: Collection[LiveEntry]) -> int:
    return sum(len(line) for entry in entries for line in entry.lines)


def _is_time(element: HtmlElement) -> bool:
    if element.tag == "time":
        return True
    return len(element) == 0 and _is_stamp((element.text or "").strip())


def _is_stamp(text: str) -> bool:
    """Tell whether a text is a clock time, with a date or without, and nothing else."""
    return 0 < len(text) <= MAX_TIME_CHARACTERS // 2 and _CLOCK.search(text) is not None


def _entry(element: HtmlElement, time: HtmlElement, context: PageContext) -> LiveEntry:
    shown = text_within(time, MAX_TIME_CHARACTERS) or ""
    stated = clean_line(time.get("datetime") or "")[:MAX_TIME_CHARACTERS]
    blocks = list(_blocks(element, shown))
    kept, _ = clean_blocks(blocks, context, ("headings", "tail", "title"))
    lines = [block.text for block in kept]
    is_whole = sum(map(len, lines)) >= MIN_ENTRY_CHARACTERS
    return LiveEntry(shown if _CLOCK.search(shown) else stated or shown, lines if is_whole else [])


def _blocks(element: HtmlElement, time: str) -> Iterator[Block]:
    """Give the lines of an entry without its time, the labels and names beside that, captions, and what is but links."""
    has_begun = False
    for line in page_lines(element):
        text = line.text.removeprefix(time).lstrip(" -–—|·:,") if time and line.text.startswith(time) else line.text
        is_label = line.kind != "heading" and len(text.split()) <= MAX_LABEL_WORDS and not text.endswith(_STOPS)
        is_apart = any(box.tag in _APART for box in line.boxes) or line.linked > 0.7 * len(line.text)
        if text and not is_apart and (has_begun or not is_label):
            has_begun = True
            yield Block(text, "heading" if line.kind == "heading" else "paragraph")
