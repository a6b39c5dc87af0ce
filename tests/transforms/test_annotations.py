"""What enrichment adds: it comes back from JSON as it was, and cannot be changed."""

import msgspec
import pytest
from msgspec import Struct

from transforms import annotations
from transforms.annotations import Entity, Keyword, Quote, Topic

ALL: dict[str, Struct] = {
    "Entity": Entity(name="Ana Sample", type="person", count=3, position=12),
    "Keyword": Keyword(term="dam gates", score=4.5),
    "Topic": Topic(code="medtop:06000000", name="environment", score=0.9, source="section"),
    "Quote": Quote(speaker="Ana Sample", text="The gates hold.", position=40),
}


def test_each_record_is_tried_here() -> None:
    made = {name for name, kind in vars(annotations).items() if isinstance(kind, type) and issubclass(kind, Struct)}
    assert made - {"Struct"} == set(ALL)


@pytest.mark.parametrize("record", ALL.values(), ids=ALL)
def test_a_record_comes_back_from_json_and_cannot_be_changed(record: Struct) -> None:
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record
    for name in record.__struct_fields__:
        with pytest.raises(AttributeError, match="immutable"):
            setattr(record, name, None)
