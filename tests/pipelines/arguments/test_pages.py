"""The arguments of the commands that need no dataset."""

from __future__ import annotations

from pipelines.arguments.pages import KINDS, READERS
from pipelines.schema import RECORDS
from pipelines.typed_schemas import SUFFIXES


def test_the_kinds_of_records_are_those_that_have_a_schema() -> None:
    assert tuple(RECORDS) == KINDS


def test_the_readers_are_those_that_have_a_typed_schema() -> None:
    assert set(READERS) == set(SUFFIXES)
