"""Saving: what is saved is read, what another version saved is not."""

import msgspec
import numpy
import pytest
from story_articles import DAM, DAM_AGAIN, live, profile

from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.saving import OtherVersion, pack_counts, unpack, unpack_counts


def test_another_version_is_refused() -> None:
    saved = msgspec.msgpack.decode(live(profile("a", DAM)).dump())
    with pytest.raises(OtherVersion, match="version 99 of their format cannot be read by version"):
        unpack(msgspec.msgpack.encode({**saved, "version": 99}))


def test_counts_survive() -> None:
    counts = numpy.arange(1000, dtype=numpy.uint32)
    again = unpack_counts(pack_counts(counts))
    assert numpy.array_equal(again, counts)
    again[0] = 5


def test_saving_twice_is_the_same() -> None:
    stories = live(profile("a", DAM), profile("b", DAM_AGAIN, hours=1))
    assert LiveStories.load(stories.dump(), StoryOptions()).dump() == stories.dump()
