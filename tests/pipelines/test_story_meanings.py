"""Each field of a story has a meaning, in the order in which it is written."""

import pytest
from msgspec import Struct

from pipelines.story_meanings import STORY_MEANINGS
from transforms import story_records


@pytest.mark.parametrize("record", STORY_MEANINGS, ids=lambda record: record.__name__)
def test_each_field_has_a_meaning(record: type[Struct]) -> None:
    assert list(STORY_MEANINGS[record]) == list(record.__struct_fields__)
    assert all(meaning.text.endswith(".") for meaning in STORY_MEANINGS[record].values())


def test_each_record_of_a_story_is_there() -> None:
    made = {
        kind
        for kind in vars(story_records).values()
        if isinstance(kind, type) and kind.__module__ == story_records.__name__
    }
    assert made == set(STORY_MEANINGS)
