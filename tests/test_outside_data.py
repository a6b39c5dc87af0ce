"""What is never done with data from outside: unpickle, evaluate, load YAML that makes objects, run a shell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path
    for package in ("newsbeam", "pipelines", "transforms", "deploy", "sample")
    for path in (ROOT / package).rglob("*.py")
)
# What turns data into code or objects of any class, by the names under which it is called.
CALLS = frozenset(
    {
        *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.execvp"),
        *("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load", "marshal.loads", "marshal.load"),
        *("pickle.loads", "pickle.load", "pickle.Unpickler", "dill.loads", "dill.load", "shelve.open"),
        *("cloudpickle.loads", "joblib.load", "subprocess.getoutput", "subprocess.getstatusoutput"),
    }
)
IMPORTS = frozenset(
    {"pickle", "dill", "cloudpickle", "marshal", "shelve", "joblib", "jsonpickle", "code", "codeop", "telnetlib"}
)
UNSAFE_LOADERS = ("Loader", "UnsafeLoader", "FullLoader", "UnsafeConstructor", "FullConstructor")


def found_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"import {alias.name}" for alias in node.names if alias.name.split(".")[0] in IMPORTS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in IMPORTS:
            yield f"from {node.module}"
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            is_shell = any(k.arg == "shell" and getattr(k.value, "value", 1) for k in node.keywords)
            if called in CALLS or is_shell:
                yield called
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "yaml" and node.attr in UNSAFE_LOADERS:
            yield f"yaml.{node.attr}"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import pickle", ["import pickle"]),
        ("from dill import loads", ["from dill"]),
        ("eval(text)", ["eval"]),
        ("yaml.load(text, Loader=yaml.FullLoader)", ["yaml.load", "yaml.FullLoader"]),
        ("class L(yaml.UnsafeLoader): pass", ["yaml.UnsafeLoader"]),
        ("subprocess.run(text, shell=True)", ["subprocess.run"]),
        ("re.compile('a'); yaml.safe_load(text); yaml.SafeLoader; subprocess.run([], shell=False)", []),
    ],
)
def test_what_is_looked_for_is_found(code: str, found: list[str]) -> None:
    assert list(found_in(ast.parse(code))) == found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_makes_code_or_objects_of_data(path: Path) -> None:
    """The pool's children get work and give results through the pipes of `concurrent.futures`, which pickles them among us."""
    assert list(found_in(ast.parse(path.read_text(encoding="utf-8")))) == []
