"""The title of an article: what the page's h1, JSON-LD, OpenGraph, address and feed agree on.

Pages give several: the one that readers see, one for search engines, one for social media, each with or without the
site's name. Each source has a weight; titles that say the same words are one, and the heaviest wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from transforms.pure.metadata.headings import MAX_TITLE_CHARACTERS, Heading, is_about_same, read_headings, read_subheads
from transforms.pure.metadata.title_tails import (
    MIN_SHARED_CHARACTERS,
    cut_tail,
    is_site_name,
    name_sections,
    strip_site_names,
)
from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, Sourced, value_of
from transforms.pure.page.notes import Notes
from transforms.pure.text.normal import clean_or_none, distinct_lines, fold

# A heading of fewer words may be a section's or the site's.
MIN_TITLE_WORDS = 4
MIN_UNSPACED_CHARACTERS = 10
MAX_KICKER_WORDS = 6

_OTHER_METAS = ("twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "cxenseparse:title")
_WEIGHTS = {"h1": 3.5, "jsonld": 2.0, "opengraph": 2.0, "feed": 2.0, "meta": 0.5, "title": 1.0}
_ADDRESS_WEIGHT = 6.0
_ALONE_WEIGHT = 2.5
_OWN_WEIGHT = 8.0
_SHORT_WEIGHT = 0.1
# How letters are written in addresses: in two letters, or in the plain one.
_SPELLINGS = tuple(
    str.maketrans({"ß": "ss", "æ": "ae", "ł": "l", "ı": "i", "đ": "d"} | letters)
    for letters in ({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}, {"ø": "o"})
)


class StatedTitle(Struct, frozen=True):
    """A title, where it stands, and how much its source counts."""

    source: str
    text: str
    folded: str
    weight: float


def read_titles(
    page: Notes, linked: Linked, metas: Metas, sites: Iterable[str], entry_title: str | None, address: str | None
) -> tuple[tuple[str, ...], Sourced | None]:
    """Give all titles of the page, and the best: see the module. `sites` are names of the site, `address` a page's URL."""
    names = {name.replace(" ", "") for site in sites if (name := fold(site))}
    own_title = next((page.text(at) for at in page.all("title")), None)
    announced = [
        ("jsonld", linked.headline),
        ("opengraph", value_of(metas, "og:title")),
        ("feed", clean_or_none(entry_title)),
        ("meta", value_of(metas, *_OTHER_METAS)),
        ("title", own_title),
    ]
    headings = _choose_headings(read_headings(page, address), [text for _, text in announced if text])
    given = [
        *(("h1", heading) for heading in headings),
        *((source, text[:MAX_TITLE_CHARACTERS]) for source, text in announced if text),
    ]
    known = {fold(text) for _, text in given}
    tails = names | name_sections(linked, metas, address)
    texts = [(source, strip_site_names(text, tails, known)) for source, text in given]
    stated = _cut_tails(
        [(source, text) for source, text in texts if not is_site_name(text, names)] or texts, read_subheads(page)
    )
    best = _choose_best(stated, address, _has_headline(linked))
    all_titles = [text for source, text in announced if text] + [title.text for title in stated if title.source != "h1"]
    seen = [best.value] if best else []
    return distinct_lines([*seen, *all_titles, *(headings[:1] if len(headings) == 1 else [])]), best


def _choose_headings(headings: list[Heading], announced: list[str]) -> list[str]:
    """Give the texts of the h1 elements that are no masthead: of one in the page's own header, or of the name of what the
    page announces ("Valley Notes: The dam is open")."""
    folded = [fold(text) for text in announced]
    names = {one.removesuffix(f" {other}") for one in folded for other in folded if len(other) >= MIN_SHARED_CHARACTERS}
    return [
        heading.text
        for heading in headings
        if not (heading.is_above and announced and not is_about_same(heading.text, announced))
        and (fold(heading.text) not in names or fold(heading.text) in folded)
    ]


def _cut_tails(texts: list[tuple[str, str]], subheads: Iterable[str]) -> list[StatedTitle]:
    """Cut off what a title has behind a separator, where another source has the same title without it."""
    known = {fold(text) for _, text in texts} | {fold(text) for text in subheads}
    headings = {fold(text) for source, text in texts if source == "h1"}
    whole = headings & {fold(text) for source, text in texts if source != "h1"}
    found: list[StatedTitle] = []
    for source, text in texts:
        cut = text if fold(text) in whole else cut_tail(text, known)
        cut = text if len(fold(cut)) < MIN_SHARED_CHARACTERS else cut.strip()
        folded = fold(cut)
        if folded:
            found.append(StatedTitle(source, cut, folded, _WEIGHTS[source]))
    return found


def _has_headline(linked: Linked) -> bool:
    """Tell whether a newspaper declares its headline: where the h1 says something else, it has more than the headline."""
    return linked.headline is not None and any(name.endswith("newsarticle") for name in linked.types)


def _choose_best(stated: list[StatedTitle], address: str | None, has_headline: bool) -> Sourced | None:
    weighed = _weigh_headings(stated, has_headline)
    if not weighed:
        return None
    slug = _read_slugs(address)
    score = {
        title.folded: sum(other.weight for other in weighed if _agree(title.folded, other.folded))
        + (_ADDRESS_WEIGHT if slug and not slug.isdisjoint(_spell_slugs(title.text)) else 0.0)
        for title in weighed
    }
    heaviest = max(score.values())
    winner = next(title for title in weighed if score[title.folded] == heaviest)
    same = [title for title in weighed if _agree(title.folded, winner.folded)]
    own = _choose_form(same)
    # Of titles in the same words the form that most sources give: apostrophes and spaces differ.
    forms = Counter(title.text for title in weighed if title.folded == own.folded)
    most = max(forms.values())
    usual = [title for title in weighed if title.folded == own.folded and forms[title.text] == most]
    text = next((title.text for title in usual if title.source == "opengraph"), usual[0].text)
    return Sourced(text, next(title.source for title in weighed if title.text == text))


def _choose_form(same: list[StatedTitle]) -> StatedTitle:
    """Choose among titles of which some have more to say: the one that readers see, else the one that most sources give."""
    heading = next((title for title in same if title.source == "h1"), None)
    return heading or max(same, key=lambda one: sum(other.weight for other in same if other.folded == one.folded))


def _weigh_headings(stated: list[StatedTitle], has_headline: bool) -> list[StatedTitle]:
    """Give each h1 the weight that it deserves: much where another source confirms it, little where it is short."""
    others = [title for title in stated if title.source != "h1"]
    weighed: list[StatedTitle] = []
    own = None if has_headline else _find_own(stated, others)
    long_headings = sum(title.source == "h1" and _is_long(title.text) for title in stated)
    for title in stated:
        if title.source != "h1" or any(_agree(title.folded, other.folded) for other in others):
            weighed.append(title)
        elif (kept := _strip_kicker(title, others)) is not None:
            weighed.append(kept)
        elif title is own:
            weighed.append(StatedTitle(title.source, title.text, title.folded, _OWN_WEIGHT))
        elif _is_long(title.text) and long_headings == 1:
            # All other sources agree: what the page shows as its h1 is another article's title.
            unanimous = len({other.folded for other in others if other.source != "feed"}) == 1
            weighed.append(
                StatedTitle(title.source, title.text, title.folded, _ALONE_WEIGHT if unanimous else title.weight)
            )
        else:
            weighed.append(StatedTitle(title.source, title.text, title.folded, _SHORT_WEIGHT))
    return weighed


def _find_own(stated: list[StatedTitle], others: list[StatedTitle]) -> StatedTitle | None:
    """Give the first h1 that says in other words what the page announces; None where one says it in the same words.

    What readers see as the headline is one then, and the rest is what search engines are to show.
    """
    headings = [title for title in stated if title.source == "h1"]
    if any(_agree(title.folded, other.folded) for title in headings for other in others):
        return None
    texts = [other.text for other in others]
    return next(
        (
            title
            for title in headings
            if _is_long(title.text)
            and not any(other.folded.endswith(title.folded) for other in others)
            and is_about_same(title.text, texts)
        ),
        None,
    )


def _strip_kicker(heading: StatedTitle, others: list[StatedTitle]) -> StatedTitle | None:
    """Take off a line above the title that stands in the h1, where another source has the title without it; else None."""
    for other in others:
        ahead = heading.folded.removesuffix(f" {other.folded}")
        if (
            ahead != heading.folded
            and len(ahead) > 3
            and len(ahead.split()) <= MAX_KICKER_WORDS
            and _is_long(other.text)
        ):
            return StatedTitle(heading.source, other.text, other.folded, heading.weight)
    return None


def _is_long(text: str) -> bool:
    return len(text.split()) >= MIN_TITLE_WORDS or (not text.isascii() and len(text) >= MIN_UNSPACED_CHARACTERS)


def _agree(a: str, b: str) -> bool:
    if a == b:
        return True
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) >= MIN_SHARED_CHARACTERS and longer.startswith(shorter)


def _read_slugs(address: str | None) -> frozenset[str]:
    """Give the words of each part of a URL's path, joined: a title that is one of them is what the page was published as."""
    path = (address or "").partition("://")[2].partition("/")[2].partition("?")[0]
    parts = (re.sub(r"\.\w{2,5}$", "", part) for part in path.lower().split("/"))
    found: set[str] = set()
    for part in parts:
        words = re.findall(r"[a-z0-9]+", part)
        # An identifier ahead of or behind the title is no word of it.
        found |= {
            "".join(words[start : len(words) - end]) for start in (0, 1) for end in (0, 1, 2, 5) if end < len(words)
        }
    return frozenset(slug for slug in found if len(slug) >= 16)


def _spell_slugs(text: str) -> set[str]:
    spelled = (unicodedata.normalize("NFKD", text.lower().translate(letters)) for letters in _SPELLINGS)
    return {"".join(re.findall(r"[a-z0-9]+", word)) for word in spelled}
