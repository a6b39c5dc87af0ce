"""The record of a story: several articles that report one event, and which of them are copies of one text."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from transforms.moments import Moment
from transforms.records import SCHEMA_VERSION, Run

CopyKind = Literal["identical", "edited", "excerpt"]
# What shows which of several copies is the original: a news agency in a byline, an address that copies elsewhere name as their
# own, or its time alone.
OriginalBy = Literal["agency", "canonical", "time"]


class StoryArticle(Struct, frozen=True, kw_only=True):
    """An article of a story. `similarity`, 0 to 1, is that to the nearest article of the story that came before it."""

    id: str
    site: str
    url: str
    title: str | None = None
    published_at: Moment | None = None
    similarity: float | None = None


class StoryCopy(Struct, frozen=True, kw_only=True):
    """A copy of an original: how it differs, and how many seconds after it it was published; null where that is not known."""

    id: str
    site: str
    kind: CopyKind
    delay_seconds: int | None = None


class StoryCopies(Struct, frozen=True, kw_only=True):
    """A text that several articles of a story have: the original, by its id, what shows that it is, and its copies."""

    original: str
    evidence: OriginalBy
    copies: tuple[StoryCopy, ...] = ()


class StoryHour(Struct, frozen=True, kw_only=True):
    """How many articles of a story were published in the UTC hour that begins at `hour`."""

    hour: Moment
    articles: int


class Story(Struct, frozen=True, kw_only=True):
    """One story as it was after a run: a line of `<output>/stories/`. The row with the highest `version` counts.

    A story that was merged into another has no articles any more, and `merged_into` names the other one.
    """

    story_id: str
    version: int
    first_seen_at: Moment
    last_seen_at: Moment
    schema_version: str = SCHEMA_VERSION
    title: str | None = None
    articles: tuple[StoryArticle, ...] = ()
    copies: tuple[StoryCopies, ...] = ()
    languages: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    growth: tuple[StoryHour, ...] = ()
    merged_into: str | None = None
    split_from: str | None = None
    run: Run | None = None
