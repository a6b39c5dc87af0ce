"""What stands behind a text and is on its authors: biographies and ways to reach them."""

from __future__ import annotations

import re

from transforms.pure.body.context import PageContext, PlacedBlock, read_label, says
from transforms.pure.text.names import looks_like_person

MAX_BIO_CHARACTERS = 700
# A name within so many characters is what a biography is about.
MAX_NAMED_CHARACTERS = 100
MAX_CONTACT_CHARACTERS = 200
# Notes stand at the very end of a text, in its later half, or ahead of its first paragraph.
MOST_NOTES = 8
# A last paragraph that begins with an author's name is on the author.
MOST_BIOS = 3

_ADDRESS = re.compile(r"\S@\w|https?://|\bwww\.")


def is_bio(block: PlacedBlock, page: PageContext) -> bool:
    """Tell whether a block at an edge of a text speaks of its author, or says how to reach them."""
    if not page.authors or len(block.text) > MAX_BIO_CHARACTERS or block.at == 0:
        return False
    name = next((name for name in page.authors if block.folded.startswith(f"{name} ")), None)
    if name is not None and _presents(name, block):
        return True
    at_edge = block.at >= block.last_long - 1 or block.at > 0.7 * block.count or not block.shown
    if not at_edge:
        return False
    if says(page, "bio", block.folded[:260]):
        beginning = f" {block.folded[:MAX_NAMED_CHARACTERS]} "
        return name is not None or (
            is_behind(block) and any(f" {name} " in beginning for name in page.authors if " " in name)
        )
    is_contact = len(block.text) <= MAX_CONTACT_CHARACTERS and _ADDRESS.search(block.text) is not None
    return is_contact and is_behind(block) and any(name in block.folded for name in page.authors)


def is_behind(block: PlacedBlock) -> bool:
    """Tell whether a block is one of the last of a text, where notes stand that are not its own."""
    return bool(block.shown) and block.at >= max(block.count / 2, block.count - MOST_NOTES)


def _presents(name: str, block: PlacedBlock) -> bool:
    """Tell whether one of the last paragraphs begins with an author's name and is on the author.

    An outlet speaks of itself as well, and behind the name of one who speaks in an interview stands a colon.
    """
    is_last = block.kind == "paragraph" and is_behind(block) and block.at >= block.count - MOST_BIOS
    is_person = not name.startswith("the ") and looks_like_person(block.text[: len(name)])
    return is_last and is_person and read_label(block.text) is None
