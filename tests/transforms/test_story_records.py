"""The record of a story: it comes back from JSON as it was, with all its fields."""

import json
from datetime import UTC, datetime

import msgspec
import pytest

from transforms.story_records import Story, StoryArticle, StoryCopies, StoryCopy, StoryHour

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORY = Story(
    story_id="s1",
    version=2,
    first_seen_at=NOON,
    last_seen_at=NOON,
    title="Dam opens",
    articles=(StoryArticle(id="a1", site="valley.example", url="https://valley.example/dam", similarity=0.5),),
    copies=(
        StoryCopies(original="a1", evidence="time", copies=(StoryCopy(id="a2", site="b.example", kind="edited"),)),
    ),
    growth=(StoryHour(hour=NOON, articles=2),),
)


def test_a_story_comes_back_from_its_bytes_with_all_its_fields() -> None:
    data = msgspec.json.encode(STORY)
    assert msgspec.json.decode(data, type=Story) == STORY
    assert list(json.loads(data)) == list(Story.__struct_fields__)


def test_a_story_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        STORY.version = 3  # type: ignore[misc]
