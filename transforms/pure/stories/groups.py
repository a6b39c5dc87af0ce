"""Which articles make a story: how stories begin, grow, merge and end."""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Iterable

from msgspec import Struct, field

_HOUR = 3600
# A story that lives on for weeks is told with its last hours only.
_MOST_HOURS = 24 * 14
_ID_BYTES = 8


class LiveStory(Struct):
    """A story of at least two articles. `members` are the numbers of the live ones, in order; `growth` counts by hour."""

    id: str
    number: int
    members: list[int]
    first_seen: float
    last_seen: float
    growth: dict[int, int] = field(default_factory=dict)
    split_from: str | None = None
    is_told: bool = False
    is_changed: bool = True


class EndedStory(Struct, frozen=True):
    """A story that was told once and is no more: it went into another one, or nothing of it is live."""

    id: str
    first_seen: float
    last_seen: float
    merged_into: str | None = None


def story_id(*parts: str) -> str:
    """Give the id of a story from what it began with.

    >>> story_id("a1")
    '9f6566910330ed1b'
    """
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=_ID_BYTES).hexdigest()


class Groups:
    """The live stories by number, and those that ended since they were last told."""

    def __init__(self) -> None:
        self.stories: dict[int, LiveStory] = {}
        self.next_number = 0
        self.ended: list[EndedStory] = []

    def begin(
        self, founder: str, members: Iterable[tuple[int, float, float]], split_from: str | None = None
    ) -> LiveStory:
        """Begin a story, named for its founder, with members, when each was seen and when it was published."""
        seen = sorted(members)
        parts = (founder,) if split_from is None else (split_from, founder)
        story = LiveStory(
            id=story_id(*parts),
            number=self.next_number,
            members=[],
            first_seen=min(at for _, at, _ in seen),
            last_seen=max(at for _, at, _ in seen),
            split_from=split_from,
        )
        self.next_number += 1
        self.stories[story.number] = story
        for number, at, published in seen:
            self.grow(story, number, at, published)
        return story

    def grow(self, story: LiveStory, number: int, seen: float, published: float) -> None:
        """Let an article join a story."""
        insort(story.members, number)
        story.first_seen, story.last_seen = min(story.first_seen, seen), max(story.last_seen, seen)
        hour = int(published // _HOUR)
        story.growth[hour] = story.growth.get(hour, 0) + 1
        while len(story.growth) > _MOST_HOURS:
            del story.growth[min(story.growth)]
        story.is_changed = True

    def merge(self, first: LiveStory, second: LiveStory) -> tuple[LiveStory, LiveStory]:
        """Make one story of two; gives the one that lives on, which is the larger or older one, and the one that ended."""
        kept, gone = sorted((first, second), key=lambda story: (-len(story.members), story.number))
        kept.members = sorted(kept.members + gone.members)
        kept.first_seen, kept.last_seen = min(kept.first_seen, gone.first_seen), max(kept.last_seen, gone.last_seen)
        for hour, count in gone.growth.items():
            kept.growth[hour] = kept.growth.get(hour, 0) + count
        kept.is_changed = True
        self._end(gone, kept.id)
        return kept, gone

    def remove(self, number: int, story_number: int, published: float) -> None:
        """Take an article out of its story, of which readers are told without it."""
        story = self.stories[story_number]
        story.is_changed = True
        _uncount(story, published)
        self.leave(number, story_number)

    def split(self, story: LiveStory, founder: str, members: Iterable[tuple[int, float, float]]) -> LiveStory:
        """Let some articles leave a story to be one of their own; gives the new one."""
        leaving = list(members)
        for number, _, published in leaving:
            story.members.remove(number)
            _uncount(story, published)
        story.is_changed = True
        return self.begin(founder, leaving, story.id)

    def leave(self, number: int, story_number: int) -> None:
        """Let a forgotten article leave its story; a story without live articles ends."""
        story = self.stories[story_number]
        story.members.remove(number)
        if not story.members:
            self._end(story, None)

    def _end(self, story: LiveStory, merged_into: str | None) -> None:
        del self.stories[story.number]
        if story.is_told:
            self.ended.append(EndedStory(story.id, story.first_seen, story.last_seen, merged_into))


def _uncount(story: LiveStory, published: float) -> None:
    """Take an article out of the count of its hour, which may be too long ago to be counted."""
    hour = int(published // _HOUR)
    left = story.growth.pop(hour, 1) - 1
    if left:
        story.growth[hour] = left
