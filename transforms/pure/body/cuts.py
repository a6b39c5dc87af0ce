"""What is left out because of the lines round it: appendices, what stands behind a wall, labels and headings of what is gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from transforms.pure.body.context import BlockLine, PageFacts, is_prose, says
from transforms.pure.metadata.names import has_by, looks_like_person, split_authors
from transforms.pure.text.normal import fold

MAX_LABEL_CHARACTERS = 70
MIN_STORY_CHARACTERS = 150
# Behind a list that is gone already a shorter paragraph is the story's, too, where it is a whole sentence.
MIN_SENTENCE_CHARACTERS = 80
MAX_BYLINE_CHARACTERS = 80

_SENTENCE_END = re.compile(r"[.!?。！？।؟…][\s'\"”’»)\]」』]*$")
_PROMPTS = frozenset(("prompt", "follow", "wall"))

Gone = Mapping[int, str]


def cut_tail(lines: list[BlockLine], page: PageFacts, dropped: Gone) -> set[int]:
    """Gives the places of the lines of an appendix: what follows a label ("Related...") near the end without more story."""
    total = sum(len(line.text) for line in lines)
    end, behind, stories, sentences = len(lines), 0, 0, 0
    for index in range(len(lines) - 1, 1, -1):
        line = lines[index]
        behind += len(line.text)
        if behind > 0.3 * total or index < 0.5 * len(lines):
            break
        is_label = len(line.text) < MAX_LABEL_CHARACTERS and (
            says(page, "related", line.folded) or says(page, "tail", line.folded)
        )
        list_is_gone = dropped.get(line.at + 1) == "link"
        if is_label and not stories and not (list_is_gone and sentences):
            end, sentences = index, 0
        stories += _is_story(line)
        sentences += _is_sentence(line)
    return {line.at for line in lines[end:]}


def cut_behind_wall(lines: list[BlockLine], page: PageFacts, dropped: Gone) -> set[int]:
    """Gives the places of the lines behind the first wall that no story follows: its offers. They are less than the text."""
    last_story = max((line.at for line in lines if _is_story(line)), default=-1)
    walls = sorted(at for at, reason in dropped.items() if reason == "wall" and at > last_story)
    half = sum(len(line.text) for line in lines) / 2
    ahead, at = 0, 0
    for wall in walls:
        while at < len(lines) and lines[at].at < wall:
            ahead += len(lines[at].text)
            at += 1
        if ahead > half:
            return {line.at for line in lines[at:]}
    return set()


def cut_next_story(lines: list[BlockLine], page: PageFacts, dropped: Gone) -> set[int]:
    """Gives the places of the lines of another article that follows: a title in a line of its own, and below it a byline of
    people who did not write this one.
    """
    for title, byline in pairwise(lines):
        if byline.at == title.at + 1 and title.shown > 1 and _heads_another(title, byline, page):
            return {line.at for line in lines if line.at >= title.at}
    return set()


def cut_labels(lines: list[BlockLine], page: PageFacts, dropped: Gone) -> set[int]:
    """Gives the places of labels of lists that are gone, in the midst of the story."""
    return {
        line.at
        for line in lines
        if len(line.text) < MAX_LABEL_CHARACTERS
        and line.block.kind != "item"
        and (says(page, "related", line.folded) or says(page, "read more", line.folded))
    }


def cut_empty_headings(lines: list[BlockLine], page: PageFacts, dropped: Gone) -> set[int]:
    """Gives the places of headings with nothing below them: at the end, in runs of three or more, and ahead of prompts."""
    gone: set[int] = set()
    end = len(lines)
    while end and lines[end - 1].block.kind == "heading":
        end -= 1
        gone.add(lines[end].at)
    for index in range(end - 2):
        if all(line.block.kind == "heading" and len(line.text) < 90 for line in lines[index : index + 3]):
            gone.add(lines[index].at)
    for line in lines:
        # One prompt may have come between a heading and its text; two are a box, and the heading is the box's.
        if line.block.kind == "heading" and {dropped.get(line.at + 1), dropped.get(line.at + 2)} <= _PROMPTS:
            gone.add(line.at)
    return gone


def _is_story(line: BlockLine) -> bool:
    return len(line.text) > MIN_STORY_CHARACTERS and line.block.kind != "item"


def _is_sentence(line: BlockLine) -> bool:
    if line.is_link or not is_prose(line) or len(line.text) < MIN_SENTENCE_CHARACTERS:
        return False
    return _SENTENCE_END.search(line.text) is not None


def _heads_another(title: BlockLine, byline: BlockLine, page: PageFacts) -> bool:
    if len(byline.text) > MAX_BYLINE_CHARACTERS or not has_by(byline.text) or _SENTENCE_END.search(title.text):
        return False
    names = split_authors(byline.text)
    others = all(looks_like_person(name) and fold(name) not in page.authors for name in names)
    return bool(names) and others and 4 <= len(title.folded.split()) <= 30 and title.folded not in page.titles


CUTS: tuple[tuple[str, Callable[[list[BlockLine], PageFacts, Gone], set[int]]], ...] = (
    ("wall", cut_behind_wall),
    ("next story", cut_next_story),
    ("tail", cut_tail),
    ("label", cut_labels),
    ("headings", cut_empty_headings),
)
