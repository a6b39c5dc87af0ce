"""The pages of the API reference: what mkdocstrings is asked to show, in which order."""

from __future__ import annotations

import ast
from pathlib import Path

ROOMS = "transforms/pure"
# What a configuration is made into, the steps in the order of `build`, and what flows between them.
STEPS = (
    "pipelines.ingest", "pipelines.config.config", "transforms.tick", "transforms.publish", "transforms.harvest",
    "transforms.extract", "transforms.keep", "transforms.enrich", "transforms.write", "transforms.turns", "transforms.records",
    "transforms.errors",
)  # fmt: skip

_PROMISE = """# The package newsbeam

What is promised: these names and their signatures stay within a major version. [newsbeam from Python](../python.md) shows them
at work, and [The records](../records.md) has the fields of `Article`, `Failure` and `Story`.

"""
_STEPS = """# The graph and its steps

For those who read or change the pipeline: `build` lays the graph, and each step is a Beam transform of one module. These names
may change with any version; [Architecture](../architecture.md) says how they belong together. A step of your own needs
none of them: it is [a function](../enrichment.md#your-own-steps).

"""
_ROOM = """# {room}

Pure functions, without Beam, network or clock. Their names may change with any version; what is promised is
[the package newsbeam]({up}newsbeam.md).

"""


def pages(root: Path) -> dict[str, str]:
    """Give the pages by their places in the site."""
    found = {"reference/newsbeam.md": _PROMISE + "".join(f"::: {name}\n\n" for name in _promised(root))}
    found["reference/steps.md"] = _STEPS + "".join(map(_module, STEPS))
    for place, room in _rooms(root).items():
        modules = [path for path in sorted(room.glob("*.py")) if path.name != "__init__.py" and _has_names(path)]
        names = [path.relative_to(root).with_suffix("").as_posix().replace("/", ".") for path in modules]
        name = room.relative_to(root).as_posix().replace("/", ".")
        head = _ROOM.format(room=name, up="" if place.count("/") == 1 else "../")
        found[place] = head + f"{_docstring(room / '__init__.py')}\n\n" + "".join(map(_module, names))
    return found


def navigation(root: Path) -> list[dict[str, str]]:
    """Give the rooms as entries of the navigation."""
    return [{room.name: place} for place, room in _rooms(root).items()]


def _rooms(root: Path) -> dict[str, Path]:
    """Give the folders of pure functions by the places of their pages."""
    top = root / ROOMS
    inside = sorted(path.parent for path in top.glob("*/__init__.py"))
    return {"reference/pure.md": top} | {
        f"reference/pure/{room.name}.md": room for room in inside if _has_modules(room)
    }


def _has_modules(room: Path) -> bool:
    return any(path.name != "__init__.py" and _has_names(path) for path in room.glob("*.py"))


def _has_names(module: Path) -> bool:
    body = ast.parse(module.read_text(encoding="utf-8")).body
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") for node in body)


def _promised(root: Path) -> list[str]:
    """Give the names in `__all__` as griffe knows them, functions first."""
    tree = ast.parse((root / "newsbeam" / "__init__.py").read_text(encoding="utf-8"))
    (names,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    ordered = sorted(names, key=lambda name: (name[0].isupper(), name))
    modules = {
        path.stem for path in (root / "newsbeam").glob("*.py")
    }  # griffe takes a name that is a module's, too, for that
    return [f"newsbeam.{name}.{name}" if name in modules else f"newsbeam.{name}" for name in ordered]


def _docstring(module: Path) -> str:
    return ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""


def _module(name: str) -> str:
    return f"::: {name}\n\n"
