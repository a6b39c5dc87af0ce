"""The shape of the house: who may import whom, how long things may be, and that no name hides a standard one."""

import ast
import importlib.metadata
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for folder in ("pipelines", "transforms") for path in (ROOT / folder).rglob("*.py"))
STEPS = {"tick", "books", "poll", "fetch", "extract", "normalise", "enrich", "write"}
# Rooms, from the ground up: each may import from its own floor and those below it, steps excepted.
FLOORS = [
    {"records", "errors"},
    {"pure"},
    {
        "storage",
        "clock",
        "counters",
        "pool",
        "pool_child",
        "web",
        "web_body",
        "web_exchange",
        "web_guard",
        "web_options",
        "web_robots",
        "web_sites",
    },
    {"decoding", "state", "divisions", "roots", "rota", "roster", "documents", "inflight"},
    {"hold", "manifest", "ledger", "digest", "turns", "batch", "reshard"},
    STEPS,
]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def floor_of(module: str) -> int | None:
    parts = module.split(".")
    if parts[0] != "transforms" or len(parts) < 2:
        return None
    return next((n for n, rooms in enumerate(FLOORS) if parts[1] in rooms), None)


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    module = name_of(path)
    if module.startswith("pipelines"):
        return
    own = floor_of(module)
    assert own is not None or path.name == "__init__.py", f"{module} has no place in FLOORS: give it one"
    for imported in imports_of(path):
        assert not imported.startswith("pipelines"), f"{module} imports {imported}: transforms never import pipelines"
        other = floor_of(imported)
        if own is None or other is None:
            continue
        assert other <= own, f"{module} imports {imported}, which stands above it"
        step = imported.split(".")[1]
        assert not (step in STEPS and own == len(FLOORS) - 1), (
            f"{module} imports {imported}: a step never imports a step"
        )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_knowledge_does_no_io(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    if parts[:2] != ("transforms", "pure") and path.name not in ("records.py", "errors.py"):
        return
    banned = {
        "apache_beam",
        "fsspec",
        "gcsfs",
        "aiohttp",
        "socket",
        "urllib.request",
        "random" if parts[1] != "pure" else "",
    }
    assert not {name for name in imports_of(path) if name.split(".")[0] in banned or name in banned}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 300, "a module is one idea, in 300 lines at most"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{node.name} is longer than 40 lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_hides_one_of_the_standard_library(path: Path) -> None:
    assert path.stem not in sys.stdlib_module_names - {"__main__"}


def test_no_other_distribution_owns_our_packages() -> None:
    """PyPI has distributions named like our packages; installed side by side, they would overwrite each other."""
    owners = importlib.metadata.packages_distributions()
    for package in ("pipelines", "transforms"):
        assert set(owners.get(package, ["newsbeam"])) == {"newsbeam"}
