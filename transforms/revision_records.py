"""What a later version of an article says of itself: what changed since the version before, and whether it was withdrawn."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from transforms.moments import Moment
from transforms.records import SCHEMA_VERSION, Article, Run

# Fields in whose changes a later version consists; `modified_at` alone makes none.
ComparedField = Literal["title", "standfirst", "text", "authors", "published_at", "modified_at"]
# How much a change matters: a slip of the pen, something else, what the publisher calls a correction, or nearly all of the text.
Significance = Literal["typo", "edit", "correction", "rewrite"]


class WordChange(Struct, frozen=True, kw_only=True):
    """Words that were taken out, put in, or both at one place.

    `position` counts the words of the earlier version that stand before them, by white space. What is long ends in an ellipsis.
    `removed` is null where words were only put in, `added` where they were only taken out.
    """

    field: Literal["title", "standfirst", "text"]
    position: int
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


class ArticleRevision(Article, frozen=True, kw_only=True):
    """A later version of an article, as written: a line of `<output>/revisions/`, the whole record and what changed.

    `version` is 2 for the first of them, `previous_version` that of the row before. `correction` is the publisher's own note on
    it, null where none is new.
    """

    previous_version: int
    changes: Changes
    significance: Significance
    correction: str | None = None


class GoneAnswer(Struct, frozen=True, kw_only=True):
    """An answer by which an address said that its page is gone: its status, 404 or 410, and when it came."""

    status: int
    answered_at: Moment


class Retraction(Struct, frozen=True, kw_only=True):
    """That an article was withdrawn, as written: a line of `<output>/retractions/`.

    `because` is `gone` where its address answered 404 or 410 twice, which are the `answers`, and `notice` where the page says
    that it was withdrawn, in the words of `notice`. `version` is the newest that was written.
    """

    id: str
    url: str
    site: str
    because: Literal["gone", "notice"]
    retracted_at: Moment
    version: int
    schema_version: str = SCHEMA_VERSION
    title: str | None = None
    feed_url: str | None = None
    answers: tuple[GoneAnswer, ...] = ()
    notice: str | None = None
    run: Run | None = None
