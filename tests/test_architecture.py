"""The shape of the house: who may import whom, how long things may be, and that no name hides a standard one."""

import ast
import importlib.metadata
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for folder in ("newsbeam", "pipelines", "transforms") for path in (ROOT / folder).rglob("*.py"))
# The rooms of the house, from the ground up. A module imports from its own room and from rooms on floors below, never from
# one beside or above it; a module at the top of `transforms` or `pipelines` is a room of its own.
FLOORS = (
    # Knowledge of news on the web: no Beam, no I/O, no clock.
    ("transforms.reasons",),
    ("transforms.errors", "transforms.records"),
    ("transforms.pure.text", "transforms.pure.net"),
    ("transforms.pure.page",),
    ("transforms.pure.metadata", "transforms.pure.feeds"),
    ("transforms.pure.body",),
    ("transforms.pure.verdict",),
    (
        "transforms.pure.article", "transforms.pure.single_page", "transforms.pure.normalisation", "transforms.pure.enrichment",
    ),
    # What the steps stand on.
    ("transforms.clock", "transforms.counters", "transforms.stopping"),
    ("transforms.pool", "transforms.web"),
    ("transforms.state", "transforms.turn_locks"),
    ("transforms.turns",),
    ("transforms.poll_results", "transforms.fetch_results", "transforms.extract_results", "transforms.batch"),
    # The steps, in the order of build(): none imports another.
    (
        "transforms.tick", "transforms.publish", "transforms.poll", "transforms.fetch", "transforms.extract",
        "transforms.normalise", "transforms.enrich", "transforms.keep", "transforms.write",
    ),
    # Arrangements of the steps, and the command.
    ("pipelines.version", "pipelines.wording", "pipelines.field_meanings"),
    ("pipelines.config", "pipelines.schema"),
    ("pipelines.ingest",),
    ("pipelines.run",),
    ("pipelines.show",),
    ("pipelines.onepage",),
    ("pipelines.arguments",),
    ("pipelines.cli",),
    ("pipelines.__main__",),
    # The Python API.
    ("newsbeam.extraction", "newsbeam.feeds", "newsbeam.rows", "newsbeam.schemas"),
)  # fmt: skip
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


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


def room_of(module: str) -> str | None:
    """The room of a module of ours, None for a package's own face; a name imported from a module counts as the module."""
    parts = module.split(".")
    return next((room for n in (3, 2) if (room := ".".join(parts[:n])) in FLOOR_OF), None)


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down(path: Path) -> None:
    module = name_of(path)
    own = room_of(module)
    assert own is not None or path.name == "__init__.py", f"{module} is in no room: give it one in FLOORS"
    for imported in imports_of(path):
        other = room_of(imported)
        if own is None or other is None or other == own:
            continue
        assert FLOOR_OF[other] < FLOOR_OF[own], f"{module} imports {imported}: {other} does not lie below {own}"


def test_every_room_is_there() -> None:
    assert {room_of(name_of(path)) for path in MODULES} - {None} == set(FLOOR_OF)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_knowledge_does_no_io(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    if parts[:2] != ("transforms", "pure") and path.name not in ("reasons.py", "records.py", "errors.py"):
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
    for package in ("newsbeam", "pipelines", "transforms"):
        assert set(owners.get(package, ["newsbeam"])) == {"newsbeam"}
