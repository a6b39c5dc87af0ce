"""The lock files: they name what the constraints name, all that setup.py asks for, and the hashes of every file."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / ".ci" / "lock.py"
_spec = importlib.util.spec_from_file_location("lock_script", SCRIPT)
assert _spec is not None and _spec.loader is not None
lock = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(lock)

FILES = sorted(path for folder in lock.LAYERS for path in (ROOT / folder).glob("*.txt"))
RENEW = "run `make locks`, and commit what it writes"
# What other platforms alone need.
ELSEWHERE = {"colorama", "tzdata", "httpx2-jsfetch"}


def entries(folder: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in lock.LAYERS[folder]:
        found |= lock.entries_of((ROOT / folder / f"{name}.txt").read_text())
    return {canonicalize_name(name): entry for name, entry in found.items()}


def version_of(entry: str) -> str:
    return re.split(r"[ ;\\]", entry.partition("==")[2], maxsplit=1)[0]


@pytest.mark.parametrize("folder", lock.LAYERS)
def test_the_versions_are_those_of_the_constraints(folder: str) -> None:
    lines = (ROOT / lock.CONSTRAINTS[folder]).read_text().split()
    pinned = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}
    found = {name: version_of(entry) for name, entry in entries(folder).items()}
    assert {n: v for n, v in found.items() if pinned.get(n) != v and n not in ELSEWHERE} == {}, RENEW


@pytest.mark.parametrize("folder", lock.LAYERS)
def test_all_that_make_installs_is_locked(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr("setuptools.setup", lambda **said: asked.update(said))
    monkeypatch.chdir(ROOT)
    exec(compile((ROOT / "setup.py").read_text(), str(ROOT / "setup.py"), "exec"), {"__file__": str(ROOT / "setup.py")})
    extras = [extra for more in lock.LAYERS[folder].values() for extra in more]
    wanted = [*asked["install_requires"], *(line for extra in extras for line in asked["extras_require"][extra])]  # type: ignore[misc, index]
    needed = {canonicalize_name(Requirement(line).name) for line in wanted if "python_version" not in line}
    assert needed - entries(folder).keys() == set(), RENEW


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_package_has_hashes_and_no_place(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text and "--index" not in text
    found = lock.entries_of(text)
    assert found
    assert [name for name, entry in found.items() if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)] == []
    assert text == "# Written by `make locks`.\n" + "".join(f"{entry}\n" for entry in found.values())


def test_no_package_stands_in_two_files_of_a_folder() -> None:
    for folder, layers in lock.LAYERS.items():
        counts = [lock.entries_of((ROOT / folder / f"{name}.txt").read_text()).keys() for name in layers]
        assert sum(map(len, counts)) == len(set().union(*counts))


def test_a_package_that_a_later_layer_needs_everywhere_is_locked_for_everywhere() -> None:
    run = {"a": "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:0", "b": "b==1 \\\n    --hash=sha256:1"}
    everywhere = "a==1 \\\n    --hash=sha256:0"
    test = run | {"a": everywhere, "c": "c==1 \\\n    --hash=sha256:2"}
    assert lock.parted([run, test]) == [{"a": everywhere, "b": run["b"]}, {"c": test["c"]}]


def test_make_installs_from_them() -> None:
    said = subprocess.run(
        ["make", "--dry-run", "VENV=no-such-folder", "no-such-folder/.installed-entities"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.count("--require-hashes") == 3 and "--constraint" not in said
    assert "--requirement locks/run.txt --requirement locks/test.txt --requirement locks/entities.txt" in said


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    """pip refuses it before it is installed: a wheel of ours stands in for one that changed on the way."""
    wheel = tmp_path / "changed-1.0-py3-none-any.whl"
    wheel.write_bytes(b"not what was locked")
    (tmp_path / "lock.txt").write_text(f"changed==1.0 --hash=sha256:{'0' * 64}\n")
    ended = subprocess.run(
        [
            *(sys.executable, ".ci/install.py", "--no-index", "--find-links", str(tmp_path), "--dry-run"),
            *("--require-hashes", "--requirement", str(tmp_path / "lock.txt")),
        ],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == 1 and "THESE PACKAGES DO NOT MATCH THE HASHES" in ended.stderr
