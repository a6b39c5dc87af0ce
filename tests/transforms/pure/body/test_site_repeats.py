"""Which blocks may be the site's, and when they are taken off."""

from __future__ import annotations

import pytest

from transforms.pure.body.site_repeats import KnownRepeats, block_key, drop_repeats, site_keys
from transforms.pure.page.blocks import Block, BlockKind

STORY = [
    Block(f"The water in village number {name} stood knee deep, and the pumps ran until late." * 2)
    for name in "abcdefghijkl"
]
NOTE = "Send the desk a letter, at any hour."


def text_with(block: Block, place: int) -> list[Block]:
    return [*STORY[:place], block, *STORY[place:]]


def known_from(articles: int, *texts: str) -> KnownRepeats:
    return {block_key(text): articles for text in texts}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Call the desk!", "CALL  the\tdesk", True, id="case, white space, punctuation"),
        pytest.param("Updated 3 hours ago", "Updated 12 hours ago", True, id="digits"),
        pytest.param("３ hours", "4 hours", True, id="full width"),
        pytest.param("Call the desk", "Call the desks", False, id="another word"),
    ],
)
def test_keys_tell_words_apart_and_nothing_else(one: str, other: str, same: bool) -> None:
    assert (block_key(one) == block_key(other)) == same
    assert len(block_key(one)) == 8


TAKEN = {
    "head, two articles": (NOTE, "paragraph", 1, 2, True),
    "tail, two articles": (NOTE, "paragraph", 9, 2, True),
    "within, two articles": (NOTE, "paragraph", 5, 2, False),
    "within, three articles": (NOTE, "paragraph", 5, 3, True),
    "head, one article": (NOTE, "paragraph", 0, 1, False),
    "tail, a heading": (NOTE, "heading", 12, 2, True),
    "within, a heading": (NOTE, "heading", 5, 3, False),
    "within, a list item": (NOTE, "item", 5, 3, False),
    "within, a table row": (NOTE, "row", 5, 3, False),
    "within, a quote": (NOTE, "quote", 5, 3, True),
    "tail, 300 characters": ("a" * 300, "paragraph", 12, 2, True),
    "tail, 301 characters": ("a" * 301, "paragraph", 12, 3, False),
    "within, 161 characters": ("a" * 161, "paragraph", 5, 3, False),
    "few letters": ("Thank you, 123!", "paragraph", 12, 3, False),
    "few letters, unspaced": ("編集部へ投稿", "paragraph", 12, 3, True),
}


@pytest.mark.parametrize(("text", "kind", "place", "articles", "gone"), TAKEN.values(), ids=TAKEN)
def test_a_known_block_is_taken_off_by_where_it_stands(
    text: str, kind: BlockKind, place: int, articles: int, gone: bool
) -> None:
    blocks = text_with(Block(text, kind), place)
    kept, dropped = drop_repeats(blocks, known_from(articles, text), 0)
    assert kept == (STORY if gone else blocks)
    assert [(drop.reason, drop.text) for drop in dropped] == ([("site", text)] if gone else [])


def test_what_takes_off_most_of_a_text_takes_off_nothing() -> None:
    lines = [Block(f"Line {name} of the form, which is on each page.") for name in "abcd"]
    assert drop_repeats(lines, known_from(3, *(line.text for line in lines[:2])), 0)[0] == lines[2:]
    assert drop_repeats(lines, known_from(3, *(line.text for line in lines[:3])), 0) == (lines, [])
    assert drop_repeats(lines, known_from(3, lines[0].text), 200) == (lines, [])


def test_a_block_that_is_most_of_an_article_is_never_the_sites() -> None:
    assert list(site_keys([Block(NOTE), Block("Yes, and no, and yes.")])) == [1]


def test_a_long_text_shows_no_more_than_sixteen_blocks() -> None:
    lines = [Block(f"This is the line that has the length of {'very ' * n} much.") for n in range(20)]
    assert list(site_keys(lines)) == [*range(12), *range(16, 20)]
