"""The meanings of fields: every field of every record has one, and nothing else has."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Struct

from pipelines.field_meanings import MEANINGS, PAGE_KINDS
from transforms.records import Article


@pytest.mark.parametrize("record", MEANINGS, ids=lambda record: record.__name__)
def test_each_field_has_a_meaning_and_nothing_else_has(record: type[Struct]) -> None:
    meant = MEANINGS[record]
    assert set(meant) == {field.name for field in msgspec.structs.fields(record)}
    for name, meaning in meant.items():
        assert meaning.text[0].isupper() or meaning.text[0] in "`1", name
        assert meaning.text.rstrip(")").endswith((".", "failed")) or meaning.text.endswith(")."), name


def test_the_kinds_of_page_are_those_that_a_record_can_have() -> None:
    (kind,) = [field.type for field in msgspec.structs.fields(Article) if field.name == "page_kind"]
    assert set(PAGE_KINDS) == set(kind.__args__)
