"""Read a tree of texts into typed options by their types alone: a new option needs no change here."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import NODEFAULT, to_builtins
from msgspec import inspect as types

from pipelines.config.tree import Node, Problems

# How many seconds the unit has that an option's name ends with.
_UNITS = {"seconds": 1.0, "interval": 1.0, "checks": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}
_SUFFIXES = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
_WHOLE = re.compile(r"[+-]?[0-9][0-9_]*")
_NUMBER = re.compile(r"[+-]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

Prepare = Mapping[type, Callable[[Node, Problems], Node]]
Check = Mapping[type, Callable[[Any, Node, Problems], None]]
_Bounded = types.IntType | types.FloatType
_Object = types.StructType | types.DataclassType


class Unreadable(Exception):
    """A value could not be read, and the problem is noted.

    `partial` is what could be read of a struct, with defaults for the rest: for further checks, and no other use.
    """

    def __init__(self, partial: Any = None) -> None:
        super().__init__()
        self.partial = partial


class Reader:
    """Reads nodes into types, and notes all problems.

    `prepare` may rewrite the node of a struct before it is read (a bare URL for a feed); `check` looks at a struct once it
    is read; `also` names keys that `prepare` takes away, for the messages about unknown ones.
    """

    def __init__(
        self,
        problems: Problems,
        prepare: Prepare | None = None,
        check: Check | None = None,
        also: Mapping[type, tuple[str, ...]] | None = None,
    ) -> None:
        self._problems = problems
        self._prepare, self._check, self._also = prepare or {}, check or {}, also or {}

    def read(self, node: Node, wanted: types.Type) -> Any:
        """Give the value of a node. Raises: Unreadable; the problem is noted."""
        if node.broken:
            raise Unreadable()
        if isinstance(wanted, types.Metadata):
            return self.read(node, wanted.type)
        if isinstance(wanted, types.UnionType):
            return self._union(node, wanted)
        if isinstance(wanted, (types.StructType, types.DataclassType)):
            return self._struct(node, wanted)
        if isinstance(wanted, types.AnyType):  # What it means is for others to say.
            return to_builtins(node)
        if isinstance(wanted, types.DictType):
            return self._dict(node, wanted)
        if isinstance(wanted, (types.VarTupleType, types.ListType)):
            return self._list(node, wanted)
        return self._scalar(node, wanted)

    def _refuse(self, node: Node, wanted: types.Type) -> Unreadable:
        self._problems.add(node, f"expected {expected(wanted, node.path)}, got {node.shown()}")
        return Unreadable()

    def _union(self, node: Node, wanted: types.UnionType) -> Any:
        chosen = [type_ for type_ in wanted.types if not isinstance(type_, types.NoneType)]
        if len(chosen) < len(wanted.types) and (node.is_null() or (node.kind == "scalar" and node.text == "")):
            return None
        fitting = [type_ for type_ in chosen if _kind(type_) == node.kind]
        if not fitting:
            raise self._refuse(node, wanted)
        return self.read(node, fitting[0])

    def _struct(self, node: Node, wanted: _Object) -> Any:
        if wanted.cls in self._prepare:
            node = self._prepare[wanted.cls](node, self._problems)
        if node.is_null():  # A section whose lines are all commented out.
            node = Node(kind="mapping", place=node.place, path=node.path)
        if node.kind != "mapping":
            raise self._refuse(node, wanted)
        fields = {field.encode_name: field for field in wanted.fields}
        complete = self._keys_are_known(node, wanted, fields)
        values = {}
        for name, field in fields.items():
            if name not in node.pairs:
                if _is_required(field):
                    self._problems.add(node, f"the key {name} is missing")
                    complete = False
                continue
            try:
                values[field.name] = self.read(node.pairs[name], field.type)
            except Unreadable:
                complete = False
        if not complete:
            blank = {name: "" for name, field in fields.items() if _is_required(field) and field.name not in values}
            raise Unreadable(self._make(node, wanted.cls, blank | values, complete=False))
        return self._make(node, wanted.cls, values)

    def _make(self, node: Node, cls: type, values: dict[str, Any], *, complete: bool = True) -> Any:
        """Make a struct and check it. Where it is not complete, what is wrong with several keys together is not noted."""
        try:
            made = cls(**values)
        except ValueError as error:  # The options themselves refuse it, each argument a sentence.
            for said in map(str, error.args):
                key, colon, sentence = said.partition(": ")
                if colon and key in node.pairs:
                    self._problems.add(node.pairs[key], sentence)
                elif complete:
                    self._problems.add(node, said)
            raise Unreadable() from None
        if cls in self._check:
            self._check[cls](made, node, self._problems)
        return made

    def _keys_are_known(self, node: Node, wanted: _Object, fields: Mapping[str, types.Field]) -> bool:
        known = [*fields, *self._also.get(wanted.cls, ())]
        complete = True
        for key, value in node.pairs.items():
            if key not in fields:
                self._problems.add(value, f'there is no key "{key}"{_nearest(key, known)}')
                complete = False
        return complete

    def _dict(self, node: Node, wanted: types.DictType) -> dict[str, Any]:
        if node.is_null():
            return {}
        if node.kind != "mapping":
            raise self._refuse(node, wanted)
        values, complete = {}, True
        for key, value in node.pairs.items():
            try:
                values[key] = self.read(value, wanted.value_type)
            except Unreadable:
                complete = False
        if not complete:
            raise Unreadable()
        return values

    def _list(self, node: Node, wanted: types.VarTupleType | types.ListType) -> Any:
        if node.is_null():
            return () if isinstance(wanted, types.VarTupleType) else []
        if node.kind != "list":
            raise self._refuse(node, wanted)
        values, complete = [], True
        for item in node.items:
            try:
                values.append(self.read(item, wanted.item_type))
            except Unreadable:
                complete = False
        if not complete:
            raise Unreadable()
        return tuple(values) if isinstance(wanted, types.VarTupleType) else values

    def _scalar(self, node: Node, wanted: types.Type) -> Any:
        if node.kind != "scalar" or node.text is None:
            raise self._refuse(node, wanted)
        value = _convert(node.text.strip(), node, wanted)
        if value is None:
            raise self._refuse(node, wanted)
        return value


def _is_required(field: types.Field) -> bool:
    return field.default is NODEFAULT and field.default_factory is NODEFAULT


def expected(wanted: types.Type, path: str = "") -> str:
    """Say in words what a type takes; `path` is the option's dotted name, which may end with a unit."""
    if isinstance(wanted, types.Metadata):
        return expected(wanted.type, path)
    if isinstance(wanted, types.UnionType):
        parts = [expected(type_, path) for type_ in wanted.types if not isinstance(type_, types.NoneType)]
        return " or ".join(parts)
    if isinstance(wanted, types.IntType):
        return f"a whole number{_bounds(wanted)}"
    if isinstance(wanted, types.FloatType):
        unit = _last_word(path)
        if unit not in _UNITS:
            return f"a number{_bounds(wanted)}"
        unit = "seconds" if unit in ("interval", "checks") else unit
        return f"a number of {unit}{_bounds(wanted)} (or a duration like 90s, 15m, 2h, 1d)"
    if isinstance(wanted, types.LiteralType):
        return f"one of {', '.join(str(value) for value in wanted.values)}"
    if isinstance(wanted, (types.VarTupleType, types.ListType)):
        return "a list like [a, b]"
    words = {types.BoolType: "true or false", types.StrType: "text"}
    return words.get(type(wanted), "keys and values")


def _convert(text: str, node: Node, wanted: types.Type) -> Any:
    """Give the value of a text; None where the type has no such value."""
    if isinstance(wanted, types.BoolType):
        return _WORDS.get(text.lower())
    if isinstance(wanted, types.IntType):
        return _within(int(text), wanted) if _WHOLE.fullmatch(text) else None
    if isinstance(wanted, types.FloatType):
        number = _number(text, node.path)
        return None if number is None else _within(number, wanted)
    if isinstance(wanted, types.LiteralType):
        return text if text in wanted.values else None
    return node.text if text else None


def _number(text: str, path: str) -> float | None:
    unit, match = _UNITS.get(_last_word(path)), _DURATION.fullmatch(text)
    if match and unit is not None:
        return float(match[1]) * _SUFFIXES[match[2]] / unit
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def _last_word(path: str) -> str:
    return path.rpartition(".")[2].rpartition("_")[2].partition("[")[0]


def _within(number: Any, wanted: _Bounded) -> Any:
    fits = (
        (wanted.gt is None or number > wanted.gt)
        and (wanted.ge is None or number >= wanted.ge)
        and (wanted.lt is None or number < wanted.lt)
        and (wanted.le is None or number <= wanted.le)
    )
    return number if fits else None


def _bounds(wanted: _Bounded) -> str:
    if wanted.ge is not None and wanted.le is not None:
        return f" from {wanted.ge:.12g} to {wanted.le:.12g}"
    said = ((wanted.ge, "of at least"), (wanted.gt, "above"), (wanted.le, "of at most"), (wanted.lt, "below"))
    limits = " and ".join(f"{words} {limit:.12g}" for limit, words in said if limit is not None)
    return f" {limits}" if limits else ""


def _kind(wanted: types.Type) -> str:
    if isinstance(wanted, types.Metadata):
        return _kind(wanted.type)
    if isinstance(wanted, (types.StructType, types.DataclassType, types.DictType)):
        return "mapping"
    return "list" if isinstance(wanted, (types.VarTupleType, types.ListType)) else "scalar"


def _nearest(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f'; did you mean "{near[0]}"?' if near else f"; the keys here are {', '.join(known)}"
