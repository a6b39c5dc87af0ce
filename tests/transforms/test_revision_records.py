"""What a later version says of its changes, as it is written."""

import msgspec

from transforms.revision_records import Changes, WordChange


def test_all_fields_are_written() -> None:
    changes = Changes(fields=("text",), words=(WordChange(field="text", position=3, added="not"),), words_added=1)
    assert msgspec.json.decode(msgspec.json.encode(changes)) == {
        "fields": ["text"],
        "words": [{"field": "text", "position": 3, "removed": None, "added": "not"}],
        "words_removed": 0,
        "words_added": 1,
        "omitted": 0,
    }
