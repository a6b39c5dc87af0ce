"""Saving: what is saved is read, what another version saved is not."""

from pathlib import Path

import msgspec
import numpy
import pytest
from story_articles import DAM, DAM_AGAIN, live, profile

from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.saving import (
    VERSION,
    OtherVersion,
    Saved,
    UnreadableStories,
    check_saved,
    pack_counts,
    unpack,
    unpack_counts,
)

# What each version saved of two reports of one event; none of them is changed once it is here.
SAVED = Path(__file__).parents[3] / "data" / "stories"


def form(saved: Saved) -> object:
    """Give which columns there are, how long each is, and what a story is made of."""
    columns = {name: len(data) for name, data in saved.columns.items()}
    return columns, saved.first, len(saved.kept), msgspec.to_builtins(saved.stories), saved.next_number, saved.counted


def test_what_this_version_saved_once_is_read_as_it_was() -> None:
    """Where this fails, what is saved has changed: raise VERSION, and keep beside this file what the new one saves."""
    data = (SAVED / f"saved-{VERSION}.msgpack").read_bytes()
    check_saved(data)
    (story,) = LiveStories.load(data, StoryOptions()).stories()
    assert [article.id for article in story.articles] == ["a", "b"]
    now = live(profile("a", DAM), profile("b", DAM_AGAIN, hours=1))
    assert form(unpack(now.dump())) == form(unpack(data))


@pytest.mark.parametrize("data", [b"", b"\x81", b"no stories"], ids=["empty", "cut", "something else"])
def test_what_is_damaged_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableStories, match="damaged"):
        check_saved(data)


def test_cut_counts_are_refused() -> None:
    with pytest.raises(UnreadableStories, match="counts of these saved stories are damaged"):
        unpack_counts(pack_counts(numpy.arange(1000, dtype=numpy.uint32))[:-8])


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
