"""Which blocks of a text may be its site's and not its author's, and which are: those that other articles show as well.

A site repeats short blocks, and it repeats them where a text begins or ends: notes on the author, calls to subscribe, how to
reach the desk. In the midst of texts, articles also share what is theirs: quotes, the background of a running story. So a
block there must be shorter, prose, and known from more articles.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Container, Mapping, Sequence

from transforms.pure.body.cleaning import DroppedBlock
from transforms.pure.page.blocks import Block
from transforms.pure.text.normal import fold, is_unspaced

# Block keys, and how many different articles showed each: 2, or 3 for three and more.
KnownRepeats = Mapping[str, int]

HEAD_BLOCKS = 2
TAIL_BLOCKS = 4
EDGE_ARTICLES = 2
INNER_ARTICLES = 3
# Biographies and calls to subscribe have up to 300 characters; longer paragraphs that two articles share tell a story.
MAX_EDGE_CHARACTERS = 300
MAX_INNER_CHARACTERS = 160
# Fewer letters ("Yes.", "Thank you.") are what anyone may say twice.
MIN_LETTERS = 12
MIN_UNSPACED_LETTERS = 6
MAX_INNER_BLOCKS = 10
# What takes more than this of a text is not beside the story.
MAX_SHARE = 0.5
MIN_STORY_SHARE = 0.2
MAX_STORY_CHARACTERS = 4_000

_DIGITS = re.compile(r"\d+")


def block_key(text: str) -> str:
    """Give 48 bits that stand for a text, as 8 characters; case, punctuation, white space and digits make no difference.

    >>> block_key("Call 0123 now!") == block_key("call  99 now")
    True
    """
    plain = _DIGITS.sub("0", fold(text))
    return b64encode(hashlib.blake2b(plain.encode(), digest_size=6).digest()).decode("ascii")


def site_keys(blocks: Sequence[Block]) -> dict[int, str]:
    """Give the keys of the blocks that may be the site's, by their place: at most 6 at the edges and 10 within.

    >>> list(site_keys([Block("The dam opened on Monday."), Block("Yes."), Block("Write to the desk now.")]))
    [0, 2]
    """
    total = sum(len(block.text) for block in blocks)
    may = [
        place
        for place, block in enumerate(blocks)
        if len(block.text) <= MAX_EDGE_CHARACTERS and len(block.text) <= MAX_SHARE * total and _has_letters(block.text)
    ]
    inner = [place for place in may if not _is_edge(place, len(blocks)) and _may_be_within(blocks[place])]
    # The shortest, for a text may have hundreds; of equals the first.
    chosen = set(sorted(inner, key=lambda place: len(blocks[place].text))[:MAX_INNER_BLOCKS])
    return {place: block_key(blocks[place].text) for place in may if place in chosen or _is_edge(place, len(blocks))}


def story_text(blocks: Sequence[Block], keys: Container[int]) -> str:
    """Give the text to compare stories by: without blocks at its edges that may be the site's, where enough of it is left.

    `keys` holds the places of those that may. With them short articles would be alike by the very blocks that are sought.
    Of a long text the beginning will do.
    """
    count, whole = len(blocks), [block.text for block in blocks]
    left = [text for place, text in enumerate(whole) if not (_is_edge(place, count) and place in keys)]
    enough = sum(map(len, left)) >= MIN_STORY_SHARE * sum(map(len, whole))
    return "\n".join(left if enough else whole)[:MAX_STORY_CHARACTERS]


def drop_repeats(
    blocks: Sequence[Block], known: KnownRepeats, least_characters: int
) -> tuple[list[Block], list[DroppedBlock]]:
    """Give the blocks without those that are the site's, and those, with the reason `site`.

    All stay where less than half of the text, or than `least_characters`, would be left: a page made of repeats is a form
    that was filled in, and the repeats are what it has to say.
    """
    gone = {
        place
        for place, key in site_keys(blocks).items()
        if known.get(key, 0) >= (EDGE_ARTICLES if _is_edge(place, len(blocks)) else INNER_ARTICLES)
    }
    total = sum(len(block.text) for block in blocks)
    left = total - sum(len(blocks[place].text) for place in gone)
    if not gone or left < max(least_characters, (1 - MAX_SHARE) * total):
        return list(blocks), []
    kept = [block for place, block in enumerate(blocks) if place not in gone]
    return kept, [DroppedBlock("site", blocks[place].text) for place in sorted(gone)]


def _is_edge(place: int, count: int) -> bool:
    return place < HEAD_BLOCKS or place >= count - TAIL_BLOCKS


def _may_be_within(block: Block) -> bool:
    """Tell whether a block within a text may be the site's: items, rows and subheads are alike in all recipes and reports."""
    return block.kind in ("paragraph", "quote") and len(block.text) <= MAX_INNER_CHARACTERS


def _has_letters(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= (MIN_UNSPACED_LETTERS if is_unspaced(text) else MIN_LETTERS)
