"""docs/security.md: each line is a threat, what newsbeam does, and a test that is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
HEAD = "| threat | what newsbeam does | test |"
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines() -> list[list[str]]:
    """Give the cells of each line of the page's tables, heads and rules aside."""
    found = [line for line in PAGE.splitlines() if line.startswith("|") and line not in (HEAD, "|---|---|---|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found]


@cache
def functions_of(path: str) -> set[str]:
    """Give the names of the test functions in a file, those that are skipped or expected to fail whatever happens aside."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    asleep = ("pytest.mark.skip", "pytest.mark.xfail")
    return {
        node.name
        for node in functions
        if not any(ast.unparse(mark).partition("(")[0] in asleep for mark in node.decorator_list)
    }


def test_the_page_has_lines() -> None:
    assert len(lines()) >= 20 and PAGE.count(HEAD) >= 4


@pytest.mark.parametrize("cells", lines(), ids=lambda cells: cells[0][:60])
def test_each_threat_has_an_answer_and_a_test_that_is_there(cells: list[str]) -> None:
    assert len(cells) == 3 and all(cells)
    named = _TEST.findall(cells[2])
    assert named and _TEST.sub("", cells[2]).strip(" ,") == ""
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []
