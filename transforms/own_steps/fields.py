"""The fields that a user's step fills, from the type that it declares: their columns, and each row checked against them.

A type is a msgspec Struct, a TypedDict or a dataclass of text, numbers, true or false, times, lists of those, and objects of its
own. Keys that differ from row to row (a dict) are none: each row has the same columns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import inspect as types

from transforms.columns import Column
from transforms.pure.text.characters import scrub

_SCALARS: Final[Mapping[type[types.Type], str]] = {
    types.StrType: "text",
    types.IntType: "integer",
    types.FloatType: "number",
    types.BoolType: "boolean",
    types.DateTimeType: "time",
}
# What readers take for a whole number has 64 bits.
_LEAST, _MOST = -(2**63), 2**63 - 1
_Object: TypeAlias = types.StructType | types.TypedDictType | types.DataclassType
_OBJECTS: Final = (types.StructType, types.TypedDictType, types.DataclassType)
_LISTS: Final = (types.ListType, types.VarTupleType, types.CollectionType)
_TAKEN = "text, whole and other numbers, true or false, times, lists of those, and objects with fields of their own"


def is_fields(declared: Any) -> bool:
    """Tell whether a type is one that declares fields.

    >>> is_fields(dict), is_fields(int)
    (False, False)
    """
    try:
        return isinstance(types.type_info(declared), _OBJECTS)
    except TypeError:
        return False


def columns_of_fields(declared: Any) -> tuple[Column, ...]:
    """Give the columns of a type that declares fields. Raises: TypeError for a field that makes no column."""
    info = types.type_info(declared)
    if not isinstance(info, _OBJECTS) or not info.fields:
        raise TypeError(f"{getattr(declared, '__name__', declared)} declares no fields")
    return _parts(info, ())


def _parts(info: _Object, above: tuple[type, ...]) -> tuple[Column, ...]:
    if info.cls in above:
        raise TypeError(f"{info.cls.__name__} contains itself: rows need columns that end")
    declared = list(info.cls.__annotations__)  # msgspec sorts those of a TypedDict
    fields = sorted(info.fields, key=lambda field: declared.index(field.name) if field.name in declared else -1)
    return tuple(_column(field, info, (*above, info.cls)) for field in fields)


def _column(field: types.Field, owner: _Object, above: tuple[type, ...]) -> Column:
    kind, meaning = _unwrapped(field.type)
    nullable = not field.required
    if isinstance(kind, types.UnionType):
        nullable = nullable or any(isinstance(option, types.NoneType) for option in kind.types)
        kind = _only(kind)
    repeated = isinstance(kind, _LISTS)
    inner = _unwrapped(kind.item_type)[0] if isinstance(kind, _LISTS) else kind
    name = f"{owner.cls.__name__}.{field.name}"
    if isinstance(inner, _OBJECTS):
        return Column(field.encode_name, meaning, inner.cls.__name__, repeated, nullable, _parts(inner, above))
    word = "text" if _is_words(inner) else _SCALARS.get(type(inner))
    if word is None:
        raise TypeError(f"{name} makes no column: a field may hold {_TAKEN}")
    return Column(field.encode_name, meaning, word, repeated, nullable)


def _unwrapped(kind: types.Type) -> tuple[types.Type, str]:
    """Give a type without what its `Meta` says, and the meaning that stands there."""
    meaning = ""
    while isinstance(kind, types.Metadata):
        meaning = str((kind.extra_json_schema or {}).get("description", meaning))
        kind = kind.type
    return kind, meaning


def _only(union: types.UnionType) -> types.Type:
    """Give what a type is beside null; of a whole and another number the other."""
    options = [_unwrapped(option)[0] for option in union.types if not isinstance(option, types.NoneType)]
    if len(options) == 2 and {type(option) for option in options} == {types.IntType, types.FloatType}:
        options = [option for option in options if isinstance(option, types.FloatType)]
    return options[0] if len(options) == 1 else union


def _is_words(kind: types.Type) -> bool:
    values = kind.values if isinstance(kind, types.LiteralType) else ()
    if isinstance(kind, types.EnumType):
        values = tuple(member.value for member in kind.cls)
    return bool(values) and all(isinstance(value, str) for value in values)


def check_row(row: Any, declared: Any, columns: Sequence[Column]) -> dict[str, Any]:
    """Give a row with all of its columns, as it is written. Raises: ValueError, which says where it does not fit.

    >>> from typing import TypedDict
    >>> Length = TypedDict("Length", {"words": int})
    >>> check_row({"words": 3}, Length, columns_of_fields(Length))
    {'words': 3}
    """
    try:
        plain = msgspec.to_builtins(row, enc_hook=_as_list, builtin_types=(datetime,))
        fitting = msgspec.convert(plain, declared)
    except (msgspec.ValidationError, TypeError, NotImplementedError) as error:
        raise ValueError(str(error)) from None
    known = {column.name for column in columns}
    unknown = [name for name in plain if name not in known] if isinstance(plain, dict) else []
    if unknown:
        raise ValueError(f"it has {', '.join(map(repr, unknown))}, which {declared.__name__} does not declare")
    return _object(msgspec.to_builtins(fitting, builtin_types=(datetime,)), columns, "$")


def _as_list(value: Any) -> Any:
    """Give the numbers of numpy, torch and their like as Python's."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise NotImplementedError(f"Expected plain values, got `{type(value).__name__}`")


def _object(values: Mapping[str, Any], columns: Sequence[Column], path: str) -> dict[str, Any]:
    return {column.name: _value(values.get(column.name), column, f"{path}.{column.name}") for column in columns}


def _value(value: Any, column: Column, path: str) -> Any:
    if value is None:
        return None
    if column.repeated:
        return [_one(item, column, f"{path}[{n}]") for n, item in enumerate(value)]
    return _one(value, column, path)


def _one(value: Any, column: Column, path: str) -> Any:
    if column.parts:
        return _object(value, column.parts, path)
    if column.type == "text":
        return scrub(value)
    if column.type == "number" and not math.isfinite(value):
        raise ValueError(f"Expected a number, got `{value}` - at `{path}`")
    if column.type == "integer" and not _LEAST <= value <= _MOST:
        raise ValueError(f"Expected a whole number of 64 bits, got `{value}` - at `{path}`")
    if column.type == "time":
        if value.tzinfo is None:
            raise ValueError(f"Expected a time with its zone, got `{value}` - at `{path}`")
        return value.astimezone(UTC).replace(microsecond=0)
    return value
