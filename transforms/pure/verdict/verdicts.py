"""What a page turns out to be once its text was found: no article for a reason, or a kind of article, with its doubts."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.pure.body.bodies import Body
from transforms.pure.body.context import read_context
from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.page.jsonld import LISTING_TYPES
from transforms.pure.page.notes import take_notes
from transforms.pure.verdict.barriers import BarrierSigns, find_barrier
from transforms.pure.verdict.confidence import rate_text
from transforms.pure.verdict.endings import find_ending
from transforms.pure.verdict.kinds import page_kind
from transforms.pure.verdict.liveblogs import entries_text, linked_entries, read_entries, read_introduction, says_live
from transforms.pure.verdict.not_articles import find_non_article
from transforms.pure.verdict.other_pages import other_kind
from transforms.reasons import Reason
from transforms.records import PageKind

TRUNCATED = "truncated"

_BARRIERS = {reasons.BOT_CHECK: "a check for robots", reasons.CONSENT_PAGE: "a request for consent"}
_NON_ARTICLES = {
    "missing": "a page that says that nothing is there",
    "front": "the front page of the site",
    "list": "a list of other articles",
}
# A list is known by how a page is built, not by what it says: a text so likely whole and clean is an article all the same.
SAYS_ARTICLE = 0.92


class Refusal(Struct, frozen=True):
    """Why a page holds no article: the reason that is counted, and what the server answered with instead."""

    reason: Reason
    what: str


class Verdict(Struct, frozen=True):
    """The kind of a page and its text in the form of that kind; `refusal` where it holds no article."""

    kind: PageKind
    body: Body
    refusal: Refusal | None = None


def judge_page(page: ParsedPage, body: Body, signs: BarrierSigns) -> Verdict:
    """Give what a page is, its text being found. Live blogs get the time of each entry, and texts that are cut off a flag."""
    refusal = _find_refusal(page, body, signs)
    if refusal is not None:
        return Verdict("article", body, refusal)
    ending = find_ending(page, body.paragraphs)
    kind = page_kind(page, sum(map(len, body.paragraphs)), ending)
    if kind == "liveblog" or (kind == "article" and says_live(page.hints.titles, page.address, page.language)):
        entries = _entries_text(page, body)
        if entries is not None:
            return Verdict("liveblog", replace(body, paragraphs=entries, blocks=()))  # Their times stand in no block.
    if kind == "article":
        kind = other_kind(page, body.paragraphs) or kind
    if ending.is_truncated:
        body = replace(body, flags=(*body.flags, TRUNCATED))
    return Verdict(kind, body)


def _find_refusal(page: ParsedPage, body: Body, signs: BarrierSigns) -> Refusal | None:
    is_article = bool(page.hints.linked.types - LISTING_TYPES)
    barrier = find_barrier(page.hints.titles, "\n".join(body.paragraphs), is_article, signs)
    if barrier is not None:
        return Refusal(barrier, _BARRIERS[barrier])
    other = find_non_article(page, body.paragraphs)
    if other is None or (other == "list" and rate_text(page, body) >= SAYS_ARTICLE):
        return None
    return Refusal(reasons.NOT_ARTICLE, _NON_ARTICLES[other])


def _entries_text(page: ParsedPage, body: Body) -> list[str] | None:
    """Give the paragraphs of a live blog, or None where its entries hold too little of the text."""
    context = read_context(take_notes(page.tree), page.hints, captions=())
    shown = read_entries(page.tree, context)
    text = entries_text(shown, body.paragraphs) if shown else None
    if text is not None and text[0] == shown[0].time:
        return [*read_introduction(page.tree, shown, context), *text]
    linked = linked_entries(page.hints.linked) if text is None else []
    return entries_text(linked, body.paragraphs) if linked else text
