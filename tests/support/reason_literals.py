"""Find reasons that are spelled out in code, instead of taken from the table in transforms/reasons.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

# What is counted: `dropped/duplicate`, `poll/dropped/language`.
_COUNTED = re.compile(r"(?:\w+/)*(?:poll_)?(?:dropped|failed|deferred)/(\w+)")


class Takes(NamedTuple):
    """Which arguments of a function or class are reasons: their places, and their names."""

    places: frozenset[int]
    names: frozenset[str]


class Uses(NamedTuple):
    """What a module does with reasons: the literals that it spells out (line, text), and the rows that it names."""

    literals: list[tuple[int, str]]
    names: set[str]


def takers(trees: Iterable[ast.AST]) -> dict[str, Takes]:
    """Give what takes a reason, by name: functions, methods and records with a parameter or field of that type."""
    found: dict[str, Takes] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef):
            fields = [
                item for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
            ]
            _note(found, node.name, [(item.target.id, item.annotation) for item in fields])  # type: ignore[union-attr]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            args = [*node.args.posonlyargs, *node.args.args]
            if args and args[0].arg in ("self", "cls"):
                del args[0]
            _note(found, node.name, [(arg.arg, arg.annotation) for arg in args])
    return found


def _note(found: dict[str, Takes], name: str, parameters: list[tuple[str, ast.expr | None]]) -> None:
    places = {place for place, (_, annotation) in enumerate(parameters) if _is_reason(annotation)}
    if places:
        names = frozenset(parameters[place][0] for place in places)
        known = found.get(name, Takes(frozenset(), frozenset()))
        found[name] = Takes(known.places | places, known.names | names)


def uses_of(tree: ast.Module, takes: Mapping[str, Takes]) -> Uses:
    """Give what a module does with reasons."""
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    literals = {
        (text.lineno, _shown(text))
        for node in ast.walk(tree)
        for value in _reasons_in(node, takes, constants)
        for text in _texts(value)
    }
    return Uses(sorted(literals), _names(tree))


def _reasons_in(
    node: ast.AST, takes: Mapping[str, Takes], constants: Mapping[str, ast.expr]
) -> Iterator[ast.expr | None]:
    """Give the expressions of a node that stand for reasons."""
    match node:
        case ast.Call():
            yield from _arguments(node, takes)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _assigned(target, value)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            yield value if _is_reason(annotation) else None
            yield from _assigned(target, value)
        case ast.NamedExpr(target=target, value=value):
            yield from _assigned(target, value)
        case ast.FunctionDef(returns=returns) if _is_reason(returns):
            place = _place_in_tuple(returns)
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return):
                    yield _part(inner.value, place)
        case ast.Compare(left=left, comparators=others):
            sides = [left, *others]
            if any(_called(side) == "reason" for side in sides):
                yield from (constants.get(_called(side), side) for side in sides)
        case ast.Constant(value=str(text)) if _COUNTED.fullmatch(text):
            yield node


def _arguments(call: ast.Call, takes: Mapping[str, Takes]) -> Iterator[ast.expr]:
    name = _called(call.func)
    taken = takes.get(name, Takes(frozenset(), frozenset()))
    yield from (argument for place, argument in enumerate(call.args) if place in taken.places or name == "Reason")
    yield from (keyword.value for keyword in call.keywords if keyword.arg in {"reason", *taken.names})


def _assigned(target: ast.expr, value: ast.expr | None) -> Iterator[ast.expr | None]:
    if isinstance(target, ast.Tuple):
        yield from (_part(value, place) for place, part in enumerate(target.elts) if _called(part) == "reason")
    elif _called(target) == "reason":
        yield value


def _texts(value: ast.expr | None) -> Iterator[ast.expr]:
    """Give the strings that an expression may be, or may hold."""
    match value:
        case ast.Constant(value=str()) | ast.JoinedStr():
            yield value
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_texts(body), *_texts(orelse))
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _texts(part)
        case ast.Dict(keys=keys):
            for key in keys:
                yield from _texts(key)
        case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple"), args=[held]):
            yield from _texts(held)


def _names(tree: ast.Module) -> set[str]:
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    imports = (
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "transforms.reasons"
    )
    return {node.attr for node in attributes if _called(node.value) == "reasons"} | {
        alias.name for node in imports for alias in node.names
    }


def _is_reason(annotation: ast.expr | None) -> bool:
    return annotation is not None and any(_called(node) == "Reason" for node in ast.walk(annotation))


def _place_in_tuple(annotation: ast.expr | None) -> int | None:
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
        return next((place for place, part in enumerate(annotation.slice.elts) if _is_reason(part)), None)
    return None


def _part(value: ast.expr | None, place: int | None) -> ast.expr | None:
    return (
        value.elts[place] if place is not None and isinstance(value, ast.Tuple) and place < len(value.elts) else value
    )


def _called(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _shown(text: ast.expr) -> str:
    return text.value if isinstance(text, ast.Constant) else ast.unparse(text)  # type: ignore[return-value]
