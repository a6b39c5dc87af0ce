"""The running text of an article page: found twice and compared, by more where the two differ, and cleaned."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.agreement import agreement, most_agreed, word_grams
from transforms.pure.blocks import Block
from transforms.pure.candidates import by_resiliparse, by_trafilatura
from transforms.pure.cleaning import Dropped, clean_blocks
from transforms.pure.elements import parse_fragment
from transforms.pure.facts import PageFacts, page_facts
from transforms.pure.merging import merge_split_body
from transforms.pure.pages import Hints
from transforms.pure.segments import find_stretch
from transforms.pure.texts import clean_text

# Two readings that share less than this of their words call for a third.
MIN_AGREEMENT = 0.9
# So many times fewer paragraphs for the same text is no reading of a page that has them.
RUN_TOGETHER = 3
# Less than this is a notice ("please enable ...") in the place of a text that only search engines are shown.
NOTICE_CHARACTERS = 100
# A shorter articleBody is a teaser.
MIN_LINKED_CHARACTERS = 700


class Body(Struct, frozen=True):
    """The paragraphs of an article, each on one line, and where they come from.

    `agreement` is that of two independent readings, 0 to 1, None where only one found text; `dropped` tells what cleaning
    took off, `flags` what may be wrong.
    """

    paragraphs: list[str]
    source: str
    agreement: float | None = None
    flags: tuple[str, ...] = ()
    dropped: list[Dropped] = []


class _Reading(Struct):
    kept: list[Block]
    dropped: list[Dropped]

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.kept)


def read_body(tree: HtmlElement, hints: Hints, captions: Collection[str], without: Collection[str] = ()) -> Body:
    """Gives the running text of a page; without paragraphs where there is none.

    `without` names steps to leave out, to measure what they are worth: `gate`, `merge`, and the rules of `cleaning`.
    """
    language = hints.language.value if hints.language else None
    facts = page_facts(tree, hints.titles, hints.standfirst, captions, hints.authors, language)
    own = _reading(find_stretch(tree), facts, without)
    blocks = by_trafilatura(tree, fast=True)
    merged = "merge" not in without and merge_split_body(tree, "\n".join(block.text for block in blocks))
    if merged:
        blocks = by_trafilatura(tree, fast=True)
    first = _reading(blocks, facts, without)
    agreed = agreement(word_grams(first.text), word_grams(own.text)) if first.kept or own.kept else None
    name, chosen = "trafilatura", first
    if (agreed is None or agreed < MIN_AGREEMENT) and "gate" not in without:
        name, chosen = _line_up(tree, hints, own, lambda blocks: _reading(blocks, facts, without))
    elif len(own.kept) >= RUN_TOGETHER * len(first.kept):
        name, chosen = "layout", own  # The same text, but trafilatura ran its paragraphs together.
    if len(chosen.text) >= NOTICE_CHARACTERS or not hints.linked.body:
        repeated = any(block.reason == "repeat" for block in chosen.dropped)
        flags = tuple(flag for flag, holds in (("merged", merged), ("repeated", repeated)) if holds)
        return Body([block.text for block in chosen.kept], name, agreed, flags, chosen.dropped)
    return _linked_body(hints.linked.body)


def _reading(blocks: list[Block], facts: PageFacts, without: Collection[str]) -> _Reading:
    return _Reading(*clean_blocks(blocks, facts, without))


def _line_up(
    tree: HtmlElement, hints: Hints, own: _Reading, read: Callable[[list[Block]], _Reading]
) -> tuple[str, _Reading]:
    """Gives the reading that agrees most with the others, and its name."""
    readings = {"trafilatura": read(by_trafilatura(tree, fast=False)), "layout": own}
    grams = {name: word_grams(reading.text) for name, reading in readings.items()}
    voters = {**grams, "resiliparse": word_grams(read(by_resiliparse(tree)).text)}
    if len(hints.linked.body or "") > MIN_LINKED_CHARACTERS:
        voters["jsonld"] = word_grams("\n".join(_linked_body(hints.linked.body or "").paragraphs))
    best = most_agreed(grams, voters)
    return best, readings[best]


def _linked_body(text: str) -> Body:
    """What a page shows to search engines alone is better than no article."""
    fragment = parse_fragment(text)
    plain = "\n".join(fragment.itertext()) if fragment is not None else ""
    return Body([line for line in clean_text(plain).split("\n") if line], "jsonld", flags=("fallback",))
