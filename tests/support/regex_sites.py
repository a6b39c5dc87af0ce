"""Every regular expression of the shipped packages: where it is made, and by which methods the code asks it.

Run as a program it prints them as JSON. It does so in a process of its own: what `re` is asked for is noted while the packages
are imported, so that none may be imported before. What a function makes is had by evaluating the expression, or by calling the
function.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("newsbeam", "pipelines", "transforms")
METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
# Where flags stand among the arguments of what `re` offers, if not third.
FLAGS_AT = {"compile": 1, "sub": 4, "subn": 4, "split": 3}
# Functions that make an expression from what is handed to them, none of it from outside: what they may be handed.
ARGUMENTS: Mapping[str, tuple[Any, ...]] = {
    "transforms/pure/entities/place_countries.py:_which_georgia": ("",),
    "transforms/pure/feeds/parse.py:_skipped": (b"<skipHours>", b"Hours"),
    "transforms/pure/genres/article_kinds.py:_title_pattern": ("opinion",),
}
NAMES: Mapping[str, Mapping[str, str]] = {"transforms/pure/feeds/sitemaps.py:_read": {"element": "url"}}
# These take what the owner of a configuration writes there as an expression.
OWNERS = (
    "pipelines/histories/outlooks.py:find_pattern",
    "transforms/pure/feeds/keep_rules.py:_compiled",
    "transforms/pure/feeds/keep_rules.py:_fault",
)
# Stands for any text that the code escapes.
WORD = "Reyes"


class Module:
    """A module's code, with what each part of it stands in."""

    def __init__(self, path: Path) -> None:
        self.path = path.relative_to(ROOT).as_posix()
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self._above = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def above(self, node: ast.AST) -> ast.AST:
        return self._above[node]

    def functions(self, node: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Give the functions that a part of the code stands in, the innermost first."""
        found = []
        while node in self._above:
            node = self._above[node]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append(node)
        return found

    def where(self, node: ast.expr) -> str:
        return f"{self.path}:{node.lineno}:{node.col_offset}"

    def attributes(self) -> Iterator[ast.Attribute]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))

    def calls_of_re(self) -> Iterator[ast.Call]:
        """Give each call of `re` that takes an expression."""
        for node in self.attributes():
            call = self.above(node)
            if ast.unparse(node.value) == "re" and node.attr in (*METHODS, "compile"):
                assert isinstance(call, ast.Call) and call.func is node, (
                    f"{self.where(node)}: re.{node.attr} is not called"
                )
                yield call


def modules() -> list[Module]:
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [Module(path) for path in paths if path.name != "__main__.py"]


class Asked:
    """What `re` is asked to compile, by the place of the call."""

    def __init__(self) -> None:
        self.at: dict[str, list[re.Pattern[Any]]] = {}

    def note(self, where: str, pattern: re.Pattern[Any]) -> None:
        known = self.at.setdefault(where, [])
        if pattern not in known:
            known.append(pattern)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note each call of `re` by a module of ours."""
        before = {name: getattr(re, name) for name in (*METHODS, "compile")}
        for name, call in before.items():
            setattr(re, name, self._noting(call, before["compile"], FLAGS_AT.get(name, 2)))
        yield
        for name, call in before.items():
            setattr(re, name, call)

    def _noting(self, call: Callable[..., Any], compiled: Callable[..., Any], flags_at: int) -> Callable[..., Any]:
        def noting(*args: Any, **named: Any) -> Any:
            frame = sys._getframe(1)
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES:
                line, _, column, _ = list(frame.f_code.co_positions())[frame.f_lasti // 2]
                flags = args[flags_at] if len(args) > flags_at else named.get("flags", 0)
                self.note(f"{path.relative_to(ROOT).as_posix()}:{line}:{column}", compiled(args[0], flags))
            return call(*args, **named)

        return noting


class UnknownName(Exception):
    """An expression needs what only a run of its function knows."""


class Local(dict[str, Any]):
    """The names of a function: those that are given have values, the others none."""

    def __init__(self, function: ast.AST | None, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        nodes = list(ast.walk(function)) if function is not None else []
        self._names = {node.arg for node in nodes if isinstance(node, ast.arg)} | {
            node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }

    def __missing__(self, name: str) -> Any:
        raise UnknownName(name) if name in self._names else KeyError(name)


class _Escaped(ast.NodeTransformer):
    """Puts a word in the place of what is escaped."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if ast.unparse(node.func) == "re.escape":
            return ast.Constant(WORD)
        if ast.unparse(node.func) == "map" and ast.unparse(node.args[0]) == "re.escape":
            return ast.parse(repr([f" ana {WORD}", f" {WORD} ", f"{WORD}"]), mode="eval").body
        self.generic_visit(node)
        return node


def evaluated(node: ast.expr, namespace: dict[str, Any], names: Local) -> Any:
    """Give the value of an expression of a module; raises UnknownName where only a run of its function knows it."""
    code = ast.parse(ast.unparse(node), mode="eval")
    try:
        return eval(compile(code, "<expression>", "eval"), namespace, names)
    except NameError as error:  # of a comprehension
        raise UnknownName(error.name) from error


def why_unknown(module: Module, call: ast.Call, namespace: dict[str, Any], asked: Asked) -> str | None:
    """Have the expression of a call noted; give why it could not be had, None where it could."""
    where, functions = module.where(call), module.functions(call)
    if where in asked.at or not functions:
        return None if where in asked.at else "was not made while its module was imported"
    function = functions[-1]
    name = f"{module.path}:{function.name}"
    at = FLAGS_AT.get(ast.unparse(call.func).removeprefix("re."), 2)
    named = [word.value for word in call.keywords if word.arg == "flags"]
    flags = call.args[at] if len(call.args) > at else named[0] if named else ast.Constant(0)
    names = Local(function, NAMES.get(name, {}))
    for escaped in (call.args[0], _Escaped().visit(ast.parse(ast.unparse(call.args[0]), mode="eval").body)):
        with suppress(UnknownName):
            asked.note(where, re.compile(evaluated(escaped, namespace, names), evaluated(flags, namespace, names)))
            break
    else:
        if name in ARGUMENTS or not function.args.args:
            namespace[function.name](*ARGUMENTS.get(name, ()))
    return None if where in asked.at or name in OWNERS else f"is made from what {name} is handed"
