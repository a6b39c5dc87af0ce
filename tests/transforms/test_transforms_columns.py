"""The columns of a record class: their names, types, and what is inside them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from transforms.columns import Column, columns_of


class Inner(Struct):
    name: str
    at: datetime | None = None


class Outer(Struct):
    names: tuple[str, ...]
    kind: Literal["one", "other"]
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    n: int = 0
    share: float | None = None
    is_so: bool = True


INSIDE = (Column("name", "", "text"), Column("at", "", "time", nullable=True))


def test_columns_of_a_record() -> None:
    assert columns_of(Outer) == (
        Column("names", "", "text", repeated=True),
        Column("kind", "", "text"),
        Column("inner", "", "Inner", nullable=True, parts=INSIDE),
        Column("many", "", "Inner", repeated=True, parts=INSIDE),
        Column("n", "", "integer"),
        Column("share", "", "number", nullable=True),
        Column("is_so", "", "boolean"),
    )


def test_meanings_are_those_of_the_class_that_has_the_field() -> None:
    found = columns_of(Outer, lambda owner, name: f"{owner.__name__}.{name}")
    assert found[0].meaning == "Outer.names"
    assert [part.meaning for part in found[2].parts] == ["Inner.name", "Inner.at"]
