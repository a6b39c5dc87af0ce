"""What goes because of the blocks round it: walls, other articles, appendices, labels, empty headings."""

import pytest

from transforms.pure.body.cleaning import clean_blocks
from transforms.pure.body.context import PageContext, place_blocks
from transforms.pure.body.cuts import (
    cut_behind_wall,
    cut_empty_headings,
    cut_labels,
    cut_next_story,
    cut_pull_quotes,
    cut_tail,
)
from transforms.pure.page.blocks import Block
from transforms.pure.text.phrases import phrases_for

STORY = [
    "The river rose by two metres in the night, and by six in the morning the old bridge was closed to everyone.",
    "“We have seen this before,” said the keeper of the lock, who has measured the water for thirty years now.",
    "The council will meet on Thursday to decide who pays for the pumps, and where the next wall should stand.",
]
LONG = f"{STORY[0]} {STORY[1]}"
ENGLISH = PageContext(phrases=phrases_for("en"), authors=("ana sample",))


def test_the_offers_behind_a_wall_are_cut() -> None:
    offers = [
        Block("Subscribe to continue", "heading"),
        Block("One euro for the first month", "item"),
        Block("Why us?"),
    ]
    kept, dropped = clean_blocks([*map(Block, STORY), *offers], PageContext(phrases=phrases_for("en")))
    assert [block.text for block in kept] == STORY
    assert [block.reason for block in dropped] == ["wall", "wall", "wall"]


def test_the_heading_of_a_box_goes_with_its_prompts() -> None:
    box = [
        Block("The Morning Letter", "heading"),
        Block("Sign up for our newsletter."),
        Block("You can unsubscribe at any time."),
    ]
    kept, _ = clean_blocks([Block(STORY[0]), *box, Block(STORY[1])], PageContext(phrases=phrases_for("en")))
    assert [block.text for block in kept] == STORY[:2]


def test_another_article_below_is_cut() -> None:
    other = [Block("Tide mill sells its first flour by the bucket"), Block("By Ben Sample"), Block(STORY[2])]
    page = PageContext(phrases=phrases_for("en"), authors=("ana sample",))
    assert [block.text for block in clean_blocks([*map(Block, STORY), *other], page)[0]] == STORY


def test_a_subhead_and_the_own_byline_begin_no_other_article() -> None:
    part = [
        Block("What the council will do about the pumps", "heading"),
        Block("By Ana Sample"),
        Block(STORY[2] + " So it is."),
    ]
    page = PageContext(phrases=phrases_for("en"), authors=("ana sample",))
    assert part[0] in clean_blocks([*map(Block, STORY), *part], page)[0]


def test_a_sentence_behind_a_list_that_is_gone_stays() -> None:
    links = frozenset(["ferry runs again after a week"])
    blocks = [
        *map(Block, STORY),
        Block("See also"),
        Block("Ferry runs again after a week"),
        Block("The council leases the lock for one crown a year until 2030, and then it is to vote again."),
    ]
    kept, _ = clean_blocks(blocks, PageContext(phrases=phrases_for("en"), links=links))
    assert [block.text for block in kept] == [*STORY, blocks[-1].text]


def test_a_list_of_other_articles_at_the_end_is_cut() -> None:
    tail = [Block("Most read", "heading"), Block("Ferry runs again"), Block("School opens late")]
    kept, dropped = clean_blocks([*map(Block, STORY * 2), *tail], PageContext(phrases=phrases_for("en")))
    assert [block.text for block in kept] == STORY
    assert [block.text for block in dropped if block.reason == "tail"] == [block.text for block in tail]


def heading(text: str) -> Block:
    return Block(text, "heading")


HEADINGS = {
    "above a paragraph": ([heading("The bridge"), Block(STORY[0])], set()),
    "at the end": ([Block(STORY[0]), heading("More"), heading("Videos")], {1, 2}),
    "four in a row": ([*map(heading, ("News", "Sport", "Weather", "The bridge")), Block(STORY[0])], {0}),
    "three in a row": ([*map(heading, ("The walk", "First day", "The bridge")), Block(STORY[0])], set()),
    "four long ones": ([*(heading(letter * 90) for letter in "abcd"), Block(STORY[0])], set()),
}


@pytest.mark.parametrize(("blocks", "gone"), HEADINGS.values(), ids=HEADINGS)
def test_headings_without_a_text_below(blocks: list[Block], gone: set[int]) -> None:
    assert cut_empty_headings(place_blocks(blocks, ENGLISH), ENGLISH, {}) == gone


@pytest.mark.parametrize(
    ("dropped", "gone"),
    [({2: "prompt", 3: "follow"}, {1}), ({2: "prompt"}, set()), ({2: "caption", 3: "caption"}, set())],
    ids=["two prompts", "one prompt", "captions"],
)
def test_a_heading_above_what_is_gone(dropped: dict[int, str], gone: set[int]) -> None:
    blocks = [Block(STORY[0]), heading("The letter"), Block("x"), Block("y"), Block(STORY[1])]
    placed = [block for block in place_blocks(blocks, ENGLISH) if block.at not in dropped]
    assert cut_empty_headings(placed, ENGLISH, dropped) == gone


WALLS = {
    "no story behind": ([LONG, LONG, "wall", "One euro a month."], {3}),
    "a story behind": ([LONG, LONG, "wall", "One euro a month.", LONG], set()),
    "little ahead": ([STORY[0], "wall", LONG[:140], LONG[:140]], set()),
    "no wall": ([LONG, LONG, "One euro a month."], set()),
}


@pytest.mark.parametrize(("texts", "gone"), WALLS.values(), ids=WALLS)
def test_what_stands_behind_a_wall(texts: list[str], gone: set[int]) -> None:
    dropped = {at: "wall" for at, text in enumerate(texts) if text == "wall"}
    placed = [block for block in place_blocks(list(map(Block, texts)), ENGLISH) if block.at not in dropped]
    assert cut_behind_wall(placed, ENGLISH, dropped) == gone


LABELS = {
    "in the midst": (Block("Related"), {1}),
    "with a heading": (heading("Read more"), {1}),
    "as an item": (Block("Related", "item"), set()),
    "a sentence": (Block("The related families met on Thursday at the lock."), set()),
}


@pytest.mark.parametrize(("block", "gone"), LABELS.values(), ids=LABELS)
def test_labels_of_lists(block: Block, gone: set[int]) -> None:
    placed = place_blocks([Block(STORY[0]), block, Block(STORY[1])], ENGLISH)
    assert cut_labels(placed, ENGLISH, {}) == gone


def test_a_label_with_a_story_behind_it_begins_no_appendix() -> None:
    texts = [*STORY, "Most read", f"{STORY[0]} {STORY[2]}"]
    assert cut_tail(place_blocks(list(map(Block, texts)), ENGLISH), ENGLISH, {}) == set()


@pytest.mark.parametrize(
    ("title", "byline", "cut"),
    [
        ("Tide mill sells its first flour", "By Ben Sample", True),
        ("Tide mill sells its first flour", "By Ana Sample", False),
        ("Tide mill sells its first flour.", "By Ben Sample", False),
        ("Tide mill", "By Ben Sample", False),
        ("Tide mill sells its first flour", "By the river", False),
    ],
    ids=["another's", "the author's own", "a sentence", "a short line", "no name"],
)
def test_a_title_and_a_byline_begin_another_article(title: str, byline: str, cut: bool) -> None:
    placed = place_blocks([*map(Block, STORY), Block(title), Block(byline), Block(STORY[0])], ENGLISH)
    for block in placed:
        block.shown = min(block.at, 3)
    assert cut_next_story(placed, ENGLISH, {}) == ({3, 4, 5} if cut else set())


TERMS = [
    Block("Please credit us, and link to the page on which the story stands."),
    Block("You may not sell it, change its title or leave out the names of the authors."),
]
REPUBLISHED = {
    "a heading with its terms": (Block("Republish this story", "heading"), True),
    "a label of the site": (Block("Want to republish a Harbour Times story?"), True),
    "another heading": (Block("Who pays for the pumps", "heading"), False),
    "a sentence of the story": (Block(f"{STORY[0]} Republish me, said a poster on the bridge."), False),
    "an item": (Block("Republish this story", "item"), False),
}


@pytest.mark.parametrize(("label", "cut"), REPUBLISHED.values(), ids=REPUBLISHED.keys())
def test_the_terms_for_publishing_a_story_again_are_cut(label: Block, cut: bool) -> None:
    blocks = [*map(Block, STORY), label, *TERMS]
    kept, dropped = clean_blocks(blocks, ENGLISH)
    assert kept == (blocks[:3] if cut else blocks)
    assert {one.reason for one in dropped} == ({"republication"} if cut else set())


def test_no_terms_are_cut_that_are_more_than_the_text() -> None:
    blocks = [Block(STORY[0]), Block("Republish this story", "heading"), *map(Block, STORY[1:]), *TERMS]
    assert clean_blocks(blocks, ENGLISH)[0] == blocks


PULLED = {
    "said by a paragraph": (Block("We have seen this before, said the keeper of the lock", "quote"), False),
    "said nowhere else": (Block("We have never seen this before, said the keeper of the lock", "quote"), True),
    "too short to tell": (Block("We have seen this before", "quote"), True),
    "no quotation": (Block("We have seen this before, said the keeper of the lock"), True),
}


@pytest.mark.parametrize(("block", "stays"), PULLED.values(), ids=PULLED.keys())
def test_a_quotation_that_a_paragraph_says_as_well_goes(block: Block, stays: bool) -> None:
    kept, dropped = clean_blocks([Block(STORY[0]), block, *map(Block, STORY[1:])], ENGLISH)
    assert (block in kept, [one.reason for one in dropped]) == (stays, [] if stays else ["pull quote"])


def test_a_line_of_facts_below_a_name_begins_no_other_article() -> None:
    facts = [Block("Tide mill tables for the western harbours"), Block("Author: Ben Sample"), Block(STORY[2])]
    blocks = [*map(Block, STORY[:2]), *facts]
    assert clean_blocks(blocks, ENGLISH)[0] == blocks


CITED = [Block("Sample A. (2024). The lock and its water."), Block("Harbour Office, https://harbour.example/lock")]
ENDS = {
    "a box on the author": ([Block("About the author", "heading"), Block(LONG)], True),
    "a name below its label": ([Block("About the author"), Block("Ana Sample", "heading"), Block(LONG)], True),
    "a box on the author, and more of the text": (
        [
            Block("About the author"),
            Block(STORY[0]),
            Block("What the council will do about it now", "heading"),
            Block(LONG),
        ],
        False,
    ),
    "what the text cites": ([Block("References", "heading"), *CITED, Block(f"{LONG} Soller, 2019.")], True),
    "a chapter of that name": ([Block("References", "heading"), Block(LONG), Block(STORY[1])], False),
    "a number of comments": ([Block("12 comments"), Block("Well said!")], True),
    "a number of something else": ([Block("12 gates"), Block("Well said!")], False),
}


@pytest.mark.parametrize(("end", "is_cut"), ENDS.values(), ids=ENDS)
def test_what_a_label_near_the_end_heads(end: list[Block], is_cut: bool) -> None:
    story = [Block(f"{at}. {text}") for at in range(4) for text in STORY]
    kept, _ = clean_blocks([*story, *end], PageContext(phrases=phrases_for("en")))
    assert kept == (story if is_cut else [*story, *end])


def test_a_quotation_is_no_part_of_a_paragraph_that_is_the_same() -> None:
    said = "the gates stay open until the morning"
    blocks = place_blocks([Block("The gates stay open."), Block(said), Block(said, "quote")], PageContext())
    assert cut_pull_quotes(blocks, PageContext(), {}) == set()
    longer = place_blocks([Block(f"Ann said that {said}."), Block(said), Block(said, "quote")], PageContext())
    assert cut_pull_quotes(longer, PageContext(), {}) == {2}
