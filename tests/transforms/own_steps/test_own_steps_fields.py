"""What a step declares as columns, and rows checked against it."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from msgspec import Meta, Struct

from transforms.columns import Column
from transforms.own_steps.fields import check_row, columns_of_fields, is_fields


class Inner(TypedDict):
    name: str


class Typed(TypedDict):
    words: int
    at: datetime | None
    later: NotRequired[str]


class All(Struct):
    label: Annotated[Literal["good", "bad"], Meta(description="How it sounds.")]
    share: float
    is_so: bool
    inner: Inner
    vector: list[float] = []
    many: tuple[Inner, ...] = ()
    either: int | float | None = None


@dataclass
class Data:
    n: int


class Circle(Struct):
    inner: "Circle | None" = None


class Dicts(TypedDict):
    counts: dict[str, int]


class Anything(TypedDict):
    value: Any


class Nested(TypedDict):
    rows: list[list[float]]


def test_columns_stand_in_the_order_in_which_they_are_declared() -> None:
    assert columns_of_fields(Typed) == (
        Column("words", "", "integer"),
        Column("at", "", "time", nullable=True),
        Column("later", "", "text", nullable=True),
    )
    inside = (Column("name", "", "text"),)
    assert columns_of_fields(All) == (
        Column("label", "How it sounds.", "text"),
        Column("share", "", "number"),
        Column("is_so", "", "boolean"),
        Column("inner", "", "Inner", parts=inside),
        Column("vector", "", "number", repeated=True, nullable=True),
        Column("many", "", "Inner", repeated=True, nullable=True, parts=inside),
        Column("either", "", "number", nullable=True),
    )
    assert columns_of_fields(Data) == (Column("n", "", "integer"),)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (Dicts, "Dicts.counts makes no column"),
        (Anything, "Anything.value makes no column"),
        (Nested, "Nested.rows makes no column"),
        (Circle, "Circle contains itself"),
        (int, "int declares no fields"),
    ],
)
def test_what_makes_no_columns_is_refused(declared: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        columns_of_fields(declared)


def test_what_declares_fields() -> None:
    assert [is_fields(one) for one in (Typed, All, Data, dict, list[int], "text", None)] == [True] * 3 + [False] * 4


class Numpy:
    """A stand-in for what numpy and torch have."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def tolist(self) -> Any:
        return self.value


def row(**fields: Any) -> dict[str, Any]:
    return {"label": "good", "share": 0.5, "is_so": True, "inner": {"name": "x"}, **fields}


def checked(given: Any, declared: Any = All) -> dict[str, Any]:
    return check_row(given, declared, columns_of_fields(declared))


def test_each_row_has_all_columns() -> None:
    whole = {**row(), "vector": [], "many": [], "either": None}
    assert checked(row()) == whole
    assert list(checked({"at": None, "words": 3}, Typed)) == ["words", "at", "later"]
    assert checked(All(**row())) == whole
    assert checked(Data(n=3), Data) == {"n": 3}


def test_values_are_such_as_readers_take() -> None:
    assert checked(row(vector=Numpy([1.0, 2.0]), share=Numpy(0.25)))["vector"] == [1.0, 2.0]
    assert checked(row(inner={"name": "a\ud800b\x00"}))["inner"] == {"name": "a\ufffdb"}
    local = datetime(2026, 11, 22, 12, 0, 0, 999, timezone(timedelta(hours=2)))
    assert checked({"words": 1, "at": local}, Typed)["at"] == datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "declared", "message"),
    [
        (row(share="much"), All, "Expected `float`, got `str` - at `$.share`"),
        (row(share=math.nan), All, "Expected a number, got `nan` - at `$.share`"),
        (row(vector=[1.0, math.inf]), All, r"Expected a number, got `inf` - at `$.vector\[1\]`"),
        (row(label="fair"), All, "Invalid enum value 'fair' - at `$.label`"),
        ({"words": 2**63, "at": None}, Typed, "Expected a whole number of 64 bits"),
        ({"words": 1, "at": datetime(2026, 1, 1)}, Typed, "Expected a time with its zone"),
        ({"at": None}, Typed, "missing required field `words`"),
        ({"words": 1, "at": None, "else": 1}, Typed, "it has 'else', which Typed does not declare"),
        ("text", Typed, "Expected `object`, got `str`"),
        ({"words": object(), "at": None}, Typed, "Expected plain values, got `object`"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(given: Any, declared: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("$", r"\$")):
        checked(given, declared)
