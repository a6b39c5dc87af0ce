"""Mentions as a model gives them, made from a text in which names are marked: [Ana Sample|person]."""

import re

from transforms.pure.entities.entity_models import Mention

_MARKED = re.compile(r"\[([^|\]]+)\|(person|organisation|place)\]")


def read_marked(marked: str) -> tuple[str, list[Mention]]:
    """Give the text without its marks, and its mentions."""
    text, mentions, end = "", [], 0
    for found in _MARKED.finditer(marked):
        text += marked[end : found.start()]
        mentions.append(Mention(found[1], found[2], len(text), len(text) + len(found[1])))  # type: ignore[arg-type]
        text, end = text + found[1], found.end()
    return text + marked[end:], mentions
