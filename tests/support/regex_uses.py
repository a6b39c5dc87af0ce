"""How the code asks each regular expression: by which methods, and on texts of what length at most.

Run as a program it prints every expression of the shipped packages as JSON, see regex_sites.py.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from regex_sites import METHODS, ROOT, Asked, Local, Module, UnknownName, evaluated, modules, why_unknown

# Of a text from outside, where the code sets no other bound.
LENGTH = 300_000
# What finds one place, what goes on from place to place, and what begins at the first character.
WAYS = {
    **dict.fromkeys(("sub", "subn", "split", "findall", "finditer"), "finditer"),
    **{name: name for name in ("search", "match", "fullmatch")},
}
# What leaves a text as long as it was.
_SAME_LENGTH = ("strip", "lstrip", "rstrip", "lower", "casefold", "removeprefix", "removesuffix", "upper")
Asking = dict[str, int]  # the longest text by way


def add(asking: Asking, way: str, length: int) -> None:
    asking[way] = max(length, asking.get(way, 0))


class Uses:
    """How the code of one module asks expressions."""

    def __init__(self, module: Module, namespace: dict[str, Any]) -> None:
        self.known: dict[re.Pattern[Any], Asking] = {}
        self.direct: dict[str, Asking] = {}
        # Of expressions that a name of a function holds; and those that are handed to such a name.
        self.open: Asking = {}
        self.handed: set[re.Pattern[Any]] = set()
        self._module, self._namespace = module, namespace
        for node in module.attributes():
            if node.attr in METHODS:
                self._note(node)
        for name in ast.walk(module.tree):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load):
                value = namespace.get(name.id)
                if isinstance(value, re.Pattern) and self._is_handed(name):
                    self.handed.add(value)

    def _is_handed(self, name: ast.Name) -> bool:
        """Tell whether an expression goes from a function to another one, or into a list that is not the module's own."""
        above = self._module.above(name)
        is_looped = isinstance(above, ast.Tuple) and isinstance(self._module.above(above), ast.For | ast.comprehension)
        return bool(self._module.functions(name)) and not (is_looped or isinstance(above, ast.Attribute | ast.IfExp))

    def _note(self, node: ast.Attribute) -> None:
        is_direct = ast.unparse(node.value) == "re"
        length = self._length(node, is_direct)
        if is_direct:
            self.direct[self._module.where(node)] = {WAYS[node.attr]: length}
            return
        patterns, is_sure = self._asked(node.value)
        for pattern in patterns:
            add(self.known.setdefault(pattern, {}), WAYS[node.attr], length)
        if not is_sure and node.attr != "split":  # that of a text, as a rule
            add(self.open, WAYS[node.attr], length)

    def _asked(self, node: ast.expr) -> tuple[list[re.Pattern[Any]], bool]:
        """Give the expressions that a part of the code may stand for, and whether these are all."""
        if isinstance(node, ast.Starred):
            return self._asked(node.value)
        with suppress(UnknownName):
            return list(patterns_in(self._value(node))), True
        ways: list[ast.expr | None] = [None]
        if isinstance(node, ast.IfExp):
            ways = [node.body, node.orelse]
        elif isinstance(node, ast.Name):
            ways = [*self._loops(node)]
            for function in self._module.functions(node)[-1:]:
                ways += [value for value in given(function, node.id) if value is not None or not ways]
        found = [self._asked(way) if way is not None else ([], False) for way in ways]
        return [pattern for patterns, _ in found for pattern in patterns], bool(found) and all(
            sure for _, sure in found
        )

    def _value(self, node: ast.expr) -> Any:
        if any(isinstance(part, ast.Call) and (part.args or part.keywords) for part in ast.walk(node)):
            raise UnknownName(ast.unparse(node))
        functions = self._module.functions(node)
        return evaluated(node, self._namespace, Local(functions[-1] if functions else None, {}))

    def _loops(self, name: ast.Name) -> Iterator[ast.expr]:
        """Give what the loops run over that give a name its value."""
        for function in self._module.functions(name)[-1:]:
            for loop in ast.walk(function):
                if isinstance(loop, ast.For | ast.comprehension) and name.id in {
                    part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)
                }:
                    yield from loop.iter.elts if isinstance(loop.iter, ast.Tuple) else [loop.iter]

    def _length(self, node: ast.Attribute, is_direct: bool) -> int:
        call = self._module.above(node)
        at = int(is_direct) + (node.attr in ("sub", "subn"))
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) <= at:
            return LENGTH
        return self._bound(call.args[at]) or LENGTH

    def _bound(self, node: ast.expr) -> int | None:
        """Give the length that the code cuts a text to, None where it does not cut it here."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SAME_LENGTH:
            return self._bound(node.func.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sub":
            is_shorter = len(node.args) == 2 and not getattr(node.args[0], "value", "x")
            return self._bound(node.args[1]) if is_shorter else None
        if isinstance(node, ast.Name):
            values = [value for function in self._module.functions(node)[-1:] for value in given(function, node.id)]
            return self._bound(values[0]) if len(values) == 1 and values[0] is not None else None
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self._width(node.slice.lower, node.slice.upper)
        return None

    def _width(self, lower: ast.expr | None, upper: ast.expr | None) -> int | None:
        with suppress(UnknownName):
            if lower is None and upper is not None:
                width = self._value(upper)
                return width if width > 0 else None
            if upper is None and lower is not None:
                width = self._value(lower)
                return -width if width < 0 else None
            if lower is not None and upper is not None:
                # text[at : at + 30], text[max(0, at - 30) : at]
                if isinstance(upper, ast.BinOp) and ast.unparse(upper.left) == ast.unparse(lower):
                    return int(self._value(upper.right))
                if isinstance(lower, ast.Call) and ast.unparse(lower).startswith(f"max(0, {ast.unparse(upper)} - "):
                    return int(self._value(lower.args[1].right))  # type: ignore[attr-defined]
        return None


def given(function: ast.AST, name: str) -> list[ast.expr | None]:
    """Give the values that a function gives to a name; None for one that is no plain assignment."""
    found: list[ast.expr | None] = []
    plain: set[ast.AST] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            plain.add(node.targets[0])
            if node.targets[0].id == name:
                found.append(node.value)
        is_other = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in plain
        if name == (node.arg if isinstance(node, ast.arg) else node.id if is_other else None):  # type: ignore[attr-defined]
            found.append(None)
    return found


def patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    """Give the expressions that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from (pattern for part in value.values() for pattern in patterns_in(part))
    elif isinstance(value, tuple | list):
        yield from (pattern for part in value for pattern in patterns_in(part))


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression, where it is made, and how the code asks it."""

    pattern: re.Pattern[Any]
    where: tuple[str, ...]
    asking: Asking


@dataclass(frozen=True, slots=True)
class Found:
    """What the packages have: the expressions, the calls that make them, and of which calls none is known, and why."""

    expressions: list[Expression]
    calls: list[str]
    unknown: list[str]


def find() -> Found:
    """Import all modules and give their expressions. Nothing may have imported one of them before."""
    asked = Asked()
    with asked.listening():
        found = [(module, vars(importlib.import_module(module.name))) for module in modules()]
        calls = [(module, namespace, call) for module, namespace in found for call in module.calls_of_re()]
        why = {module.where(call): why_unknown(module, call, namespace, asked) for module, namespace, call in calls}
    uses = {module.path: Uses(module, namespace) for module, namespace in found}
    places: dict[re.Pattern[Any], list[str]] = {}
    for where, patterns in asked.at.items():
        for pattern in patterns:
            places.setdefault(pattern, []).append(where)
    expressions = [
        Expression(pattern, tuple(sorted(wheres)), asking_of(pattern, wheres, uses))
        for pattern, wheres in places.items()
    ]
    return Found(expressions, list(why), [f"{where} {reason}" for where, reason in why.items() if reason])


def asking_of(pattern: re.Pattern[Any], wheres: list[str], uses: Mapping[str, Uses]) -> Asking:
    """Give how an expression may be asked: in every way, where nobody is seen to ask it."""
    asking: Asking = {}
    own = [uses[where.partition(":")[0]] for where in wheres]
    every = dict.fromkeys(WAYS.values(), LENGTH)
    known = [used.direct[where] for used, where in zip(own, wheres, strict=True) if where in used.direct]
    known += [used.known[pattern] for used in uses.values() if pattern in used.known]
    known += [used.open or every for used in uses.values() if pattern in used.handed]
    for one in known or [used.open for used in own]:
        for way, length in one.items():
            add(asking, way, length)
    return asking or every


def main() -> None:
    """Print what there is."""
    found = find()
    rows = []
    for one in found.expressions:
        source, is_bytes = one.pattern.pattern, isinstance(one.pattern.pattern, bytes)
        text = source.decode("latin-1") if is_bytes else source
        rows.append(
            {"text": text, "is_bytes": is_bytes, "flags": one.pattern.flags, "where": one.where, "asking": one.asking}
        )
    json.dump({"expressions": rows, "calls": found.calls, "unknown": found.unknown}, sys.stdout)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
