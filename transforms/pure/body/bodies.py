"""The running text of an article page: read twice and compared, by slower readers where the two differ, and cleaned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from lxml.html import HtmlElement
from msgspec import Struct
from msgspec.structs import replace

from transforms.pure.body.agreement import Grams, agreement, held_share, most_agreed, word_grams
from transforms.pure.body.cleaning import RULES, DroppedBlock, clean_blocks
from transforms.pure.body.context import PageContext, read_context
from transforms.pure.body.cuts import CUTS
from transforms.pure.body.extractors import by_resiliparse, by_trafilatura
from transforms.pure.body.layout import layout_blocks, prose_blocks
from transforms.pure.body.linked_text import read_linked_lines
from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.body.prose import find_prose
from transforms.pure.body.script_data import read_script_data
from transforms.pure.feeds.full_text import feed_blocks, is_full_text
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.blocks import Block, with_quotes, with_spaces
from transforms.pure.page.notes import take_notes

# Two readings that share less than this of their words call for another.
MIN_AGREEMENT = 0.9
# Two that share so much, the first of them so nearly all of the page's prose, need none.
NEARLY_AGREED, NEARLY_ALL = 0.85, 0.95
# A reading with so many times fewer characters than another has lost the text.
MANY_TIMES = 3
MUCH_MORE = 2
# A reading holds another where it has so much of its words; what it adds is lists where so much of that is.
MIN_HELD_SHARE, MIN_LISTED_SHARE = 0.95, 0.8
_LISTED = frozenset(("item", "row"))
_AGREE = "the two readings agree"
_DIFFER = "the two readings differ, and of the candidates this one agrees most with the others"
_ADDS_LISTS = "the two readings differ, but only by lists and tables that trafilatura lost"
# Less than this is a notice ("please enable ...") in the place of a text that only search engines are shown.
NOTICE_CHARACTERS = 100
# Less than this may be all that a page shows before its scripts have run.
THIN_CHARACTERS = 300
# A shorter articleBody is a teaser.
MIN_LINKED_CHARACTERS = 700

# What can be left out to measure what it is worth: the line-up of candidates (trafilatura's reading is the text then),
# that two quick readings settle a text, that quotes are put back, texts from elsewhere ("state": from the data of scripts, as
# `provenance` names it), each rule of cleaning.
STEPS = ("gate", "settle", "quotes", "state", "feed", *dict.fromkeys(rule.name for rule in (*RULES, *CUTS)))


class Reading(Struct, frozen=True):
    """One reading of a page, cleaned: its name, what was kept and what left out. One that only votes is never chosen."""

    name: str
    kept: list[Block]
    dropped: list[DroppedBlock]
    grams: Grams
    only_votes: bool = False

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.kept)


class Body(Struct, frozen=True, kw_only=True):
    """The paragraphs of an article, each on one line, and where they come from.

    `agreement` is that of two independent readings, 0 to 1, None where only one found text; `dropped` is what cleaning
    left out, `flags` what may be wrong. `readings` are the two that were compared last, `line_up` those that competed where
    the two differ, and `why` says in words what made the choice. `blocks` are the paragraphs, with what each was on the page.
    `made` are all readings of the page that were made, each in its last form.
    """

    paragraphs: list[str]
    source: str
    agreement: float | None
    flags: tuple[str, ...]
    dropped: list[DroppedBlock]
    readings: tuple[Reading, ...]
    line_up: tuple[Reading, ...]
    why: str
    blocks: Sequence[Block]
    made: tuple[Reading, ...] = ()

    @property
    def is_thin(self) -> bool:
        """Tell whether so little was found that it may be a notice that stands where a script would put the article."""
        return sum(map(len, self.paragraphs)) < THIN_CHARACTERS


class Choice(Struct, frozen=True, kw_only=True):
    """The reading that gives the text, and why: see `Body`."""

    reading: Reading
    agreement: float | None = None
    compared: tuple[Reading, ...] = ()
    line_up: tuple[Reading, ...] = ()
    why: str
    made: tuple[Reading, ...] = ()


def read_body(page: ParsedPage, without: Collection[str] = (), feed_content: str | None = None) -> Body:
    """Give the running text of a page; without paragraphs where there is none.

    `feed_content` is the text (HTML) that a feed gives. `without` names STEPS to leave out.
    """
    feed = _read_feed(page, feed_content, without) if feed_content and "feed" not in without else None
    choice = _choose_reading(page, feed, without)
    elsewhere = [] if len(choice.reading.text) >= NOTICE_CHARACTERS else _elsewhere(page.hints, feed)
    if not elsewhere:
        repeats = any(block.reason == "repeat" for block in choice.reading.dropped)
        return _body_of(choice, ("repeated",) if repeats else ())
    last = max(elsewhere, key=lambda other: len(other.text) > MIN_LINKED_CHARACTERS)
    why = f"no reading found {NOTICE_CHARACTERS} characters, and the {last.name} has the text"
    return _body_of(replace(choice, reading=last, agreement=None, why=why), ("fallback",))


def read_script_body(tree: HtmlElement | None, page: ParsedPage) -> Body | None:
    """Give the running text that a page holds only as data of its scripts; None where there is none.

    `tree` is the page parsed again, its scripts included.
    """
    blocks = read_script_data(tree, page.hints.titles) if tree is not None else []
    if tree is None or not blocks:
        return None
    found = _clean("state", blocks, read_context(take_notes(tree), page.hints, (*page.captions, *page.credits)))
    why = f"no reading found {THIN_CHARACTERS} characters, and the data of the page's scripts have the text"
    return _body_of(Choice(reading=found, compared=(found,), why=why), ("fallback",))


def _body_of(choice: Choice, flags: tuple[str, ...]) -> Body:
    return Body(
        paragraphs=[block.text for block in choice.reading.kept],
        source=choice.reading.name,
        agreement=choice.agreement,
        flags=flags,
        dropped=choice.reading.dropped,
        readings=choice.compared,
        line_up=choice.line_up,
        why=choice.why,
        blocks=choice.reading.kept,
        made=choice.made,
    )


def _choose_reading(page: ParsedPage, feed: Reading | None, without: Collection[str]) -> Choice:
    """Give our own reading where another shares it, else that of the line-up which agrees most with the others."""
    clean = partial(_clean, context=page.context, without=without)
    lines, main = find_prose(page.lines)
    layout = layout_blocks(lines, main)
    own, quick = clean("layout", layout), clean("resiliparse", by_resiliparse(page.tree), only_votes=True)
    if not {"gate", "settle"} & set(without):
        pair = _find_pair(own, quick, feed, lambda: clean("prose", prose_blocks(lines), only_votes=True))
        if pair is not None:
            made = pair if pair[1] is quick else (own, quick, pair[1])
            return Choice(reading=own, agreement=_agreed(*pair), compared=pair, why=_AGREE, made=made)
    foreign = clean("trafilatura", with_spaces(by_trafilatura(page.tree), layout))
    if _may_have_more(foreign, own) and not _misses_most(own, quick):
        fast = clean("trafilatura", by_trafilatura(page.tree, fast=True))
        foreign = fast if _is_shared(_agreed(fast, own)) else foreign
    agreed, made = _agreed(foreign, own), (own, quick, foreign)
    choice = Choice(reading=own, agreement=agreed, compared=(foreign, own), why=_AGREE, made=made)
    if "gate" in without:
        return replace(choice, reading=foreign)
    if _is_shared(agreed) and not _misses_most(own, quick):
        return choice
    if _adds_lists(own, foreign):
        return replace(choice, why=_ADDS_LISTS)
    voters = [other for other in _elsewhere(page.hints, feed) if len(other.text) > MIN_LINKED_CHARACTERS]
    chosen, line_up = _line_up([foreign, own], [quick, *voters])
    if chosen is not own and "quotes" not in without:
        chosen = replace(chosen, kept=with_quotes(chosen.kept, own.kept))
    return replace(choice, reading=chosen, line_up=line_up, why=_DIFFER)


def _find_pair(
    own: Reading, quick: Reading, feed: Reading | None, read_all: Callable[[], Reading]
) -> tuple[Reading, Reading] | None:
    """Give our reading and a cheap one that shares it, None where it needs trafilatura's.

    A quick reading that has lost the text says nothing of ours, and one that nearly shares it says much: there all prose of
    the page is the other.
    """
    agreed = _agreed(own, quick)
    if _settles(own, agreed, feed):
        return own, quick
    least = NEARLY_ALL if agreed is not None and agreed >= NEARLY_AGREED else MIN_AGREEMENT
    if len(own.text) >= THIN_CHARACTERS and (least == NEARLY_ALL or _misses_most(quick, own)):
        prose = read_all()
        if _settles(own, _agreed(own, prose), feed, least):
            return own, prose
    return None


def _may_have_more(foreign: Reading, own: Reading) -> bool:
    """Tell whether trafilatura may have taken more than the article, as its fallbacks do where they find its own text short."""
    return len(own.text) >= THIN_CHARACTERS and len(foreign.text) > MUCH_MORE * len(own.text)


def _clean(
    name: str, blocks: list[Block], context: PageContext, without: Collection[str] = (), only_votes: bool = False
) -> Reading:
    """Give a reading, cleaned."""
    kept, dropped = clean_blocks(blocks, context, without)
    return Reading(name, kept, dropped, word_grams("\n".join(block.text for block in kept)), only_votes)


def _settles(own: Reading, agreed: float | None, feed: Reading | None, least: float = MIN_AGREEMENT) -> bool:
    """Tell whether our reading needs no third: another shares it, and so does the feed's text, where it gives one."""
    return _is_shared(agreed, least) and (feed is None or agreement(own.grams, feed.grams) >= MIN_AGREEMENT)


def _adds_lists(own: Reading, other: Reading) -> bool:
    """Tell whether our reading has all that another has, and beside it only lists and tables behind the first paragraph."""
    if not own.kept or own.kept[0].kind in _LISTED or held_share(other.grams, own.grams) < MIN_HELD_SHARE:
        return False
    known = {block.text for block in other.kept}
    added = [block for block in own.kept if block.text not in known]
    listed = sum(len(block.text) for block in added if block.kind in _LISTED)
    return listed >= MIN_LISTED_SHARE * sum(len(block.text) for block in added)


def _is_shared(agreed: float | None, least: float = MIN_AGREEMENT) -> bool:
    return agreed is not None and agreed >= least


def _agreed(one: Reading, other: Reading) -> float | None:
    return agreement(one.grams, other.grams) if one.kept or other.kept else None


def _read_feed(page: ParsedPage, content: str, without: Collection[str]) -> Reading | None:
    """Give the feed's text; None where that is a teaser."""
    feed = _clean("feed", feed_blocks(content), page.context, without, only_votes=True)
    return feed if is_full_text(feed.kept) else None


def _elsewhere(hints: Hints, feed: Reading | None) -> list[Reading]:
    """Give the texts that stand outside what the page shows: in its JSON-LD, and in the feed."""
    found = []
    if hints.linked.body:
        lines = read_linked_lines(hints.linked.body)
        found.append(Reading("jsonld", list(map(Block, lines)), [], word_grams("\n".join(lines)), only_votes=True))
    if feed is not None:
        found.append(feed)
    return found


def _misses_most(reading: Reading, other: Reading) -> bool:
    """Tell whether another reading has many times as much: where two shrink to one tagline, their agreement says nothing."""
    return len(other.text) > MANY_TIMES * len(reading.text)


def _line_up(readings: list[Reading], voters: list[Reading]) -> tuple[Reading, tuple[Reading, ...]]:
    """Give the reading that agrees most with the others, and all of them; none that misses most of what another has."""
    line_up = (*readings, *voters)
    readings = [one for one in readings if not any(_misses_most(one, other) for other in readings)]
    best = most_agreed({r.name: r.grams for r in readings}, {r.name: r.grams for r in line_up})
    return next(reading for reading in readings if reading.name == best), line_up
