"""The live stories of one language: articles come in one by one, stories are told as they change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy

from transforms.pure.stories.groups import Groups
from transforms.pure.stories.index import TOP_TERMS, Index
from transforms.pure.stories.joining import Joining
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile
from transforms.pure.stories.rarity import Prior, Rarity
from transforms.pure.stories.rows import NO_STORY, LiveRows
from transforms.pure.stories.saving import VERSION, Saved, pack, pack_counts, unpack, unpack_counts
from transforms.pure.stories.telling import tell_ended, tell_story
from transforms.pure.stories.vectors import make_vector
from transforms.pure.stories.views import StoryView


class LiveStories:
    """The stories among the articles of one language, or of a few close ones.

    Give articles in order of arrival, (seen_at, id): what the stories are depends on that order alone, not on how often the
    state was saved and loaded between. An id that is live already is passed over. Memory is bounded by the look-back.
    """

    def __init__(self, options: StoryOptions, prior: Prior | None = None) -> None:
        self.options = options
        self.rows = LiveRows()
        self.groups = Groups()
        self._rarity = Rarity(prior)
        reach_seconds = 86_400 * options.look_back_days
        self._joining = Joining(self.rows, self.groups, self._rarity, options.similarity, reach_seconds)
        self._index = Index()
        self._numbers: dict[str, int] = {}
        self._indexed_from = 0

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, profile: Profile) -> None:
        """Let an article in: it joins a story, begins one with another article, or stands alone for now."""
        if profile.id in self._numbers:
            return
        self.forget(profile.seen_at - timedelta(days=self.options.look_back_days))
        vector = make_vector(profile, self._rarity)
        strongest = numpy.count_nonzero(vector.terms[:TOP_TERMS])
        top = vector.terms[:strongest].tolist()
        near = self._index.find(top, vector.weights[:strongest].tolist(), self.rows.first)
        number = self.rows.add(profile, vector)
        self._numbers[profile.id] = number
        self._index.add(number, top)
        if len(near):
            self._joining.join(number, near)
        self._rarity.learn(numpy.frombuffer(profile.terms, numpy.uint32))

    def forget(self, before: datetime) -> None:
        """Forget the articles seen before a moment; stories of which nothing is left are closed."""
        seconds = before.timestamp()
        while len(self.rows) and self.rows.seen(self.rows.first) < seconds:
            number, story = self.rows.first, self.rows.story(self.rows.first)
            del self._numbers[self.rows.forget_first().id]
            if story != NO_STORY:
                self.groups.leave(number, story)
        if self.rows.first - self._indexed_from > max(1000, len(self.rows) // 4):
            self._index.forget(self.rows.first)
            self._indexed_from = self.rows.first

    def remove(self, is_meant: Callable[[Profile], bool]) -> int:
        """Take out the articles that are meant, and give how many; their ids are passed over from then on."""
        found = [number for number in range(self.rows.first, self.rows.end) if is_meant(self.rows.profile(number))]
        for number in found:
            if (story := self.rows.story(number)) != NO_STORY:
                self.groups.remove(number, story, self.rows.published(number))
            self.rows.blank(number)
        return len(found)

    def changed(self) -> list[StoryView]:
        """Tell the stories that changed since the last call, and those that ended, in the order in which they began."""
        ended = [tell_ended(story) for story in self.groups.ended]
        self.groups.ended.clear()
        changed = [story for _, story in sorted(self.groups.stories.items()) if story.is_changed]
        views = [tell_story(story, self.rows) for story in changed]
        for story in changed:
            story.is_told, story.is_changed = True, False
        return ended + views

    def stories(self) -> list[StoryView]:
        """Give all live stories, in the order in which they began."""
        return [tell_story(story, self.rows) for _, story in sorted(self.groups.stories.items())]

    def dump(self) -> bytes:
        """Give all that is remembered as bytes."""
        kept, columns = self.rows.live()
        return pack(
            Saved(
                version=VERSION,
                first=self.rows.first,
                kept=kept,
                columns=columns,
                stories=list(self.groups.stories.values()),
                ended=self.groups.ended,
                next_number=self.groups.next_number,
                counted=self._rarity.articles,
                counts=pack_counts(self._rarity.counts),
            )
        )

    @classmethod
    def load(cls, data: bytes, options: StoryOptions, prior: Prior | None = None) -> LiveStories:
        """Give the live stories that `dump` gave as bytes. Raises: OtherVersion, UnreadableStories."""
        saved = unpack(data)
        live = cls(options, prior)
        live.rows.restore(saved.first, saved.kept, saved.columns)
        live.groups.stories = {story.number: story for story in saved.stories}
        live.groups.ended, live.groups.next_number = saved.ended, saved.next_number
        live._rarity.articles, live._rarity.counts = saved.counted, unpack_counts(saved.counts)
        live._numbers = {live.rows.profile(number).id: number for number in range(live.rows.first, live.rows.end)}
        live._indexed_from = live.rows.first
        live._index = Index.made(live.rows.first, live.rows.columns["terms"][:, :TOP_TERMS])
        return live
