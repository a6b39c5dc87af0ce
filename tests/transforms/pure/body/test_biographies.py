"""What stands behind a text and is on its authors."""

from __future__ import annotations

import pytest

from transforms.pure.body.biographies import is_behind, is_bio
from transforms.pure.body.context import PageContext, place_blocks
from transforms.pure.page.blocks import Block
from transforms.pure.text.phrases import phrases_for

STORY = [
    Block(f"The {at}th gate of the dam was opened on Monday, and the water ran down to the old mill.")
    for at in range(9)
]
PAGE = PageContext(authors=("ana sample", "the harbour press"), phrases=phrases_for("en"))


def last_is_bio(text: str, behind: int = 0) -> bool:
    """Tells whether a paragraph is taken for a biography that stands ahead of so many last ones of a story."""
    blocks = [*STORY[: len(STORY) - behind], Block(text), *STORY[len(STORY) - behind :]]
    placed = place_blocks(blocks, PAGE)[len(STORY) - behind]
    placed.shown = len(STORY) - behind
    return is_bio(placed, PAGE)


BIOS = {
    "in words that biographies use": ("Ana Sample is a reporter on the coast.", True),
    "in any words": ("Ana Sample, adjunct of the harbour school, keeps bees.", True),
    "the name further on": ("Our reporter Ana Sample covers the coast.", True),
    "an address": ("Write to Ana Sample: ana@valley.example", True),
    "another name": ("Ben Other opened the gate of the dam on Monday.", False),
    "one who speaks": ("Ana Sample: And what about the gate?", False),
    "an outlet that speaks of itself": ("The Harbour Press made this story with data of the dam.", False),
    "too long": (f"Ana Sample keeps bees. {' '.join(block.text for block in STORY)}", False),
}


@pytest.mark.parametrize(("text", "expected"), BIOS.values(), ids=BIOS)
def test_which_last_paragraphs_are_biographies(text: str, expected: bool) -> None:
    assert last_is_bio(text) is expected


def test_in_the_midst_of_a_text_a_name_begins_a_paragraph_of_it() -> None:
    assert not last_is_bio("Ana Sample, adjunct of the harbour school, keeps bees.", behind=4)


def test_what_stands_behind_a_text() -> None:
    placed = place_blocks(STORY, PAGE)
    for block in placed:
        block.shown = block.at
    assert [is_behind(block) for block in placed] == [False] * 5 + [True] * 4
