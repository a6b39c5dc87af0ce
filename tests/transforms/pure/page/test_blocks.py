"""Blocks: from a body tree to lines with their kinds, repeats that are meant, and blocks of two readings brought together."""

from __future__ import annotations

import pytest
from lxml import etree

from transforms.pure.page.blocks import Block, body_blocks, repeats_by_design, with_quotes, with_spaces

TREES = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", [Block("One."), Block("Two.")]),
    "text beside elements": ("One.<p>Two.</p>Three.", [Block("One."), Block("Two."), Block("Three.")]),
    "headings of both kinds": ("<head>One</head><h2>Two</h2>", [Block("One", "heading"), Block("Two", "heading")]),
    "a list": ("<list><item>One</item><item>Two</item></list>", [Block("One", "item"), Block("Two", "item")]),
    "a list in HTML": ("<ul><li>One</li></ul>", [Block("One", "item")]),
    "a table": ("<table><row><cell>One</cell><cell>1</cell></row></table>", [Block("One 1", "row")]),
    "a quotation": ("<quote>Said.</quote>", [Block("Said.", "quote")]),
    "a quotation in paragraphs": (
        "<blockquote><p>Said.</p><p>Done.</p></blockquote>",
        [Block("Said.", "quote"), Block("Done.", "quote")],
    ),
    "a list in a quotation": ("<quote><list><item>One</item></list></quote>", [Block("One", "item")]),
    "inline markup": ("<p>The d<hi>am</hi> opens<lb/>today</p>", [Block("The dam opens today")]),
    "punctuation alone": ("<p>***</p><p>One.</p>", [Block("One.")]),
    "a comment": ("<p>One.</p><!-- no -->Two.", [Block("One."), Block("Two.")]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("inner", "blocks"), TREES.values(), ids=TREES)
def test_the_blocks_of_a_body(inner: str, blocks: list[Block]) -> None:
    body = etree.fromstring(f"<body>{inner}</body>")
    before = etree.tostring(body)
    assert body_blocks(body) == blocks
    assert etree.tostring(body) == before


STEPS = [
    Block("Mix the flour, the salt and the water, then wait."),
    Block("Bake for an hour at 220 degrees, then cool."),
]
BREADS = [Block(f"Bread number {n} has a crust that sings when it leaves the oven.") for n in range(5)]
REPEATS = {
    "a recipe": ([part for bread in BREADS for part in (bread, *STEPS)], True),
    "a text printed twice": ([*BREADS, *STEPS] * 2, False),
    "one refrain": ([part for bread in BREADS for part in (bread, STEPS[0])], False),
    "short lines": ([part for bread in BREADS for part in (bread, Block("Yes."), Block("Thank you."))], False),
    "no repeats": (BREADS, False),
}


@pytest.mark.parametrize(("blocks", "expected"), REPEATS.values(), ids=REPEATS)
def test_repeats_that_are_meant(blocks: list[Block], expected: bool) -> None:
    assert repeats_by_design(blocks) is expected


def test_a_post_comes_back_to_its_place_only() -> None:
    one, two, three, said = Block("One."), Block("Two."), Block("Three."), Block("Said.", "quote")
    assert with_quotes([one, two, three], [one, two, said, three]) == [one, two, said, three]
    assert with_quotes([one, two, three], [one, said, three]) == [one, two, three]
    assert with_quotes([one, two], [one, two, said]) == [one, two]


SPACES = {
    "both words are known": ("Our newsletterKeepers open gates.", "Our newsletter Keepers open gates."),
    "the second is not": ("Our newsletterGates open.", "Our newsletterGates open."),
    "a name with a capital within": ("McKeepers open gates.", "McKeepers open gates."),
    "nothing joined": ("Keepers open gates.", "Keepers open gates."),
}


@pytest.mark.parametrize(("text", "mended"), SPACES.values(), ids=SPACES)
def test_lost_spaces_come_back(text: str, mended: str) -> None:
    others = [Block("Our newsletter"), Block("Keepers open gates.")]
    assert with_spaces([Block(text, "item")], others) == [Block(mended, "item")]


def test_a_word_longer_than_words_are_is_parted_nowhere() -> None:
    known = [Block("dam"), Block("Dam" * 1000)]
    assert with_spaces([Block("dam" + "Dam" * 1000)], known) == [Block("dam " + "Dam" * 1000)]
    assert with_spaces([Block("da" * 1000 + "Dam")], [Block("da" * 1000), Block("Dam")]) == [Block("da" * 1000 + "Dam")]
