"""What stands between the paragraphs of an article and is not part of it: found block by block, each with a reason.

The rules look at a block's words (phrases per language), at where it stands, and at what the page says of itself. Each
has a name, which `Dropped` tells and by which it can be left out, to measure what it is worth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from msgspec import Struct

from transforms.pure.body.context import LABELLED, LONG_BLOCK_CHARACTERS, BlockLine, PageFacts, is_prose, lines_of, says
from transforms.pure.body.cuts import CUTS
from transforms.pure.metadata.names import find_reporter
from transforms.pure.page.blocks import MIN_REPEATED_CHARACTERS, Block, repeats_by_design
from transforms.pure.text.normal import fold, is_unspaced
from transforms.pure.text.phrases import NOTHING

# The title line, a standfirst, a byline: what repeats metadata stands within the first blocks.
HEAD_BLOCKS = 6
MIN_SHOWN_CHARACTERS = 80
MAX_PROMPT_CHARACTERS = 220
MAX_LONG_PROMPT_CHARACTERS = 420
# A shorter line that quotes is a prompt with a name in it.
MIN_QUOTING_CHARACTERS = 80
MAX_BIO_CHARACTERS = 700

_DATE = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|(?<!\d)\d{1,4}[-./年년]\s?\d{1,2}[-./月월]\s?\d{1,4}(?!\d)")
# In quotation marks a prompt is what somebody said of one.
_QUOTED = re.compile('“[^“”]*”|«[^«»]*»|»[^«»]*«|„[^„“”]*[“”]|「[^「」]*」|『[^『』]*』|"[^"]*"')
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SIGNS_OFF = re.compile(r"^\W*(?:©|\(c\)|copyright\b)", re.IGNORECASE)


class Dropped(Struct, frozen=True):
    """A block that was left out, and the name of the rule that says so."""

    reason: str
    text: str


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
    kept: list[BlockLine] = []
    dropped: list[Dropped] = []
    gone: dict[int, str] = {}
    seen: set[str] = set()
    shown = 0
    for line in lines_of(blocks, page):
        line.shown, line.seen = shown, seen
        line.previous = kept[-1].folded if kept else ""
        reason = next((name for name, rule in rules if rule(line, page)), None)
        seen.add(line.folded)
        if reason is not None:
            dropped.append(Dropped(reason, line.text))
            gone[line.at] = reason
            continue
        kept.append(line)
        shown += _shows_story(line)
    for name, cut in CUTS:
        places = cut(kept, page, gone) if name not in without else set()
        dropped += [Dropped(name, line.text) for line in kept if line.at in places]
        gone |= dict.fromkeys(places, name)
        kept = [line for line in kept if line.at not in places]
    return [line.block for line in kept], dropped


def _shows_story(line: BlockLine) -> bool:
    """Where no spaces part words, half of the letters say as much."""
    least = MIN_SHOWN_CHARACTERS
    return is_prose(line) and (len(line.text) > least or (len(line.text) > least / 2 and is_unspaced(line.text)))


def _repeats_title(line: BlockLine, page: PageFacts) -> bool:
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


def _repeats_standfirst(line: BlockLine, page: PageFacts) -> bool:
    known = page.standfirst
    if not known or line.at >= HEAD_BLOCKS or line.shown > 1:
        return False
    shorter, longer = sorted((line.folded, known), key=len)
    return line.folded == known or (
        len(shorter) > 40 and longer.startswith(shorter) and len(shorter) > 0.85 * len(longer)
    )


def _is_caption(line: BlockLine, page: PageFacts) -> bool:
    return line.block.kind != "heading" and len(line.text) < 600 and line.folded in page.captions


def _is_link_line(line: BlockLine, page: PageFacts) -> bool:
    if (
        not line.is_link
        or line.block.kind == "heading"
        or len(line.folded.split()) < (1 if is_unspaced(line.text) else 3)
    ):
        return False
    # An item of a list may be a link and part of the story; a run of such items is a list of other pages.
    return line.block.kind != "item" or line.at > line.last_long or line.link_beside


def _is_read_more(line: BlockLine, page: PageFacts) -> bool:
    if len(line.text) > MAX_PROMPT_CHARACTERS or (line.block.kind == "item" and not line.is_link):
        return False
    labelled = LABELLED.match(line.text)
    label = fold(labelled[1]) if labelled else line.folded
    return labelled is not None and says(page, "read more", label)


def _is_wall(line: BlockLine, page: PageFacts) -> bool:
    return _says_all(line, page, "wall", LONG_BLOCK_CHARACTERS, MAX_PROMPT_CHARACTERS)


def _is_prompt(line: BlockLine, page: PageFacts) -> bool:
    return _says_all(line, page, "prompt", MAX_PROMPT_CHARACTERS, MAX_LONG_PROMPT_CHARACTERS)


def _says_all(line: BlockLine, page: PageFacts, kind: str, short_characters: int, max_characters: int) -> bool:
    """Whether a line says no more than such phrases do: a short one by one of them, a longer one by two."""
    if line.block.kind in ("item", "row") or len(line.text) > max_characters:
        return False
    folded = _unquoted(line)
    if len(line.text) <= short_characters:
        return says(page, kind, folded)
    return _signs(page, kind, folded) > 1


def _signs(page: PageFacts, kind: str, folded: str) -> int:
    padded = f" {folded} "
    return sum(phrase in padded for phrase in page.phrases.get(kind, NOTHING).inner)


def _unquoted(line: BlockLine) -> str:
    if len(line.text) < MIN_QUOTING_CHARACTERS or not _QUOTED.search(line.text):
        return line.folded
    return fold(_QUOTED.sub(" ", line.text))


def _asks_to_follow(line: BlockLine, page: PageFacts) -> bool:
    return len(line.text) <= MAX_PROMPT_CHARACTERS and says(page, "follow", _unquoted(line))


def _is_interface(line: BlockLine, page: PageFacts) -> bool:
    return len(line.text) <= 60 and says(page, "interface", line.folded)


def _is_credit(line: BlockLine, page: PageFacts) -> bool:
    if len(line.text) > 200:
        return False
    return _SIGNS_OFF.match(line.text) is not None or (
        says(page, "credit", line.folded) and (len(line.folded.split()) <= 14 and not line.text.endswith((".”", '."')))
    )


def _is_byline(line: BlockLine, page: PageFacts) -> bool:
    if line.block.kind == "heading" or len(line.text) > 100:
        return False
    if line.at >= min(line.last_long, 0.7 * line.count) and find_reporter(line.text) is not None:
        return True
    if line.shown:
        return False
    if line.folded in page.authors:
        return True
    names = any(author in line.folded for author in page.authors)
    words = len(line.folded.split())
    found = _DATE.search(line.text) or (_YEAR.search(line.text) if words <= 7 else None)
    dated = words <= 14 and found is not None
    return (names or dated or words <= 6) and (
        says(page, "byline", line.folded) or (dated and not any(sign in line.text for sign in "$€£¥"))
    )


def _is_bio(line: BlockLine, page: PageFacts) -> bool:
    if not page.authors or len(line.text) > MAX_BIO_CHARACTERS or line.at == 0:
        return False
    at_edge = line.at >= line.last_long - 1 or line.at > 0.7 * line.count or not line.shown
    return (
        at_edge
        and line.folded.startswith(tuple(f"{name} " for name in page.authors))
        and says(page, "bio", line.folded[:260])
    )


def _repeats(line: BlockLine, page: PageFacts) -> bool:
    if line.block.kind in ("item", "row") or len(line.folded) < 4:
        return False
    if line.folded == line.previous:
        return True
    return len(line.folded) >= MIN_REPEATED_CHARACTERS and line.folded in line.seen


RULES: tuple[tuple[str, Callable[[BlockLine, PageFacts], bool]], ...] = (
    ("title", _repeats_title),
    ("standfirst", _repeats_standfirst),
    ("caption", _is_caption),
    ("link", _is_link_line),
    ("read more", _is_read_more),
    ("wall", _is_wall),
    ("prompt", _is_prompt),
    ("follow", _asks_to_follow),
    ("interface", _is_interface),
    ("credit", _is_credit),
    ("byline", _is_byline),
    ("bio", _is_bio),
    ("repeat", _repeats),
)
