"""Which story a new article joins; and whether stories that it brings together are one, or one story is two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from transforms.pure.stories.groups import Groups, LiveStory
from transforms.pure.stories.matching import Match, match
from transforms.pure.stories.rarity import Rarity
from transforms.pure.stories.rows import NO_GROUP, NO_STORY, LiveRows
from transforms.pure.stories.splitting import halves

# An article is compared with so many articles of a story: those nearest to it, and its latest.
MEMBERS = 8
# How much the nearest one counts beside the mean of them all. The nearest alone makes chains; the mean alone breaks stories.
NEAREST_SHARE = 0.5
# So many stories or lone articles beside the one that an article joins are looked at.
MOST_BESIDE = 6
# A story is looked at for two halves whenever its size reaches one of these.
SPLIT_SIZES = frozenset((8, 16, 32, 64, 128, 256, 512, 1024))
MOST_SPLIT = 64


def score(alike: Sequence[float]) -> float:
    """Give how like an article is to a story, from how like it is to its articles.

    >>> round(score([0.5, 0.1]), 3), score([0.5])
    (0.4, 0.5)
    """
    nearest = sorted(alike, reverse=True)[:MEMBERS]
    return NEAREST_SHARE * nearest[0] + (1 - NEAREST_SHARE) * sum(nearest) / len(nearest)


class Joining:
    """Decides for one live set of articles.

    `least` is how like an article is to a story that it joins, at least; `reach_seconds` how far apart in their publication
    two reports of one event may be.
    """

    def __init__(self, rows: LiveRows, groups: Groups, rarity: Rarity, least: float, reach_seconds: float) -> None:
        self._rows, self._groups, self._rarity = rows, groups, rarity
        self._least, self._reach_seconds = least, reach_seconds

    def join(self, number: int, near: numpy.ndarray) -> None:
        """Let an article join the story that it is most like, if any; others that it is like may come along."""
        found = self._complete(number, self._match(number, near))
        framed = found.numbers[found.framed].tolist()
        for one in (number, *framed) if framed else ():
            self._rows.note_serial(one)
        story: LiveStory | None = None
        beside = 0
        for is_copied, alike, members in self._ranked(found):
            if story is None:
                story = self._story_of(members[0])
                self._let_in(story, number, alike)
            elif is_copied or beside < MOST_BESIDE:
                beside += 1
                story = self._bring_in(story, members[0], is_copied)
        for other in found.numbers[found.copied].tolist():
            self._note_copy(number, other)
        if story is not None and len(story.members) in SPLIT_SIZES:
            self._split(story)

    def _match(self, number: int, others: numpy.ndarray) -> Match:
        return match(number, others, self._rows, self._rarity, self._least, self._reach_seconds)

    def _complete(self, number: int, found: Match) -> Match:
        """Add the latest articles of the stories that are near: the index does not name all of them."""
        touched = {self._rows.story(other) for other in found.numbers[found.alike >= self._least].tolist()} - {NO_STORY}
        latest = {member for one in touched for member in self._groups.stories[one].members[-MEMBERS:]}
        missing = sorted(latest - set(found.numbers.tolist()) - {number})
        if not missing:
            return found
        more = self._match(number, numpy.array(missing, numpy.uint32))
        return Match(*(numpy.concatenate(both) for both in zip(found, more, strict=True)))

    def _ranked(self, found: Match) -> list[tuple[bool, float, list[int]]]:
        """Give stories and lone articles that are near, the nearest first: whether one is a copy, how like, their articles."""
        together: dict[tuple[int, int], list[tuple[float, int, bool]]] = {}
        for other, alike, copied in zip(*(column.tolist() for column in found[:3]), strict=True):
            story = self._rows.story(other)
            key = (story, NO_STORY) if story != NO_STORY else (NO_STORY, other)
            together.setdefault(key, []).append((alike, other, copied))
        near = []
        for members in together.values():
            is_copied = any(copied for _, _, copied in members)
            alike = score([alike for alike, _, _ in members])
            if is_copied or alike >= self._least:
                nearest = max(members)[0]
                near.append((is_copied, alike, nearest, [other for _, other, _ in members]))
        near.sort(key=lambda one: (not one[0], -one[1], one[3]))
        return [(is_copied, nearest, members) for is_copied, _, nearest, members in near]

    def _bring_in(self, story: LiveStory, other: int, is_copied: bool) -> LiveStory:
        """Let a lone article or another story join a story, if they are alike; gives the story that lives on."""
        of_other = self._rows.story(other)
        if of_other == story.number:
            return story
        second = None if of_other == NO_STORY else self._groups.stories[of_other]
        latest = numpy.array(story.members[-MEMBERS:], numpy.uint32)
        others = [other] if second is None else second.members[-MEMBERS:]
        alike = [value for one in others for value in self._match(one, latest).alike.tolist()]
        mean = sum(alike) / len(alike)
        if not is_copied and NEAREST_SHARE * max(alike) + (1 - NEAREST_SHARE) * mean < self._least:
            return story
        if second is None:
            self._let_in(story, other, max(alike))
            return story
        kept, gone = self._groups.merge(story, second)
        self._rows.put(gone.members, kept.number)
        return kept

    def _story_of(self, number: int) -> LiveStory:
        """Give the story of an article, which begins now if it stood alone."""
        at = self._rows.story(number)
        if at != NO_STORY:
            return self._groups.stories[at]
        story = self._groups.begin(self._rows.profile(number).id, [self._times(number)])
        self._rows.put((number,), story.number)
        return story

    def _times(self, number: int) -> tuple[int, float, float]:
        return number, self._rows.seen(number), self._rows.published(number)

    def _let_in(self, story: LiveStory, number: int, alike: float) -> None:
        self._groups.grow(story, *self._times(number))
        self._rows.put((number,), story.number)
        self._rows.note_nearest(number, alike)

    def _note_copy(self, number: int, other: int) -> None:
        """Put two articles into one group of copies; groups that now touch become one."""
        groups = {self._rows.group(number), self._rows.group(other)} - {NO_GROUP}
        group = min(groups, default=other)
        if len(groups) > 1:  # A story of thousands is looked through only where two become one.
            members = self._groups.stories[self._rows.story(number)].members
            self._rows.put_in_group([one for one in members if self._rows.group(one) in groups], group)
        self._rows.put_in_group((number, other), group)

    def _split(self, story: LiveStory) -> None:
        """Make two stories of one whose latest articles fall into halves. Copies stay together."""
        members = story.members[-MOST_SPLIT:]
        numbers = numpy.array(members, numpy.uint32)
        alike = numpy.stack([self._match(one, numbers).alike for one in members])
        groups = self._rows.take("group", numbers)
        alike[(groups[:, None] == groups[None]) & (groups[:, None] != NO_GROUP)] = 1
        found = halves(numpy.maximum(alike, alike.T))
        if found is None:
            return
        leaving = [members[at] for at in found[1]]
        new = self._groups.split(story, self._rows.profile(leaving[0]).id, map(self._times, leaving))
        self._rows.put(leaving, new.number)
