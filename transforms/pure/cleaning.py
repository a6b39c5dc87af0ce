"""What stands between the paragraphs of an article and is not part of it: found block by block, each with a reason.

The rules look at a block's words (phrases per language), at where it stands, and at what the page says of itself. Each
has a name, which `Dropped` tells and by which it can be left out, to measure what it is worth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from msgspec import Struct

from transforms.pure.blocks import MIN_REPEATED_CHARACTERS, Block, repeats_by_design
from transforms.pure.facts import MAX_LINK_CHARACTERS, PageFacts
from transforms.pure.phrases import NOTHING
from transforms.pure.texts import fold, is_unspaced

# The title line, a standfirst, a byline: what repeats metadata stands within the first blocks.
HEAD_BLOCKS = 6
MAX_PROMPT_CHARACTERS = 220
MAX_LONG_PROMPT_CHARACTERS = 420
MAX_LABEL_CHARACTERS = 70
MAX_BIO_CHARACTERS = 700
LONG_BLOCK_CHARACTERS = 120

_LABELLED = re.compile(r"^\W*([^:|»>–—→►▶]{2,45}?)\s*(?:[:|»>→►▶]|\s[–—-]\s)\s*(.*)$")
_DATE = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SIGNS_OFF = re.compile(r"^\W*(?:©|\(c\)|copyright\b)", re.IGNORECASE)


class Dropped(Struct, frozen=True):
    """A block that was left out, and the name of the rule that says so."""

    reason: str
    text: str


class _Line(Struct):
    """A block where it stands: `at` of `count`, `shown` paragraphs kept before it, `last_long` the last long paragraph."""

    block: Block
    folded: str
    is_link: bool
    at: int
    count: int = 0
    last_long: int = 0
    shown: int = 0
    link_beside: bool = False
    previous: str = ""
    seen: Collection[str] = ()

    @property
    def text(self) -> str:
        return self.block.text


def clean_blocks(
    blocks: list[Block], page: PageFacts, without: Collection[str] = ()
) -> tuple[list[Block], list[Dropped]]:
    """Gives the blocks that are the article's, and those left out with the reason; rules named in `without` are not used.

    >>> page = PageFacts(titles=("dam opens",), captions=frozenset(["a gate"]))
    >>> clean_blocks([Block("Dam opens!"), Block("The dam."), Block("A gate.")], page)[0]
    [Block(text='The dam.', kind='paragraph')]
    """
    unused = {*without, *(["repeat"] if repeats_by_design(blocks) else [])}
    rules = [(name, rule) for name, rule in RULES if name not in unused]
    kept: list[_Line] = []
    dropped: list[Dropped] = []
    seen: set[str] = set()
    shown = 0
    for line in _lines(blocks, page):
        line.shown, line.seen = shown, seen
        line.previous = kept[-1].folded if kept else ""
        reason = next((name for name, rule in rules if rule(line, page)), None)
        seen.add(line.folded)
        if reason is not None:
            dropped.append(Dropped(reason, line.text))
            continue
        kept.append(line)
        shown += len(line.text) > 80 and line.block.kind in ("paragraph", "quote")
    for name, cut in (("tail", cut_tail), ("label", _labels), ("headings", _empty_headings)):
        if name not in without:
            gone = cut(kept, page)
            dropped += [Dropped(name, line.text) for line in kept if line.at in gone]
            kept = [line for line in kept if line.at not in gone]
    return [line.block for line in kept], dropped


def _lines(blocks: list[Block], page: PageFacts) -> list[_Line]:
    lines = []
    for at, block in enumerate(map(_once, blocks)):
        short = len(block.text) <= MAX_LINK_CHARACTERS
        lines.append(_Line(block, fold(block.text), short and _is_link(block.text, page.links), at))
    long = [
        line.at for line in lines if len(line.text) > LONG_BLOCK_CHARACTERS and not line.is_link and _is_prose(line)
    ]
    for line in lines:
        line.count = len(lines)
        line.last_long = long[-1] if long else len(lines)
        line.link_beside = any(other.is_link for other in lines[max(0, line.at - 1) : line.at + 2] if other is not line)
    return lines


def _is_prose(line: _Line) -> bool:
    return line.block.kind in ("paragraph", "quote")


def _once(block: Block) -> Block:
    """A text printed two or three times in one block, for a picture and its enlarged view say, counts once."""
    words = block.text.split()
    for times in (2, 3):
        part = len(words) // times
        if part >= 4 and part * times == len(words) and words[:part] * times == words:
            return Block(" ".join(words[:part]), block.kind)
    return block


def _is_link(text: str, links: frozenset[str]) -> bool:
    if text.casefold() in links:
        return True
    labelled = _LABELLED.match(text)
    return labelled is not None and len(labelled[2]) > 12 and labelled[2].casefold() in links


def _phrase(page: PageFacts, kind: str, folded: str) -> bool:
    return page.phrases.get(kind, NOTHING).matches(folded)


def _repeats_title(line: _Line, page: PageFacts) -> bool:
    heading = line.block.kind == "heading"
    if line.at >= HEAD_BLOCKS and not heading:
        return False
    folded = line.folded
    for title in page.titles:
        if folded == title or (len(folded) >= 20 and title.startswith(f"{folded} ")):
            return True
        if len(title) >= 20 and folded.startswith(f"{title} ") and len(folded) < 1.5 * len(title) + 20:
            return line.at < HEAD_BLOCKS
    return False


def _repeats_standfirst(line: _Line, page: PageFacts) -> bool:
    known = page.standfirst
    if not known or line.at >= HEAD_BLOCKS or line.shown > 1:
        return False
    shorter, longer = sorted((line.folded, known), key=len)
    return line.folded == known or (
        len(shorter) > 40 and longer.startswith(shorter) and len(shorter) > 0.85 * len(longer)
    )


def _is_caption(line: _Line, page: PageFacts) -> bool:
    return line.block.kind != "heading" and len(line.text) < 600 and line.folded in page.captions


def _is_link_line(line: _Line, page: PageFacts) -> bool:
    if (
        not line.is_link
        or line.block.kind == "heading"
        or len(line.folded.split()) < (1 if is_unspaced(line.text) else 3)
    ):
        return False
    # An item of a list may be a link and part of the story; a run of such items is a list of other pages.
    return line.block.kind != "item" or line.at > line.last_long or line.link_beside


def _is_read_more(line: _Line, page: PageFacts) -> bool:
    if len(line.text) > MAX_PROMPT_CHARACTERS or (line.block.kind == "item" and not line.is_link):
        return False
    labelled = _LABELLED.match(line.text)
    label = fold(labelled[1]) if labelled else line.folded
    return labelled is not None and _phrase(page, "read more", label)


def _is_prompt(line: _Line, page: PageFacts) -> bool:
    if line.block.kind in ("item", "row") or len(line.text) > MAX_LONG_PROMPT_CHARACTERS:
        return False
    matcher = page.phrases.get("prompt", NOTHING)
    if len(line.text) <= MAX_PROMPT_CHARACTERS:
        return matcher.matches(line.folded)
    padded = f" {line.folded} "
    return sum(phrase in padded for phrase in matcher.inner) > 1


def _asks_to_follow(line: _Line, page: PageFacts) -> bool:
    return len(line.text) <= MAX_PROMPT_CHARACTERS and _phrase(page, "follow", line.folded)


def _is_interface(line: _Line, page: PageFacts) -> bool:
    return len(line.text) <= 60 and _phrase(page, "interface", line.folded)


def _is_credit(line: _Line, page: PageFacts) -> bool:
    if len(line.text) > 200:
        return False
    return _SIGNS_OFF.match(line.text) is not None or (
        _phrase(page, "credit", line.folded)
        and (len(line.folded.split()) <= 14 and not line.text.endswith((".”", '."')))
    )


def _is_byline(line: _Line, page: PageFacts) -> bool:
    if line.shown or len(line.text) > 100 or line.block.kind == "heading":
        return False
    if line.folded in page.authors:
        return True
    names = any(author in line.folded for author in page.authors)
    words = len(line.folded.split())
    found = _DATE.search(line.text) or (_YEAR.search(line.text) if words <= 7 else None)
    dated = words <= 14 and found is not None
    return (names or dated or words <= 6) and (
        _phrase(page, "byline", line.folded) or (dated and not any(sign in line.text for sign in "$€£¥"))
    )


def _is_bio(line: _Line, page: PageFacts) -> bool:
    if not page.authors or len(line.text) > MAX_BIO_CHARACTERS or line.at == 0:
        return False
    at_edge = line.at >= line.last_long - 1 or line.at > 0.7 * line.count or not line.shown
    return (
        at_edge
        and line.folded.startswith(tuple(f"{name} " for name in page.authors))
        and _phrase(page, "bio", line.folded[:260])
    )


def _repeats(line: _Line, page: PageFacts) -> bool:
    if line.block.kind in ("item", "row") or len(line.folded) < 4:
        return False
    if line.folded == line.previous:
        return True
    return len(line.folded) >= MIN_REPEATED_CHARACTERS and line.folded in line.seen


def cut_tail(lines: list[_Line], page: PageFacts) -> set[int]:
    """Gives the places of the lines of an appendix: what follows a label ("Related...") near the end without more story."""
    total = sum(len(line.text) for line in lines)
    end, behind, stories = len(lines), 0, 0
    for index in range(len(lines) - 1, 1, -1):
        line = lines[index]
        behind += len(line.text)
        if behind > 0.3 * total or index < 0.5 * len(lines):
            break
        is_label = len(line.text) < MAX_LABEL_CHARACTERS and (
            _phrase(page, "related", line.folded) or _phrase(page, "tail", line.folded)
        )
        if is_label and not stories:
            end = index
        stories += len(line.text) > 150 and line.block.kind != "item"
    return {line.at for line in lines[end:]}


def _labels(lines: list[_Line], page: PageFacts) -> set[int]:
    """Gives the places of labels of lists that are gone, in the midst of the story."""
    return {
        line.at
        for line in lines
        if len(line.text) < MAX_LABEL_CHARACTERS
        and line.block.kind != "item"
        and (_phrase(page, "related", line.folded) or _phrase(page, "read more", line.folded))
    }


def _empty_headings(lines: list[_Line], page: PageFacts) -> set[int]:
    """Gives the places of headings with nothing below them: at the end, and in runs of three or more."""
    gone: set[int] = set()
    end = len(lines)
    while end and lines[end - 1].block.kind == "heading":
        end -= 1
        gone.add(lines[end].at)
    for index in range(end - 2):
        if all(line.block.kind == "heading" and len(line.text) < 90 for line in lines[index : index + 3]):
            gone.add(lines[index].at)
    return gone


RULES: tuple[tuple[str, Callable[[_Line, PageFacts], bool]], ...] = (
    ("title", _repeats_title),
    ("standfirst", _repeats_standfirst),
    ("caption", _is_caption),
    ("link", _is_link_line),
    ("read more", _is_read_more),
    ("prompt", _is_prompt),
    ("follow", _asks_to_follow),
    ("interface", _is_interface),
    ("credit", _is_credit),
    ("byline", _is_byline),
    ("bio", _is_bio),
    ("repeat", _repeats),
    ("layout", lambda line, page: line.folded in page.refused),
)
