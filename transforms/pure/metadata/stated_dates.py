"""Dates of publication and change that a page states: JSON-LD, meta elements, microdata, `time` elements, text, address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.pure.page.elements import text_within
from transforms.pure.page.metas import Metas, Microdata, Sourced
from transforms.pure.text.normal import clean_or_none
from transforms.pure.text.wordlists import any_of, month_numbers

MAX_LINES = 4000
MAX_LINE_CHARACTERS = 80

_PUBLISHED_METAS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "article.published", "sailthru.date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date", "dcterms.date", "pubdate", "ptime", "pdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "date", "article_date_original", "originalpublicationdate",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "og:modified_time", "og:article:modified_time", "datemodified",
    "article.updated", "dcterms.modified", "utime", "lastmod", "last-modified",
)  # fmt: skip
_METAS = {"datePublished": _PUBLISHED_METAS, "dateModified": _MODIFIED_METAS}
_OUTSIDE = frozenset(("nav", "footer", "aside"))
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})(?!\d)")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[-/](\d{1,2}|[a-z]{3})[-/](\d{1,2})(?=[-/]|$)")


def find_published_dates(
    tree: HtmlElement, linked: str | None, metas: Metas, marked: Microdata, address: str
) -> tuple[Sourced, ...]:
    """Give the dates of publication that a page states, the best first; what readers see only where no markup states one."""
    stated = _read_stated(tree, linked, metas, marked, "datePublished")
    if any(text.value[:4].isdigit() and text.value[:4] > "1990" for text in stated):
        return tuple(stated)
    days = (
        ("address", _read_address(address)),
        ("title", _read_titles(tree, metas)),
        ("text", _find_visible_day(tree)),
    )
    return (*stated, *_find_time(tree), *(Sourced(day, source) for source, day in days if day))


def find_modified_dates(tree: HtmlElement, linked: str | None, metas: Metas, marked: Microdata) -> tuple[Sourced, ...]:
    """Give the dates of the last change that a page states, the best first."""
    return tuple(_read_stated(tree, linked, metas, marked, "dateModified"))


def find_day(text: str) -> str | None:
    """Give the first whole date in a text as year-month-day, None where there is none: names of months in many languages.

    >>> find_day("Publié le 3 juillet 2026 à 10h"), find_day("22.11.2026, 14:05 Uhr"), find_day("03/04/2026")
    ('2026-07-03', '2026-11-22', None)
    """
    first = _YEAR_FIRST.search(text)
    if first is not None:
        return _format_day(first[1], int(first[2]), first[3])
    dotted = _DOTTED.search(text)
    if dotted is not None:
        return _format_day(dotted[3], int(dotted[2]), dotted[1])
    named = _named_day_pattern().search(text)
    if named is None:
        return None
    return _format_day(
        named["year"] or named["year2"],
        month_numbers()[(named["a"] or named["b"]).casefold()],
        named["day"] or named["other"],
    )


def _read_stated(
    tree: HtmlElement, linked: str | None, metas: Metas, marked: Microdata, itemprop: str
) -> list[Sourced]:
    found = [Sourced(linked, "jsonld")] if linked else []
    found += [Sourced(metas[name][0], "meta") for name in _METAS[itemprop] if name in metas]
    for element in tree.iter("time"):
        moment = clean_or_none(element.get("datetime"))
        is_pubdate = itemprop == "datePublished" and element.get("pubdate") is not None
        if moment and (itemprop in (element.get("itemprop") or "").split() or is_pubdate):
            found.append(Sourced(moment, "time"))
    for element in marked.get(itemprop, []):
        moment = clean_or_none(element.get("content") or element.get("datetime") or element.get("title"))
        found += [Sourced(moment, "microdata")] if moment and element.tag not in ("meta", "time") else []
    return found


def _find_time(tree: HtmlElement) -> list[Sourced]:
    """Give the first `time` element behind the title; [] where there is none."""
    behind_title = tree.find(".//h1") is None
    for element in tree.iter("h1", "time"):
        behind_title = behind_title or element.tag == "h1"
        moment = clean_or_none(element.get("datetime"))
        if element.tag == "time" and behind_title and moment and not _is_outside(element):
            return [Sourced(moment, "time")]
    return []


def _find_visible_day(tree: HtmlElement) -> str | None:
    """Give the first date behind the title in a line of its own, or the only one on the page."""
    days: list[str] = []
    behind_title = False
    for line, is_title in _short_lines(tree):
        behind_title = behind_title or is_title
        day = None if is_title else find_day(line)
        if day and behind_title:
            return day
        days += [day] if day else []
    return days[0] if len(set(days)) == 1 else None


def _short_lines(tree: HtmlElement) -> Iterator[tuple[str, bool]]:
    elements = tree.iter("h1", "p", "span", "div", "li", "time", "small", "em", "i", "b", "strong", "a", "td", "dd")
    for element, _ in zip(elements, range(MAX_LINES), strict=False):
        if element.tag == "h1":
            yield "", True
        elif len(element) <= 4 and any(map(str.isdigit, _own_text(element))):
            text = text_within(element, 2 * MAX_LINE_CHARACTERS)
            if text is not None and len(text) <= MAX_LINE_CHARACTERS and not _is_outside(element):
                yield text, False


def _own_text(element: HtmlElement) -> str:
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _is_outside(element: HtmlElement) -> bool:
    return any(ancestor.tag in _OUTSIDE for ancestor in element.iterancestors())


def _read_address(address: str) -> str | None:
    found = _IN_ADDRESS.search(address.lower())
    if found is None:
        return None
    month = int(found[2]) if found[2].isdigit() else month_numbers().get(found[2], 0)
    return _format_day(found[1], month, found[3])


def _read_titles(tree: HtmlElement, metas: Metas) -> str | None:
    """Give the date that a template sets behind the title and a bar."""
    document = tree.findtext(".//title") or ""
    tails = (text.rpartition("|")[2].rpartition("–")[2] for text in (*metas.get("og:title", [])[:1], document))
    return next((day for tail in tails if len(tail) <= 24 and (day := find_day(tail))), None)


def _format_day(year: str, month: int, day: str) -> str | None:
    return f"{year}-{month:02}-{int(day):02}" if 1 <= month <= 12 and 1 <= int(day) <= 31 else None


@lru_cache(maxsize=1)
def _named_day_pattern() -> re.Pattern[str]:
    months = any_of(month_numbers())
    return re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?\.?\s+(?:de\s+|of\s+)?(?P<a>{months})\.?,?\s+(?:de\s+)?(?P<year>(?:19|20)\d{{2}})"
        rf"|\b(?P<b>{months})\.?\s+(?P<other>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>(?:19|20)\d{{2}})",
        re.IGNORECASE,
    )
