"""What a page turns out to be once its text was found: no article for a reason, or a kind of article, with its doubts."""

from __future__ import annotations

from collections.abc import Collection

from lxml.html import HtmlElement
from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.pure.body.bodies import Body
from transforms.pure.body.context import page_facts
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.jsonld import LISTING_TYPES
from transforms.pure.verdict.barriers import find_barrier, shows_challenge, words_shown
from transforms.pure.verdict.endings import find_ending
from transforms.pure.verdict.kinds import page_kind
from transforms.pure.verdict.liveblogs import entries_text, linked_entries, read_entries, read_introduction, says_live
from transforms.pure.verdict.not_articles import find_other_page
from transforms.reasons import Reason
from transforms.records import PageKind

TRUNCATED = "truncated"

_BARRIERS = {reasons.BOT_CHECK: "a check for robots", reasons.CONSENT_PAGE: "a request for consent"}
_OTHER_PAGES = {
    "missing": "a page that says that nothing is there",
    "front": "the front page of the site",
    "list": "a list of other articles",
}


class FirstLook(Struct, frozen=True):
    """What only the whole page shows, scripts included: all words of a short page, and whether it sets a task."""

    words: str | None = None
    challenges: bool = False


class Refusal(Struct, frozen=True):
    """Why a page holds no article: the reason that is counted, and what the server answered with instead."""

    reason: Reason
    what: str


class Verdict(Struct, frozen=True):
    """The kind of a page and its text in the form of that kind; `refusal` where it holds no article."""

    kind: PageKind
    body: Body
    refusal: Refusal | None = None


def first_look(tree: HtmlElement, hints: Hints) -> FirstLook:
    """Gives what is to be known of a page before its scripts are taken off; nothing of one that declares an article."""
    if hints.linked.types or (hints.og_type or "").startswith("article"):
        return FirstLook()
    words = words_shown(tree)
    return FirstLook(words, shows_challenge(tree, words))


def judge_page(
    tree: HtmlElement, hints: Hints, body: Body, look: FirstLook, address: str, captions: Collection[str]
) -> Verdict:
    """Gives what a page is, its text being found. Live blogs get the time of each entry, and texts that are cut off a flag."""
    is_article = bool(hints.linked.types - LISTING_TYPES)
    barrier = find_barrier(hints.titles, "\n".join(body.paragraphs), is_article, look.words, look.challenges)
    if barrier is not None:
        return Verdict("article", body, Refusal(barrier, _BARRIERS[barrier]))
    other = find_other_page(tree, hints, address, body.paragraphs)
    if other is not None:
        return Verdict("article", body, Refusal(reasons.NOT_ARTICLE, _OTHER_PAGES[other]))
    language = hints.language.value if hints.language else None
    ending = find_ending(tree, hints, body.paragraphs, language)
    kind = page_kind(hints, tree, address, sum(map(len, body.paragraphs)), set(captions), ending)
    if kind == "liveblog" or (kind == "article" and says_live(hints.titles, address, language)):
        entries = _entries_text(tree, hints, body, language)
        if entries is not None:
            return Verdict("liveblog", replace(body, paragraphs=entries, blocks=()))  # Their times stand in no block.
    if ending.is_truncated:
        body = replace(body, flags=(*body.flags, TRUNCATED))
    return Verdict(kind, body)


def _entries_text(tree: HtmlElement, hints: Hints, body: Body, language: str | None) -> list[str] | None:
    facts = page_facts(tree, hints.titles, hints.standfirst, (), hints.authors, language)
    shown = read_entries(tree, facts)
    text = entries_text(shown, body.paragraphs) if shown else None
    if text is not None and text[0] == shown[0].time:
        return [*read_introduction(tree, shown, facts), *text]
    told = linked_entries(hints.linked) if text is None else []
    return entries_text(told, body.paragraphs) if told else text
