"""The shape of the house: who may import whom, how long things may be, and that no name hides a standard one."""

import ast
import importlib.metadata
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("newsbeam", "pipelines", "transforms")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
# A package's face has no tests of its own, unless they are named for the package.
TESTED = [path for path in MODULES if path.name not in ("__init__.py", "__main__.py")]
TEST_FILES = sorted((ROOT / "tests").rglob("test_*.py"))
# The rooms of the house, from the ground up. A module imports from its own room and from rooms on floors below, never from
# one beside or above it; a module at the top of `transforms` or `pipelines` is a room of its own.
FLOORS = (
    # Knowledge of news on the web: no Beam, no I/O, no clock.
    ("transforms.reasons", "transforms.annotations", "transforms.moments", "transforms.pure.shown"),
    ("transforms.rights", "transforms.captures"),
    ("transforms.records", "transforms.feed_items"),
    ("transforms.errors", "transforms.columns", "transforms.row_files", "transforms.story_records",
     "transforms.health_records", "transforms.revision_records"),
    ("transforms.rechecks", "transforms.row_kinds"),
    ("transforms.written", "transforms.pending_rows"),
    ("transforms.pure.text", "transforms.pure.net"),
    ("transforms.pure.page", "transforms.pure.signing"),
    ("transforms.pure.rights",),
    ("transforms.pure.metadata", "transforms.pure.feeds", "transforms.pure.websub",
     "transforms.pure.revisions"),
    ("transforms.pure.body", "transforms.pure.discovery", "transforms.pure.lists"),
    (
        "transforms.pure.verdict", "transforms.pure.entities", "transforms.pure.genres", "transforms.pure.keywords",
        "transforms.pure.quotes", "transforms.pure.topics",
    ),
    (
        "transforms.pure.article", "transforms.pure.single_page", "transforms.pure.normalisation", "transforms.pure.enrichment",
        "transforms.pure.stories",
    ),
    ("transforms.pure.article_steps",),
    # What the steps stand on.
    ("transforms.bugs", "transforms.clock", "transforms.counters", "transforms.stopping", "transforms.parquet",
     "transforms.warc"),
    ("transforms.pool", "transforms.web"),
    ("transforms.extraction_pool",),
    ("transforms.own_steps",),
    ("transforms.state", "transforms.turn_locks", "transforms.discovery"),
    ("transforms.websub", "transforms.notices"),
    ("transforms.turns",),
    ("transforms.tries", "transforms.recheck_batch"),
    (
        "transforms.poll_results", "transforms.fetch_results", "transforms.extract_results", "transforms.batch",
        "transforms.story_turns", "transforms.story_options",
    ),
    ("transforms.feed_reading", "transforms.story_takedowns", "transforms.recheck_results"),
    ("transforms.archive_jobs",),
    ("transforms.parking",),
    ("transforms.polling", "transforms.poll_answers", "transforms.fetching", "transforms.rechecking"),
    ("transforms.harvesting",),
    ("transforms.asking",),
    # The steps, in the order of build(): none imports another.
    (
        "transforms.tick", "transforms.publish", "transforms.harvest", "transforms.replay", "transforms.extract",
        "transforms.keep", "transforms.compare_versions", "transforms.enrich", "transforms.write", "transforms.stories",
    ),
    # Arrangements of the steps, and the command.
    ("pipelines.version", "pipelines.wording", "pipelines.output", "pipelines.streams", "pipelines.meaning"),
    ("pipelines.story_meanings", "pipelines.health_meanings", "pipelines.rights_meanings",
     "pipelines.revision_meanings"),
    ("pipelines.field_meanings",),
    ("pipelines.typed_schemas",),
    ("pipelines.config", "pipelines.schema"),
    ("pipelines.ingest", "pipelines.stories", "pipelines.lists"),
    ("pipelines.run",),
    ("pipelines.diff", "pipelines.export", "pipelines.follow"),
    ("pipelines.show",),
    ("pipelines.onepage", "pipelines.histories", "pipelines.metrics", "pipelines.health",
     "pipelines.live", "pipelines.rights"),
    (
        "pipelines.arguments", "pipelines.signals", "pipelines.bringing", "pipelines.checking",
        "pipelines.completing",
        "pipelines.looking",
        "pipelines.feed_commands",
        "pipelines.key_commands",
        "pipelines.finding",
        "pipelines.upkeep",
        "pipelines.notices",
    ),
    ("pipelines.differing", "pipelines.working", "pipelines.following"),
    ("pipelines.cli",),
    ("pipelines.__main__",),
    # The Python API.
    ("newsbeam.extraction", "newsbeam.feeds", "newsbeam.rows", "newsbeam.schemas", "newsbeam.stories"),
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
    for package in PACKAGES:
        assert set(owners.get(package, ["newsbeam"])) == {"newsbeam"}


def files_named_for(module: Path) -> set[Path]:
    """The test files of a module: `test_<module>.py` in the folder that mirrors its room, `test_<room>_<module>.py` where the
    first is taken, or either with an aspect behind it.
    """
    folder = ROOT / "tests" / module.parent.relative_to(ROOT)
    names = (f"test_{module.stem}", f"test_{module.parent.name}_{module.stem}")
    return {
        path
        for path in folder.glob("test_*.py")
        if path.stem in names or path.stem.startswith(tuple(f"{n}_" for n in names))
    }


@pytest.mark.parametrize("path", TESTED, ids=name_of)
def test_each_module_has_tests_of_its_name(path: Path) -> None:
    assert files_named_for(path), f"{name_of(path)} has no tests/{path.parent.relative_to(ROOT)}/test_{path.stem}.py"


def test_each_test_file_of_a_room_names_a_module() -> None:
    """Tests of the whole lie at the top of tests/, those of how it is deployed in tests/deploy."""
    named = {test for module in TESTED for test in files_named_for(module)}
    faces = {ROOT / "tests" / package / f"test_{package}.py" for package in PACKAGES}
    in_rooms = {path for path in TEST_FILES if path.relative_to(ROOT / "tests").parts[0] in PACKAGES}
    assert sorted(map(str, in_rooms - named - faces)) == []


def test_no_two_test_files_share_a_name() -> None:
    assert [name for name, count in Counter(path.name for path in TEST_FILES).items() if count > 1] == []


def test_no_two_public_classes_share_a_name() -> None:
    found = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in found.items() if count > 1] == []
