"""Write the lock files: of each package that make installs, the version that the constraints name and the hashes of its files.

python .ci/lock.py uv

`uv` is the program that asks the package index, for all platforms and Pythons that have files of a version. make installs from
these files with pip's --require-hashes, so that a file which changed in the index, or on the way, is refused.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What each file adds to those before it, by the extras of setup.py.
LAYERS: dict[str, dict[str, tuple[str, ...]]] = {
    "locks": {"run": (), "test": ("test", "readers", "examples", "docs"), "entities": ("entities",), "fuzz": ("fuzz",)},
    "locks/beam-2.70": {"run": (), "test": ("test",)},
}
CONSTRAINTS = {"locks": "constraints.txt", "locks/beam-2.70": "constraints-beam-2.70.txt"}
# The second pair of Beam and Flink is proven on one Python alone.
PLATFORMS = {"locks": ("--universal",), "locks/beam-2.70": ("--python-platform", "linux")}
PYTHON = "3.11"
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)


def entries_of(text: str) -> dict[str, str]:
    """Give the entries of a lock file by the names of their packages."""
    return {match["name"]: match[0] for match in _ENTRY.finditer(text)}


def main(uv: str) -> None:
    """Write all files."""
    for folder, layers in LAYERS.items():
        extras: tuple[str, ...] = ()
        found = []
        for more in layers.values():
            extras += more
            found.append(entries_of(_compile(uv, CONSTRAINTS[folder], PLATFORMS[folder], extras)))
        for name, new in zip(layers, parted(found), strict=True):
            path = ROOT / folder / f"{name}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("# Written by `make locks`.\n" + "".join(f"{entry}\n" for entry in new.values()))
            print(f"{path.relative_to(ROOT)}: {len(new)} packages")


def parted(found: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Give what each layer adds to those before it, from what each needs with them: a package stands in the first that needs it.

    Its entry is that of the last one: what a layer needs on some platforms alone, a later one may need everywhere.
    """
    whole = {package: entry for entries in found for package, entry in entries.items()}
    before = [set[str]().union(*found[:at]) for at in range(len(found))]
    return [
        {package: whole[package] for package in entries if package not in known}
        for entries, known in zip(found, before, strict=True)
    ]


def _compile(uv: str, constraints: str, platform: tuple[str, ...], extras: tuple[str, ...]) -> str:
    command = [
        uv,
        "pip",
        "compile",
        "setup.py",
        "-",
        "--constraint",
        constraints,
        "--python-version",
        PYTHON,
        *platform,
    ]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    command += [part for extra in extras for part in ("--extra", extra)]
    build = "setuptools>=77\n"  # what the editable installation is built by
    return subprocess.run(command, cwd=ROOT, input=build, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    main(sys.argv[1])
