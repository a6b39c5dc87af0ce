"""The running text of an article page: read twice and compared, by slower readers where the two differ, and cleaned."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from lxml.html import HtmlElement
from msgspec import Struct
from msgspec.structs import replace

from transforms.pure.agreement import Grams, agreement, most_agreed, word_grams
from transforms.pure.blocks import Block, with_quotes
from transforms.pure.candidates import by_resiliparse, by_trafilatura
from transforms.pure.cleaning import Dropped, clean_blocks
from transforms.pure.elements import parse_fragment
from transforms.pure.facts import page_facts
from transforms.pure.merging import merge_split_body
from transforms.pure.pages import Hints
from transforms.pure.segments import find_stretch
from transforms.pure.states import find_state
from transforms.pure.texts import clean_text

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
    the two differ, and `why` says in words what made the choice.
    """

    paragraphs: list[str]
    source: str
    agreement: float | None = None
    flags: tuple[str, ...] = ()
    dropped: list[Dropped] = []
    readings: tuple[Reading, ...] = ()
    line_up: tuple[Reading, ...] = ()
    why: str = ""

    @property
    def is_thin(self) -> bool:
        """Whether so little was found that it may be a notice that stands where a script would put the article."""
        return sum(map(len, self.paragraphs)) < THIN_CHARACTERS


def read_body(tree: HtmlElement, hints: Hints, captions: Collection[str], without: Collection[str] = ()) -> Body:
    """Gives the running text of a page; without paragraphs where there is none.

    `without` names steps to leave out, to measure what they are worth: `gate`, `merge`, and the rules of `cleaning`.
    """
    stretch = find_stretch(tree)
    read = _reader(tree, hints, captions, stretch.refused, without)
    own, quick = read("layout", stretch.blocks), read("resiliparse", by_resiliparse(tree), only_votes=True)
    agreed = _agreed(own, quick)
    if agreed is not None and agreed >= MIN_AGREEMENT and "gate" not in without:
        return _body(hints, own, Body([], own.name, agreed, readings=(own, quick), why="the two readings agree"))
    blocks = by_trafilatura(tree, fast=True)
    merged = "merge" not in without and merge_split_body(tree, "\n".join(block.text for block in blocks))
    first = read("trafilatura", by_trafilatura(tree, fast=True) if merged else blocks)
    agreed = _agreed(first, own)
    line_up: tuple[Reading, ...] = ()
    chosen, why = first, "the two readings agree"
    if (agreed is None or agreed < MIN_AGREEMENT) and "gate" not in without:
        chosen, line_up = _line_up(tree, hints, own, quick, read)
        why = "the two readings differ, and of the candidates this one agrees most with the others"
    elif len(own.kept) >= RUN_TOGETHER * len(first.kept):
        chosen, why = own, "the two readings agree, but trafilatura ran the paragraphs together"
    if chosen is not own:
        chosen = replace(chosen, kept=with_quotes(chosen.kept, own.kept))
    flags = ("merged",) if merged else ()
    return _body(hints, chosen, Body([], chosen.name, agreed, flags, [], (first, own), line_up, why))


def read_state_body(tree: HtmlElement | None, hints: Hints, captions: Collection[str]) -> Body | None:
    """Gives the running text that a page, its scripts included, holds as their data only; None where there is none."""
    blocks = find_state(tree, hints.titles) if tree is not None else []
    if tree is None or not blocks:
        return None
    found = _reader(tree, hints, captions)("state", blocks)
    why = f"no reading found {THIN_CHARACTERS} characters, and the data of the page's scripts have the text"
    return Body([block.text for block in found.kept], "state", None, ("fallback",), found.dropped, (found,), (), why)


class _Read(Protocol):
    """Cleans the blocks of a reading."""

    def __call__(self, name: str, blocks: list[Block], *, only_votes: bool = False) -> Reading: ...


def _reader(
    tree: HtmlElement,
    hints: Hints,
    captions: Collection[str],
    refused: frozenset[str] = frozenset(),
    without: Collection[str] = (),
) -> _Read:
    language = hints.language.value if hints.language else None
    facts = page_facts(tree, hints.titles, hints.standfirst, captions, hints.authors, language, refused)

    def read(name: str, blocks: list[Block], *, only_votes: bool = False) -> Reading:
        kept, dropped = clean_blocks(blocks, facts, without)
        return Reading(name, kept, dropped, word_grams("\n".join(block.text for block in kept)), only_votes)

    return read


def _agreed(one: Reading, other: Reading) -> float | None:
    return agreement(one.grams, other.grams) if one.kept or other.kept else None


def _body(hints: Hints, chosen: Reading, body: Body) -> Body:
    """The body with the text of the reading that was chosen, or that of the JSON-LD where the reading is a mere notice."""
    if hints.linked.body and len(chosen.text) < NOTICE_CHARACTERS:
        why = f"no reading found {NOTICE_CHARACTERS} characters, and the JSON-LD has the text"
        lines = _linked_lines(hints.linked.body)
        return replace(body, paragraphs=lines, source="jsonld", agreement=None, flags=("fallback",), why=why)
    repeated = any(block.reason == "repeat" for block in chosen.dropped)
    flags = (*body.flags, "repeated") if repeated else body.flags
    return replace(body, paragraphs=[block.text for block in chosen.kept], flags=flags, dropped=chosen.dropped)


def _line_up(
    tree: HtmlElement, hints: Hints, own: Reading, quick: Reading, read: _Read
) -> tuple[Reading, tuple[Reading, ...]]:
    """Gives the reading that agrees most with the others, and all of them."""
    readings = [read("trafilatura", by_trafilatura(tree, fast=False)), own]
    voters = [quick]
    if len(hints.linked.body or "") > MIN_LINKED_CHARACTERS:
        lines = _linked_lines(hints.linked.body or "")
        grams = word_grams("\n".join(lines))
        voters.append(Reading("jsonld", [Block(line) for line in lines], [], grams, only_votes=True))
    line_up = (*readings, *voters)
    best = most_agreed({r.name: r.grams for r in readings}, {r.name: r.grams for r in line_up})
    return next(reading for reading in readings if reading.name == best), line_up


def _linked_lines(text: str) -> list[str]:
    """What a page shows to search engines alone is better than no article."""
    fragment = parse_fragment(text)
    plain = "\n".join(fragment.itertext()) if fragment is not None else ""
    return [line for line in clean_text(plain).split("\n") if line]
