"""The running text of an article page: read twice and compared, by slower readers where the two differ, and cleaned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from lxml.html import HtmlElement
from msgspec import Struct
from msgspec.structs import replace

from transforms.pure.body.agreement import Grams, agreement, most_agreed, word_grams
from transforms.pure.body.cleaning import RULES, Dropped, clean_blocks
from transforms.pure.body.context import page_facts
from transforms.pure.body.cuts import CUTS
from transforms.pure.body.extractors import by_resiliparse, by_trafilatura
from transforms.pure.body.layout import find_stretch
from transforms.pure.body.script_data import find_state
from transforms.pure.feeds.full_text import feed_blocks, is_full_text
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.blocks import Block, with_quotes, with_spaces
from transforms.pure.page.elements import parse_fragment
from transforms.pure.text.normal import clean_text

# Two readings that share less than this of their words call for another.
MIN_AGREEMENT = 0.9
# So many times fewer paragraphs for the same text is no reading of a page that has them.
RUN_TOGETHER = 3
# Less than this is a notice ("please enable ...") in the place of a text that only search engines are shown.
NOTICE_CHARACTERS = 100
# Less than this may be all that a page shows before its scripts have run.
THIN_CHARACTERS = 300
# A shorter articleBody is a teaser.
MIN_LINKED_CHARACTERS = 700

# What can be left out to measure what it is worth: the line-up of candidates (trafilatura's fast reading is the text then),
# that two quick readings settle a text, that quotes are put back, texts from elsewhere, each rule of cleaning.
STEPS = ("gate", "settle", "quotes", "state", "feed", *dict.fromkeys(name for name, _ in (*RULES, *CUTS)))


class Reading(Struct, frozen=True):
    """One reading of a page, cleaned: its name, what was kept and what left out. One that only votes is never chosen."""

    name: str
    kept: list[Block]
    dropped: list[Dropped]
    grams: Grams
    only_votes: bool = False

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.kept)


class Body(Struct, frozen=True):
    """The paragraphs of an article, each on one line, and where they come from.

    `agreement` is that of two independent readings, 0 to 1, None where only one found text; `dropped` tells what cleaning
    took off, `flags` what may be wrong. `readings` are the two that were compared last, `line_up` those that competed where
    the two differ, and `why` says in words what made the choice. `blocks` are the paragraphs, with what each was on the page.
    """

    paragraphs: list[str]
    source: str
    agreement: float | None = None
    flags: tuple[str, ...] = ()
    dropped: list[Dropped] = []
    readings: tuple[Reading, ...] = ()
    line_up: tuple[Reading, ...] = ()
    why: str = ""
    blocks: Sequence[Block] = ()

    @property
    def is_thin(self) -> bool:
        """Whether so little was found that it may be a notice that stands where a script would put the article."""
        return sum(map(len, self.paragraphs)) < THIN_CHARACTERS


def read_body(
    tree: HtmlElement, hints: Hints, captions: Collection[str], without: Collection[str] = (), told: str | None = None
) -> Body:
    """Gives the running text of a page; without paragraphs where there is none.

    `told` is what a feed gives as the text (HTML). `without` names STEPS to leave out.
    """
    read = _reader(tree, hints, captions, without)
    feed = _feed_reading(told, read) if told and "feed" not in without else None
    stretch = find_stretch(tree)
    own, quick = read("layout", stretch), read("resiliparse", by_resiliparse(tree), only_votes=True)
    agreed = _agreed(own, quick)
    if not {"gate", "settle"} & set(without) and _settles(own, agreed, feed):
        return _body(own, Body([], own.name, agreed, readings=(own, quick), why="the two readings agree"), hints, feed)
    blocks = by_trafilatura(tree, fast=True)
    first = read("trafilatura", blocks)
    agreed = _agreed(first, own)
    line_up: tuple[Reading, ...] = ()
    chosen, why = first, "the two readings agree"
    if (agreed is None or agreed < MIN_AGREEMENT) and "gate" not in without:
        voters = [other for other in _elsewhere(hints, feed) if len(other.text) > MIN_LINKED_CHARACTERS]
        full = read("trafilatura", with_spaces(by_trafilatura(tree, fast=False), [*blocks, *stretch]))
        chosen, line_up = _line_up([full, own], [quick, *voters])
        why = "the two readings differ, and of the candidates this one agrees most with the others"
    elif len(own.kept) >= RUN_TOGETHER * len(first.kept):
        chosen, why = own, "the two readings agree, but trafilatura ran the paragraphs together"
    if chosen is not own and "quotes" not in without:
        chosen = replace(chosen, kept=with_quotes(chosen.kept, own.kept))
    return _body(chosen, Body([], chosen.name, agreed, (), [], (first, own), line_up, why), hints, feed)


def read_state_body(tree: HtmlElement | None, hints: Hints, captions: Collection[str]) -> Body | None:
    """Gives the running text that a page, its scripts included, holds as their data only; None where there is none."""
    blocks = find_state(tree, hints.titles) if tree is not None else []
    if tree is None or not blocks:
        return None
    found = _reader(tree, hints, captions)("state", blocks)
    why = f"no reading found {THIN_CHARACTERS} characters, and the data of the page's scripts have the text"
    paragraphs = [block.text for block in found.kept]
    return Body(paragraphs, "state", None, ("fallback",), found.dropped, (found,), (), why, found.kept)


class _Read(Protocol):
    """Cleans the blocks of a reading."""

    def __call__(self, name: str, blocks: list[Block], *, only_votes: bool = False) -> Reading: ...


def _reader(
    tree: HtmlElement,
    hints: Hints,
    captions: Collection[str],
    without: Collection[str] = (),
) -> _Read:
    language = hints.language.value if hints.language else None
    facts = page_facts(tree, hints.titles, hints.standfirst, captions, hints.authors, language)

    def read(name: str, blocks: list[Block], *, only_votes: bool = False) -> Reading:
        kept, dropped = clean_blocks(blocks, facts, without)
        return Reading(name, kept, dropped, word_grams("\n".join(block.text for block in kept)), only_votes)

    return read


def _settles(own: Reading, agreed: float | None, feed: Reading | None) -> bool:
    """Whether our reading needs no third: another shares it, and so does the feed's text, where it gives one."""
    if agreed is None or agreed < MIN_AGREEMENT:
        return False
    return feed is None or agreement(own.grams, feed.grams) >= MIN_AGREEMENT


def _agreed(one: Reading, other: Reading) -> float | None:
    return agreement(one.grams, other.grams) if one.kept or other.kept else None


def _body(chosen: Reading, body: Body, hints: Hints, feed: Reading | None) -> Body:
    """The body with the text of the reading that was chosen, or with one from elsewhere where that is a mere notice."""
    others = [] if len(chosen.text) >= NOTICE_CHARACTERS else _elsewhere(hints, feed)
    if others:
        last = max(others, key=lambda other: len(other.text) > MIN_LINKED_CHARACTERS)
        why = f"no reading found {NOTICE_CHARACTERS} characters, and the {last.name} has the text"
        return _with_text(replace(body, source=last.name, agreement=None, flags=("fallback",), why=why), last)
    repeated = any(block.reason == "repeat" for block in chosen.dropped)
    return _with_text(replace(body, flags=(*body.flags, "repeated") if repeated else body.flags), chosen)


def _with_text(body: Body, reading: Reading) -> Body:
    paragraphs = [block.text for block in reading.kept]
    return replace(body, paragraphs=paragraphs, blocks=reading.kept, dropped=reading.dropped)


def _feed_reading(told: str, read: _Read) -> Reading | None:
    """Gives the feed's text; None where that is a teaser."""
    feed = read("feed", feed_blocks(told), only_votes=True)
    return feed if is_full_text(feed.kept) else None


def _elsewhere(hints: Hints, feed: Reading | None) -> list[Reading]:
    """Gives the texts that stand outside what the page shows: in its JSON-LD, and in the feed."""
    found = []
    if hints.linked.body:
        lines = _linked_lines(hints.linked.body)
        found.append(Reading("jsonld", list(map(Block, lines)), [], word_grams("\n".join(lines)), only_votes=True))
    if feed is not None:
        found.append(feed)
    return found


def _line_up(readings: list[Reading], voters: list[Reading]) -> tuple[Reading, tuple[Reading, ...]]:
    """Gives the reading that agrees most with the others, and all of them."""
    line_up = (*readings, *voters)
    best = most_agreed({r.name: r.grams for r in readings}, {r.name: r.grams for r in line_up})
    return next(reading for reading in readings if reading.name == best), line_up


def _linked_lines(text: str) -> list[str]:
    """What a page shows to search engines alone is better than no article."""
    fragment = parse_fragment(text)
    plain = "\n".join(fragment.itertext()) if fragment is not None else ""
    return [line for line in clean_text(plain).split("\n") if line]
