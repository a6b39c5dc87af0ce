"""The columns of the written records, from the record classes: what a reader with typed columns needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, get_args, get_origin

import msgspec
from msgspec import Struct, UnsetType

from transforms.moments import Moment

Scalar = Literal["text", "integer", "number", "boolean", "time", "json"]
# The meaning of a field, by its class and its name.
MeaningOf = Callable[[type[Struct], str], str]

_SCALARS: Final[Mapping[Any, Scalar]] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    Moment: "time",
    datetime: "time",
}


class Column(Struct, frozen=True):
    """A column: its name and meaning, and its type; that of one element where it is a list (`repeated`).

    `parts` are the columns inside it where it is an object, whose class is `type`. `meaning` is empty where nobody gave one.
    The type `json` is that of an object whose columns the configuration decides; rows without it lack the field.
    """

    name: str
    meaning: str
    type: str
    repeated: bool = False
    nullable: bool = False
    parts: tuple[Column, ...] = ()


def columns_of(record: type[Struct], meaning_of: MeaningOf | None = None) -> tuple[Column, ...]:
    """Give the columns of a record class, in the order in which they are written.

    >>> from transforms.records import Article
    >>> [(column.name, column.type, column.nullable) for column in columns_of(Article)][:2]
    [('id', 'text', False), ('url', 'text', False)]
    """
    fields = msgspec.structs.fields(record)
    return tuple(
        _column(field.name, field.type, meaning_of(record, field.name) if meaning_of else "", meaning_of)
        for field in fields
    )


def _column(name: str, kind: Any, meaning: str, meaning_of: MeaningOf | None) -> Column:
    if UnsetType in get_args(kind):
        return Column(name, meaning, "json", nullable=True)
    arguments = [argument for argument in get_args(kind) if argument is not type(None)]
    nullable = len(arguments) < len(get_args(kind))
    inner = arguments[0] if nullable else kind
    repeated = get_origin(inner) is tuple
    inner = get_args(inner)[0] if repeated else inner
    if isinstance(inner, type) and issubclass(inner, Struct):
        return Column(name, meaning, inner.__name__, repeated, nullable, columns_of(inner, meaning_of))
    # What is neither is a code: one of several words.
    return Column(name, meaning, _SCALARS.get(getattr(inner, "__supertype__", inner), "text"), repeated, nullable)
