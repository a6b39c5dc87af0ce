"""The stories that an article belongs to, by their newest rows."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from one_shard import NOON

from pipelines.histories.story_places import find_stories
from transforms.row_files import VOID, pack
from transforms.state.storage import Store, open_store
from transforms.story_records import Story, StoryArticle, StoryCopies, StoryCopy


def tell(store: Store, day: int, *stories: Story) -> None:
    path = f"date={NOON + timedelta(days=day):%Y-%m-%d}/part-{len(store.names(''))}-{day}.jsonl.gz"
    store.put(path, pack(path, map(msgspec.json.encode, stories)))


def story(name: str, version: int, *articles: str, copies: tuple[StoryCopies, ...] = ()) -> Story:
    members = tuple(StoryArticle(id=id_, site="s", url="u") for id_ in articles)
    return Story(
        story_id=name,
        version=version,
        first_seen_at=NOON,
        last_seen_at=NOON,
        title=name,
        articles=members,
        copies=copies,
    )


def test_the_newest_row_counts() -> None:
    store = open_store("memory://story_places/1")
    copies = (StoryCopies(original="b", evidence="time", copies=(StoryCopy(id="a", site="s", kind="edited"),)),)
    tell(store, 0, story("s1", 1, "a"), story("s2", 1, "x"), story("s3", 1, "a"))
    tell(store, 1, story("s1", 2, "a", "b", copies=copies), story("s3", 2, "x"))
    store.put("date=2026-11-24/void.jsonl.gz", VOID)
    (found,) = find_stories(store, "a", NOON)
    assert (found.story_id, found.title, found.articles, found.copy_of) == ("s1", "s1", 2, "b")


def test_what_lies_before_or_a_month_after_is_not_read() -> None:
    store = open_store("memory://story_places/2")
    tell(store, -1, story("s1", 1, "a"))
    tell(store, 31, story("s2", 1, "a"))
    store.put("date=2026-11-23/damaged.jsonl.gz", b"no gzip")
    assert find_stories(store, "a", NOON) == []
    assert find_stories(open_store("memory://story_places/none"), "a", NOON) == []
