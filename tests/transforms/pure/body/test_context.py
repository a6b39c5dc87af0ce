"""What a page says outside its text, and where its blocks stand."""

from __future__ import annotations

import pytest

from transforms.pure.body.context import (
    PageContext,
    PlacedBlock,
    is_prose,
    place_blocks,
    read_context,
    says,
)
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.blocks import Block, BlockKind
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes
from transforms.pure.text.phrases import phrases_for

LONG = (
    "The river rose by two metres in the night, and by six in the morning the old bridge was closed to everyone. "
    "The school stayed closed as well, and so did the mill."
)


def test_the_context_of_a_page_is_folded() -> None:
    head = "<title>Dam opens early</title><meta name='description' content='The gates, at last.'>"
    author = "<meta name='author' content='Ana Sample'>"
    tree = parse_html(
        f"<html lang='en'><head>{head}{author}</head><body><h1>Dam Opens Early!</h1><p>Water.</p></body></html>"
    )
    assert tree is not None
    context = read_context(
        take_notes(tree),
        read_hints(take_notes(tree), "https://paper.example/dam"),
        ["A gate, in June", "", "A gate in June."],
    )
    assert "dam opens early" in context.titles
    assert len(context.titles) == len(set(context.titles))
    assert context.authors == ("ana sample",)
    assert context.captions == {"a gate in june"}
    assert says(context, "read more", "read also")
    assert not says(context, "read more", "lesen sie auch")


def placed(*blocks: Block, links: tuple[str, ...] = ()) -> list[PlacedBlock]:
    return place_blocks(list(blocks), PageContext(links=frozenset(links), phrases=phrases_for("en")))


def test_blocks_know_their_places() -> None:
    found = placed(Block("One."), Block(LONG), Block("Ferry runs again"), Block("Two."), links=("ferry runs again",))
    assert [block.at for block in found] == [0, 1, 2, 3]
    assert {(block.count, block.last_long) for block in found} == {(4, 1)}
    assert [block.is_link for block in found] == [False, False, True, False]
    assert [block.link_beside for block in found] == [False, True, False, True]


def test_without_a_long_paragraph_none_is_the_last() -> None:
    assert [block.last_long for block in placed(Block("One."), Block("Two."))] == [2, 2]


def test_a_labelled_link_is_a_link() -> None:
    lines = ["News: The harbour master counts the gulls", "News - The harbour master counts the gulls", "News: gulls"]
    found = placed(*map(Block, lines), links=("the harbour master counts the gulls", "gulls"))
    assert [block.is_link for block in found] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("The lock in June The lock in June", "The lock in June"),
        ("One of the gates One of the gates One of the gates", "One of the gates"),
        ("Bye bye", "Bye bye"),
        ("The lock in June The lock in July", "The lock in June The lock in July"),
    ],
    ids=["twice", "three times", "few words", "not the same"],
)
def test_a_text_printed_again_in_one_block_counts_once(text: str, once: str) -> None:
    assert placed(Block(text, "quote"))[0].block == Block(once, "quote")


@pytest.mark.parametrize(
    ("kind", "prose"),
    [("paragraph", True), ("quote", True), ("heading", False), ("item", False), ("row", False)],
)
def test_paragraphs_and_quotations_are_prose(kind: BlockKind, prose: bool) -> None:
    assert is_prose(placed(Block("One.", kind))[0]) is prose
