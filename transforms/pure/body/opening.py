"""What opens an article: a line under the title is a standfirst where the text lacks it, and else the text's own."""

from __future__ import annotations

from msgspec.structs import replace

from transforms.pure.body.bodies import Body
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.blocks import Block
from transforms.pure.text.normal import fold

# What is left of a text without its standfirst is at least so long, or longer than that.
MIN_LEFT_CHARACTERS, MAX_LEFT_CHARACTERS = 100, 300
KNOWN_CHARACTERS = 60


def settle_opening(hints: Hints, body: Body) -> tuple[Hints, Body]:
    """Give the standfirst its place: nothing that stands under a title is lost, and no text is all standfirst.

    A text with too little beside its standfirst gets it back; a lead that the text does not have is the standfirst.
    """
    if hints.standfirst is None:
        is_lost = hints.lead is not None and not _has(body, hints.lead)
        return (replace(hints, standfirst=hints.lead) if is_lost and _is_enough(hints.lead, body) else hints), body
    if _is_enough(hints.standfirst, body) or _has(body, hints.standfirst):
        return hints, body
    blocks = [Block(hints.standfirst), *body.blocks]
    return replace(hints, standfirst=None), replace(body, blocks=blocks, paragraphs=[block.text for block in blocks])


def _is_enough(standfirst: str | None, body: Body) -> bool:
    least = min(max(len(standfirst or ""), MIN_LEFT_CHARACTERS), MAX_LEFT_CHARACTERS)
    return sum(map(len, body.paragraphs)) >= least


def _has(body: Body, line: str) -> bool:
    text, folded = fold("\n".join(body.paragraphs)), fold(line)
    return folded[:KNOWN_CHARACTERS] in text or folded[-KNOWN_CHARACTERS:] in text
