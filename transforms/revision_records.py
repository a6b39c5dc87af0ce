"""What a later version of an article says of itself: what changed since the version before, and whether it was withdrawn."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

# Fields in whose changes a later version consists; `modified_at` alone makes none.
ComparedField = Literal["title", "standfirst", "text", "authors", "published_at", "modified_at"]
# How much a change matters: a slip of the pen, something else, what the publisher calls a correction, or nearly all of the text.
Significance = Literal["typo", "edit", "correction", "rewrite"]


class WordChange(Struct, frozen=True, kw_only=True):
    """Words that were taken out, put in, or both at one place.

    `at` counts the words of the earlier version that stand before them, by white space. What is long ends in an ellipsis.
    `removed` is null where words were only put in, `added` where they were only taken out.
    """

    field: Literal["title", "standfirst", "text"]
    at: int
    removed: str | None = None
    added: str | None = None


class Changes(Struct, frozen=True, kw_only=True):
    """What changed between two versions of an article: the fields, and the words in title, standfirst and text.

    `words_removed` and `words_added` count all words, also those of changes beyond the first ones, which are `omitted`.
    """

    fields: tuple[ComparedField, ...]
    words: tuple[WordChange, ...] = ()
    words_removed: int = 0
    words_added: int = 0
    omitted: int = 0
