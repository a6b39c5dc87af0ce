"""What stands between the paragraphs of an article and is not part of it: found block by block, each with a reason.

The rules look at a block's words (phrases per language), at where it stands, and at what the page says of itself. Each
has a name, which `DroppedBlock` gives as the reason and by which the rule can be left out, to measure what it is worth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from msgspec import Struct

from transforms.pure.body.biographies import is_behind, is_bio
from transforms.pure.body.context import (
    LONG_BLOCK_CHARACTERS,
    PageContext,
    PlacedBlock,
    block_says,
    is_prose,
    place_blocks,
    read_label,
    says,
)
from transforms.pure.body.cuts import CUTS
from transforms.pure.page.blocks import MIN_REPEATED_CHARACTERS, Block, repeats_by_design
from transforms.pure.text.names import find_reporter
from transforms.pure.text.normal import fold, is_unspaced

# The title line, a standfirst, a byline: what repeats metadata stands within the first blocks.
HEAD_BLOCKS = 6
MIN_SHOWN_CHARACTERS = 80
MAX_PROMPT_CHARACTERS = 220
MAX_LONG_PROMPT_CHARACTERS = 420
# A shorter line that quotes is a prompt with a name in it.
MIN_QUOTING_CHARACTERS = 80
MAX_NOTE_CHARACTERS = 1200

_DATE = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|(?<!\d)\d{1,4}[-./年년]\s?\d{1,2}[-./月월]\s?\d{1,4}(?!\d)")
# In quotation marks a prompt is what somebody said of one.
_QUOTED = re.compile('“[^“”]*”|«[^«»]*»|»[^«»]*«|„[^„“”]*[“”]|「[^「」]*」|『[^『』]*』|"[^"]*"')
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Titles are questions, too, and calls.
_STOPS = (".", "。", "．", "।", "۔")
_SIGNS_OFF = re.compile(r"^\W*(?:©|\(c\)|copyright\b|credits?\s?[:/])", re.IGNORECASE)


class Rule(Struct, frozen=True):
    """A rule that looks at one block: its name, what tells whether to leave the block out, and a page that shows it.

    `golden` names a page in tests/data/golden whose text is wrong without this rule. `phrases` names the kind of phrases without
    which it never applies: most blocks have no word of one, and need not be asked.
    """

    name: str
    applies: Callable[[PlacedBlock, PageContext], bool]
    golden: str
    phrases: str | None = None


class DroppedBlock(Struct, frozen=True):
    """A block that was left out, and the name of the rule that says so."""

    reason: str
    text: str


def clean_blocks(
    blocks: list[Block], page: PageContext, without: Collection[str] = ()
) -> tuple[list[Block], list[DroppedBlock]]:
    """Give the blocks that are the article's, and those left out with the reason; rules named in `without` are not used.

    >>> page = PageContext(titles=("dam opens",), captions=frozenset(["a gate"]))
    >>> clean_blocks([Block("Dam opens!"), Block("The dam."), Block("A gate.")], page)[0]
    [Block(text='The dam.', kind='paragraph')]
    """
    unused = {*without, *(["repeat"] if repeats_by_design(blocks) else [])}
    rules = [rule for rule in RULES if rule.name not in unused]
    kept: list[PlacedBlock] = []
    dropped: list[DroppedBlock] = []
    gone: dict[int, str] = {}
    seen: set[str] = set()
    shown = 0
    for block in place_blocks(blocks, page):
        block.shown, block.seen = shown, seen
        block.previous = kept[-1].folded if kept else ""
        reason = _reason_against(block, page, rules)
        seen.add(block.folded)
        if reason is not None:
            dropped.append(DroppedBlock(reason, block.text))
            gone[block.at] = reason
            continue
        kept.append(block)
        shown += _shows_story(block)
    for cut in CUTS:
        places = cut.places(kept, page, gone) if cut.name not in without else set()
        dropped += [DroppedBlock(cut.name, block.text) for block in kept if block.at in places]
        gone |= dict.fromkeys(places, cut.name)
        kept = [block for block in kept if block.at not in places]
    return [block.block for block in kept], dropped


def _reason_against(block: PlacedBlock, page: PageContext, rules: Sequence[Rule]) -> str | None:
    """Give the name of the first rule that leaves a block out, None where none does."""
    for rule in rules:
        if (rule.phrases is None or rule.phrases in block.may_say) and rule.applies(block, page):
            return rule.name
    return None


def _shows_story(block: PlacedBlock) -> bool:
    """Tell whether a block is a paragraph of some length; where no spaces part words, half of the letters say as much."""
    least = MIN_SHOWN_CHARACTERS
    return is_prose(block) and (len(block.text) > least or (len(block.text) > least / 2 and is_unspaced(block.text)))


def _repeats_title(block: PlacedBlock, page: PageContext) -> bool:
    heading = block.kind == "heading"
    if block.at >= HEAD_BLOCKS and not heading:
        return False
    folded = block.folded
    for title in page.titles:
        if folded == title or (len(folded) >= 20 and title.startswith(f"{folded} ")):
            return True
        if len(title) >= 20 and folded.startswith(f"{title} ") and len(folded) < 1.5 * len(title) + 20:
            return block.at < HEAD_BLOCKS
    return False


def _repeats_standfirst(block: PlacedBlock, page: PageContext) -> bool:
    known = page.standfirst
    if not known or block.at >= HEAD_BLOCKS or block.shown > 1:
        return False
    shorter, longer = sorted((block.folded, known), key=len)
    return block.folded == known or (
        len(shorter) > 40 and longer.startswith(shorter) and len(shorter) > 0.85 * len(longer)
    )


def _is_caption(block: PlacedBlock, page: PageContext) -> bool:
    return block.kind != "heading" and len(block.text) < 600 and block.folded in page.captions


def _is_link(block: PlacedBlock, page: PageContext) -> bool:
    if (
        not block.is_link
        or block.kind == "heading"
        or len(block.folded.split()) < (1 if is_unspaced(block.text) else 3)
    ):
        return False
    if block.kind != "item":
        # A whole sentence may be a link, where no other stands beside it.
        return block.link_beside or not block.text.endswith(_STOPS) or read_label(block.text) is not None
    # An item of a list may be a link and part of the story; a run of such items is a list of other pages, unless the text
    # says what it lists.
    if block.at > block.last_long:
        return True
    is_whole = block.text.casefold() in page.links
    return block.link_beside and not (is_whole and _leads_in(block.lead, page))


def _leads_in(lead: str, page: PageContext) -> bool:
    """Tell whether a line announces a list that belongs to the text: it ends in a colon and is no label of other stories."""
    if not lead.endswith((":", "：")):
        return False
    folded = fold(lead)
    return not any(says(page, kind, folded) for kind in ("related", "read more", "tail"))


def _is_read_more(block: PlacedBlock, page: PageContext) -> bool:
    if len(block.text) > MAX_PROMPT_CHARACTERS or (block.kind == "item" and not block.is_link):
        return False
    labelled = read_label(block.text)
    return labelled is not None and says(page, "read more", fold(labelled[0]))


def _is_wall(block: PlacedBlock, page: PageContext) -> bool:
    return _says_all(block, page, "wall", LONG_BLOCK_CHARACTERS, MAX_PROMPT_CHARACTERS)


def _is_prompt(block: PlacedBlock, page: PageContext) -> bool:
    return _says_all(block, page, "prompt", MAX_PROMPT_CHARACTERS, MAX_LONG_PROMPT_CHARACTERS)


def _says_all(block: PlacedBlock, page: PageContext, kind: str, short_characters: int, max_characters: int) -> bool:
    """Tell whether a block says no more than such phrases do: a short one by one of them, a longer one by two."""
    if block.kind in ("item", "row") or len(block.text) > max_characters:
        return False
    folded = _unquoted(block)
    if len(block.text) <= short_characters:
        return says(page, kind, folded)
    return page.phrases[kind].count_inner(folded) > 1


def _unquoted(block: PlacedBlock) -> str:
    return block.folded if len(block.text) < MIN_QUOTING_CHARACTERS else _fold_unquoted(block.text)


# Several rules ask for the same.
@lru_cache(maxsize=1024)
def _fold_unquoted(text: str) -> str:
    return fold(_QUOTED.sub(" ", text))


def _asks_to_follow(block: PlacedBlock, page: PageContext) -> bool:
    return len(block.text) <= MAX_PROMPT_CHARACTERS and says(page, "follow", _unquoted(block))


def _is_interface(block: PlacedBlock, page: PageContext) -> bool:
    return len(block.text) <= 60 and block_says(block, page, "interface")


def _is_credit(block: PlacedBlock, page: PageContext) -> bool:
    if len(block.text) > 200 or block.kind == "row":
        return False
    may_sign_off = block.folded.startswith("c") or "©" in block.text
    return (may_sign_off and _SIGNS_OFF.match(block.text) is not None) or (
        block_says(block, page, "credit")
        and (len(block.folded.split()) <= 14 and not block.text.endswith((".”", '."')))
    )


def _is_byline(block: PlacedBlock, page: PageContext) -> bool:
    if block.kind == "heading" or len(block.text) > 100:
        return False
    if block.at >= min(block.last_long, 0.7 * block.count) and find_reporter(block.text) is not None:
        return True
    if block.shown:
        return False
    if block.folded in page.authors:
        return True
    names = any(author in block.folded for author in page.authors)
    words = len(block.folded.split())
    found = _DATE.search(block.text) or (_YEAR.search(block.text) if words <= 7 else None)
    dated = words <= 14 and found is not None
    return (names or dated or words <= 6) and (
        block_says(block, page, "byline") or (dated and not any(sign in block.text for sign in "$€£¥"))
    )


def _is_note(block: PlacedBlock, page: PageContext) -> bool:
    """Tell whether a block ahead of the text or behind it speaks of the site: its liability, its rules, its money."""
    if block.kind in ("item", "row") or len(block.text) > MAX_NOTE_CHARACTERS:
        return False
    if block.shown and block_says(block, page, "republish"):  # It heads the terms: see `cut_republication`.
        return False
    return (not block.shown or is_behind(block)) and says(page, "note", _unquoted(block))


def _repeats(block: PlacedBlock, page: PageContext) -> bool:
    if block.kind in ("item", "row") or len(block.folded) < 4:
        return False
    if block.folded == block.previous:
        return True
    return len(block.folded) >= MIN_REPEATED_CHARACTERS and block.folded in block.seen


RULES = (
    Rule("title", _repeats_title, "fr_title_in_body"),
    Rule("standfirst", _repeats_standfirst, "de_standfirst_repeated"),
    Rule("caption", _is_caption, "en_caption_twice"),
    Rule("link", _is_link, "no_related_links_lines"),
    Rule("read more", _is_read_more, "sv_read_more_with_two_links", "read more"),
    Rule("wall", _is_wall, "de_offers_behind_the_wall", "wall"),
    Rule("note", _is_note, "es_notes_behind_the_text", "note"),
    Rule("prompt", _is_prompt, "nl_app_prompt", "prompt"),
    Rule("follow", _asks_to_follow, "sv_follow_and_share", "follow"),
    Rule("interface", _is_interface, "da_advertorial_label", "interface"),
    Rule("credit", _is_credit, "uk_copyright_line"),
    Rule("byline", _is_byline, "es_byline_in_text"),
    Rule("bio", is_bio, "nl_biography_as_last_paragraph"),
    Rule("repeat", _repeats, "el_repeated_paragraph"),
)
