"""Dates that readers see in the head of an article, beside its title; and elsewhere on a page that shows but one day.

What stands in a box of its own (a comment, a teaser, a ticker, an embedded post) is not the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.metadata.head_lines import (
    MAX_LINE_CHARACTERS,
    MIN_TITLE_CHARACTERS,
    HeadLine,
    find_title,
    lines_behind,
    lines_of,
    lines_of_page,
)
from transforms.pure.page.metas import Sourced
from transforms.pure.page.notes import Notes
from transforms.pure.text.found_days import FoundDay, Label, find_days, label_of
from transforms.pure.text.worded_dates import fold_date

MAX_WORDS, MAX_WORDS_BESIDE, MAX_WORDS_BARE = 14, 5, 4
# A date may stand behind a standfirst and a caption; near the title, behind no more than a standfirst.
MAX_NEAR_CHARACTERS, MAX_HEAD_CHARACTERS = 300, 800
MIN_PROSE_CHARACTERS = 60
MAX_LINES, MAX_LINES_BEHIND = 60, 3000
# What stands ahead of the title and is larger than this is a part of the page of its own.
MAX_AHEAD_CHARACTERS = 300
MAX_LEVELS = 5
# Above the text and below it.
MAX_TIMES_SHOWN = 2

_PUBLISHED = re.compile(r"publi(?:sh|c|é|k)|posted|created|release", re.IGNORECASE)
_BYLINE = re.compile(r"(?<![a-z])(?:by-?line|author|autor|auteur)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_GOES_ON = re.compile(r"[\s)]*[^\W\d_]")
_BY = re.compile(r"[\s)]*(?:by|von|par|por|di|da|av|af|door|autor)\b")
_DIGIT = re.compile(r"[0-9]")
_SEPARATORS = re.compile(r"(?:(?<!\s)\s+)?[|·•–—/:]\s+|\s-\s")
_ENDS_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?。]\s*$")

# Days of a chronology.
_SUBHEADS = frozenset(("h2", "h3", "h4", "h5", "h6", "dt"))

_NO_HEAD = ("nav", "form")

Place = Literal["near", "ahead", "head", "byline", "behind"]


class ShownDate(Struct, frozen=True):
    """A date as it stands there, what it is of (None: nothing says so), and where it stands.

    `is_alone` says that the line holds no more than a date's line does, `is_bare` that it holds no more than dates and what
    they are of.
    """

    value: str
    source: Literal["time", "text"]
    label: Label | None
    place: Place
    is_alone: bool
    is_bare: bool


def find_shown_dates(
    page: Notes, titles: Sequence[str], language: str | None, is_dated: bool = False
) -> list[ShownDate]:
    """Give the dates in the head of the article that one of the `titles` names, the nearest first; where there is none and
    the page is not dated otherwise, those anywhere behind it, else anywhere on the page, if they are of one day.
    """
    title = find_title(page, titles)
    found = [] if title is None else _find_dates_near(page, title, language)
    if is_dated or any(date.is_alone for date in found):
        return found
    return ([] if title is None else _find_dates_behind(page, title, language)) or _find_dates_anywhere(page, language)


def _find_dates_near(page: Notes, title: int, language: str | None) -> list[ShownDate]:
    """Give the dates in the head of the article, the nearest first."""
    found: list[ShownDate] = []
    prose = 0
    before = ""
    for line in islice(lines_behind(page, title), MAX_LINES):
        place: Place = "near" if prose <= MAX_NEAR_CHARACTERS else "head"
        if not (prose and _is_subhead(line)):
            found += _dates_of(line, before, place, language)
        prose += len(line.text) if len(line.text) >= MIN_PROSE_CHARACTERS else 0
        if prose > MAX_HEAD_CHARACTERS:
            break
        before = line.text
    near = [date for date in found if date.place == "near"]
    if not any(date.is_alone and date.label != "updated" for date in near):
        return [*near, *_dates_ahead(page, title, language), *found[len(near) :]]
    return found


def _find_dates_behind(page: Notes, title: int, language: str | None) -> list[ShownDate]:
    """Give the dates anywhere behind the title of which a word says that the article was published then, best those with
    nothing else beside them, else those in a line of their own; none where they are of more than one day.
    """
    found = _find_dates_alone(page, islice(lines_behind(page, title), MAX_LINES_BEHIND), language)
    named = [date for date in found if date.label == "published"]
    bare = [date for date in named if date.is_bare]
    return next((dates for dates in (named, bare, found) if len({date.value for date in dates}) == 1), [])


def _find_dates_anywhere(page: Notes, language: str | None) -> list[ShownDate]:
    """Give the dates that stand anywhere on the page in lines of their own; none where they are of more than one day, or
    where that stands there as often as in a list of other stories.
    """
    found = _find_dates_alone(page, islice(lines_of_page(page), MAX_LINES_BEHIND), language)
    days = [_day_in(date.value) for date in published_of(found)]
    return found if len(set(days)) == 1 and len(days) <= MAX_TIMES_SHOWN else []


def _find_dates_alone(page: Notes, lines: Iterable[HeadLine], language: str | None) -> list[ShownDate]:
    found: list[ShownDate] = []
    before: HeadLine | None = None
    for line in lines:
        if line.may_be_dated and not _is_of_link(page, line):
            place: Place = "byline" if _is_of_byline(page, line) else "behind"
            dates = _dates_of(line, before.text if before is not None else "", place, language)
            found += [date for date in dates if date.is_alone]
        before = line
    return found


def _is_of_link(page: Notes, line: HeadLine) -> bool:
    """Tell whether a line stands in a link that says more: a teaser, whose date is that of the page behind it."""
    link = page.outer(page.numbers[line.pieces[0][1]], "a") if line.pieces else None
    return link is not None and page.size(link) > len(line.text) + MIN_TITLE_CHARACTERS


def _is_of_byline(page: Notes, line: HeadLine) -> bool:
    """Tell whether a line stands in what a class calls the byline, as below a text."""
    at = page.numbers[line.pieces[0][1]] if line.pieces else 0
    around = (at, *islice(page.outers(at), 2))
    return any(
        _BYLINE.search(page.elements[outer].get("class") or "") is not None and page.size(outer) <= MAX_AHEAD_CHARACTERS
        for outer in around
    )


def _day_in(moment: str) -> str:
    """Give the day in a moment; the moment as it is where it is a number of seconds."""
    days = find_days(fold_date(moment))
    return days[0].day if days else moment


def _is_subhead(line: HeadLine) -> bool:
    return bool(line.pieces) and line.pieces[0][0] == 0 and line.pieces[0][1].tag in _SUBHEADS


def _dates_of(line: HeadLine, before: str, place: Place, language: str | None) -> Iterator[ShownDate]:
    text = line.text
    if len(text) > MAX_LINE_CHARACTERS or not (line.times or _DIGIT.search(text)):
        return
    days = find_days(text, language)
    stated = dict(enumerate(days))
    spans: list[tuple[int, int, str, Literal["time", "text"], HtmlElement | None]] = []
    for start, end, element in line.times:
        inside = [at for at, day in stated.items() if start <= day.start < max(end, start + 1)]
        value = _moment_of(element, language) or next((stated[at].day for at in inside), None)
        for at in inside:
            del stated[at]
        if value:
            spans.append((start, end, value, "time", element))
    spans += [(day.start, day.end, day.day, "text", _element_at(line, day)) for day in stated.values()]
    spots, end_before = [(day.start, day.end) for day in days], 0
    rest = _blank(text, spots)
    is_bare = len(_WORD.findall(rest)) <= MAX_WORDS_BARE
    spans.sort(key=lambda span: span[:2])
    for start, end, value, source, shown in spans:
        ahead = text[end_before:start]
        if not _WORD.search(ahead) and end_before == 0 and len(before.split()) <= 3 and not _DIGIT.search(before):
            ahead = f"{before} {ahead}"
        label = label_of(ahead, text[end:] if end == spans[-1][1] else "") or _label_of_class(shown)
        is_alone = _is_alone(rest, start, end, label) and not (
            source == "time" and not any(start <= at < end for at, _ in spots) and _goes_on(text[end:])
        )
        yield ShownDate(value, source, label, place, is_alone, is_alone and is_bare)
        end_before = end


def _moment_of(time: HtmlElement, language: str | None) -> str | None:
    """Give the `datetime` of a time, where it holds a whole day."""
    moment = " ".join((time.get("datetime") or "").split())
    if len(moment) > MAX_LINE_CHARACTERS:
        return None
    return moment if moment.isdigit() or find_days(fold_date(moment), language) else None


def _element_at(line: HeadLine, day: FoundDay) -> HtmlElement | None:
    return next((element for start, element in reversed(line.pieces) if start <= day.start), None)


def _label_of_class(element: HtmlElement | None) -> Label | None:
    """Tell whether a class of a date, or of what it stands in, says that it is of publication."""
    for _ in range(2):
        if element is not None and _PUBLISHED.search(element.get("class") or ""):
            return "published"
        element = element.getparent() if element is not None else None
    return None


def _blank(text: str, spots: Iterable[tuple[int, int]]) -> str:
    """Give a line with spaces where its dates stand."""
    for begins, ends in spots:
        text = f"{text[:begins]}{' ' * (ends - begins)}{text[ends:]}"
    return text


def _is_alone(text: str, start: int, end: int, label: Label | None) -> bool:
    """Tell whether a line without its dates has no more words than that of a date, of which few stand right beside it."""
    ahead, behind = _SEPARATORS.split(text[:start])[-1], _SEPARATORS.split(text[end:])[0]
    beside = len(_WORD.findall(ahead)) + len(_WORD.findall(behind))
    if len(_WORD.findall(text)) > MAX_WORDS or (label is None and beside > 3 and _ENDS_SENTENCE.search(behind)):
        return False
    return label is not None or beside <= MAX_WORDS_BESIDE or bool(_BY.match(ahead) or _BY.match(behind))


def _goes_on(behind: str) -> bool:
    """Tell whether words follow that are the line's own, as behind the time of a ticker's entry."""
    return _GOES_ON.match(behind) is not None and not _BY.match(behind) and len(_WORD.findall(behind)) >= 2


def _dates_ahead(page: Notes, title: int, language: str | None) -> list[ShownDate]:
    """Give the dates that stand right ahead of the title, in small elements beside it or round it, the nearest first."""
    node: HtmlElement | None = page.elements[title]
    levels = 0
    while node is not None and node.tag not in ("body", "html") and levels < MAX_LEVELS:
        # What begins with the title, and holds nothing ahead of it, is no further away.
        levels += node.getprevious() is not None
        for sibling in node.itersiblings(preceding=True):
            at = page.numbers[sibling]
            if page.size(at) > MAX_AHEAD_CHARACTERS or page.tags[at] in _NO_HEAD or page.inside(at, *_NO_HEAD):
                return []
            lines = list(lines_of(page, at))
            texts = ["", *(line.text for line in lines)]
            found = [
                date
                for line, before in zip(lines, texts, strict=False)
                for date in _dates_of(line, before, "ahead", language)
            ]
            if found:
                return found[::-1] if len({date.value for date in found if date.label != "updated"}) <= 1 else []
        node = node.getparent()
    return []


def published_of(shown: Sequence[ShownDate]) -> list[Sourced]:
    """Give the dates that may be those of publication, the best first: those that a word names, then those without one."""
    alone = [date for date in shown if date.is_alone and date.label not in ("updated", "other")]
    best = sorted(alone, key=lambda date: (date.place == "head", date.label != "published"))
    return [Sourced(date.value, date.source) for date in best]


def updated_of(shown: Sequence[ShownDate]) -> list[Sourced]:
    """Give the dates in the head of the article of which a word says that it was changed then; below a standfirst, where the
    line says no more.
    """
    changed = (date for date in shown if date.is_alone and date.label == "updated")
    return [
        Sourced(date.value, date.source)
        for date in changed
        if date.place in ("near", "ahead") or (date.place in ("head", "byline") and date.is_bare)
    ]
