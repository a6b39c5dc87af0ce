"""What is left out because of the blocks round it: appendices, what stands behind a wall, labels and headings of what is gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import islice, pairwise

from msgspec import Struct

from transforms.pure.body.context import PageContext, PlacedBlock, block_says, is_prose, says
from transforms.pure.text.byline_words import has_by
from transforms.pure.text.names import looks_like_person, split_authors
from transforms.pure.text.normal import fold
from transforms.pure.text.sentences import ends_sentence

MAX_LABEL_CHARACTERS = 70
MIN_STORY_CHARACTERS = 150
# Behind a list that is gone already a shorter paragraph is the story's, too, where it is a whole sentence.
MIN_SENTENCE_CHARACTERS = 80
MAX_BYLINE_CHARACTERS = 80
# Of more lines that begin as bylines do none is another article's alone.
MOST_BYLINES = 200
MIN_PULLED_CHARACTERS = 30
# Of no more quotations it is asked whether the text says them: for each all of it is looked through.
MOST_PULLED = 400
# Two or three headings in a row are a title with its parts.
LEAST_HEADINGS = 4
# What an author box holds; of a list of sources, so much has a year or an address.
MAX_BOX_CHARACTERS, MAX_NAME_WORDS = 1500, 4
MIN_CITED_SHARE = 0.7
_CITED = re.compile(r"\b(?:19|20)\d\d\b|https?://|\bwww\.|\bdoi\b", re.IGNORECASE)

_PROMPTS = frozenset(("prompt", "follow", "wall"))

# Places of blocks that are left out already, and the names of the rules that say so.
Gone = Mapping[int, str]


class Cut(Struct, frozen=True):
    """A rule that looks at all blocks: its name, what gives the places to leave out, and a page that shows it.

    `golden` names a page in tests/data/golden whose text is wrong without this rule.
    """

    name: str
    places: Callable[[list[PlacedBlock], PageContext, Gone], set[int]]
    golden: str


def cut_tail(blocks: list[PlacedBlock], page: PageContext, dropped: Gone) -> set[int]:
    """Give the places of the blocks of an appendix: what follows a label ("Related...") near the end without more story."""
    total = sum(len(block.text) for block in blocks)
    end, behind, stories, sentences = len(blocks), 0, 0, 0
    for index in range(len(blocks) - 1, 1, -1):
        block = blocks[index]
        behind += len(block.text)
        if behind > 0.3 * total or index < 0.5 * len(blocks):
            break
        list_is_gone = dropped.get(block.at + 1) == "link"
        is_label = _labels_list(block, page) and not stories and not (list_is_gone and sentences)
        if is_label or _labels_note(blocks[index:end], page):
            end, stories, sentences = index, 0, 0
            continue
        stories += _is_story(block)
        sentences += _is_sentence(block)
    return {block.at for block in blocks[end:]}


def _labels_list(block: PlacedBlock, page: PageContext) -> bool:
    if len(block.text) >= MAX_LABEL_CHARACTERS:
        return False
    if block_says(block, page, "related") or block_says(block, page, "tail") or block_says(block, page, "author box"):
        return True
    # "12 comments"
    number, _, rest = block.folded.partition(" ")
    return number.isdigit() and says(page, "tail", rest)


def _labels_note(run: list[PlacedBlock], page: PageContext) -> bool:
    """Tell whether the first of the last blocks heads a note of paragraphs: on the author, or on what the text cites."""
    label, below = run[0], run[1:]
    if not below or len(label.text) >= MAX_LABEL_CHARACTERS:
        return False
    if block_says(label, page, "author box"):
        holds_more = any(block.kind == "heading" and len(block.folded.split()) > MAX_NAME_WORDS for block in below)
        return not holds_more and sum(len(block.text) for block in below) <= MAX_BOX_CHARACTERS
    if not block_says(label, page, "sources"):
        return False
    cited = sum(_CITED.search(block.text) is not None for block in below)
    return cited >= MIN_CITED_SHARE * len(below)


def cut_behind_wall(blocks: list[PlacedBlock], page: PageContext, dropped: Gone) -> set[int]:
    """Give the places of the blocks behind the first wall that no story follows: its offers. They are less than the text."""
    last_story = max((block.at for block in blocks if _is_story(block)), default=-1)
    walls = sorted(at for at, reason in dropped.items() if reason == "wall" and at > last_story)
    half = sum(len(block.text) for block in blocks) / 2
    ahead, at = 0, 0
    for wall in walls:
        while at < len(blocks) and blocks[at].at < wall:
            ahead += len(blocks[at].text)
            at += 1
        if ahead > half:
            return {block.at for block in blocks[at:]}
    return set()


def cut_pull_quotes(blocks: list[PlacedBlock], page: PageContext, dropped: Gone) -> set[int]:
    """Give the places of quotations that a paragraph of the text says as well: they are set large to be seen."""
    quotes = [block for block in blocks if block.kind == "quote" and len(block.folded) >= MIN_PULLED_CHARACTERS]
    if not quotes:
        return set()
    text = "\n".join(dict.fromkeys(block.folded for block in blocks if block.kind == "paragraph"))
    sought = islice(dict.fromkeys(quote.folded for quote in quotes), MOST_PULLED)
    pulled = {folded for folded in sought if _is_within_line(folded, f"\n{text}\n")}
    return {quote.at for quote in quotes if quote.folded in pulled}


def _is_within_line(folded: str, lines: str) -> bool:
    """Tell whether a line is a part of one of some lines, each of which stands there once and between line breaks."""
    at = lines.find(folded)
    while at >= 0 and lines[at - 1] == "\n" == lines[at + len(folded)]:
        at = lines.find(folded, at + 1)
    return at >= 0


def cut_next_story(blocks: list[PlacedBlock], page: PageContext, dropped: Gone) -> set[int]:
    """Give the places of the blocks of another article that follows: a title in a line of its own, and below it a byline of
    people who did not write this one.
    """
    pairs = (pair for pair in pairwise(blocks) if pair[1].at == pair[0].at + 1 and _may_head_another(*pair))
    for title, byline in islice(pairs, MOST_BYLINES):
        if _heads_another(title, byline, page):
            return {block.at for block in blocks if block.at >= title.at}
    return set()


def cut_republication(blocks: list[PlacedBlock], page: PageContext, dropped: Gone) -> set[int]:
    """Give the places of the terms on which others may publish the text again, and of what follows: less than the text."""
    total, ahead = sum(len(block.text) for block in blocks), 0
    for index, block in enumerate(blocks):
        is_label = block.kind != "item" and len(block.text) < MAX_LABEL_CHARACTERS
        if is_label and 2 * ahead > total and block_says(block, page, "republish"):
            return {block.at for block in blocks[index:]}
        ahead += len(block.text)
    return set()


def cut_labels(blocks: list[PlacedBlock], page: PageContext, dropped: Gone) -> set[int]:
    """Give the places of labels of lists that are gone, in the midst of the story."""
    return {
        block.at
        for block in blocks
        if len(block.text) < MAX_LABEL_CHARACTERS
        and block.kind != "item"
        and (block_says(block, page, "related") or block_says(block, page, "read more"))
    }


def cut_empty_headings(blocks: list[PlacedBlock], page: PageContext, dropped: Gone) -> set[int]:
    """Give the places of headings with nothing below them: at the end, in long runs, and ahead of prompts."""
    gone: set[int] = set()
    end = len(blocks)
    while end and blocks[end - 1].kind == "heading":
        end -= 1
        gone.add(blocks[end].at)
    for index in range(end - LEAST_HEADINGS + 1):
        if all(block.kind == "heading" and len(block.text) < 90 for block in blocks[index : index + LEAST_HEADINGS]):
            gone.add(blocks[index].at)
    for block in blocks:
        # One prompt may have come between a heading and its text; two are a box, and the heading is the box's.
        if block.kind == "heading" and {dropped.get(block.at + 1), dropped.get(block.at + 2)} <= _PROMPTS:
            gone.add(block.at)
    return gone


def _is_story(block: PlacedBlock) -> bool:
    return len(block.text) > MIN_STORY_CHARACTERS and block.kind != "item"


def _is_sentence(block: PlacedBlock) -> bool:
    if block.is_link or not is_prose(block) or len(block.text) < MIN_SENTENCE_CHARACTERS:
        return False
    return ends_sentence(block.text)


def _may_head_another(title: PlacedBlock, byline: PlacedBlock) -> bool:
    return title.shown > 1 and len(byline.text) <= MAX_BYLINE_CHARACTERS and has_by(byline.text)


def _heads_another(title: PlacedBlock, byline: PlacedBlock, page: PageContext) -> bool:
    if ends_sentence(title.text):
        return False
    if ":" in byline.text:  # A line of facts below the name of a thing: "Author: ...", "Licence: ...".
        return False
    if not 4 <= len(title.folded.split()) <= 30 or title.folded in page.titles:
        return False
    names = split_authors(byline.text)
    return bool(names) and all(looks_like_person(name) and fold(name) not in page.authors for name in names)


CUTS = (
    Cut("wall", cut_behind_wall, "de_offers_behind_the_wall"),
    Cut("pull quote", cut_pull_quotes, "lt_pull_quote_in_the_text"),
    Cut("next story", cut_next_story, "en_next_story_appended"),
    Cut("republication", cut_republication, "de_terms_for_publishing_it_again"),
    Cut("tail", cut_tail, "cs_comment_prompt"),
    Cut("label", cut_labels, "no_related_links_lines"),
    Cut("headings", cut_empty_headings, "tr_author_bio"),
)
