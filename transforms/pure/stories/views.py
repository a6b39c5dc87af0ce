"""A story as readers see it: its articles, which of them are copies, how it grew, and what happened to it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from transforms.moments import Moment
from transforms.story_records import StoryArticle, StoryCopies, StoryHour

StoryState = Literal["new", "grown", "merged", "split", "closed"]


class StoryView(Struct, frozen=True, kw_only=True):
    """A story as it stands. `title` is that of the most central article; `articles` are those within the look-back.

    `state` is what happened since the last view. A merged story names the one that it went into, and has no articles any
    more, nor has a closed one. `growth` counts articles by the hour of their publication, or of their arrival without one.
    """

    story_id: str
    state: StoryState
    title: str | None
    articles: tuple[StoryArticle, ...]
    copies: tuple[StoryCopies, ...] = ()
    languages: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    first_seen: Moment
    last_seen: Moment
    growth: tuple[StoryHour, ...] = ()
    merged_into: str | None = None
    split_from: str | None = None
