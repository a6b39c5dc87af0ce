"""Prism, Beam's small streaming runner, in the version of the Beam that is installed: built once with Go, then kept.

It is kept below the user's cache folder (XDG_CACHE_HOME, else ~/.cache), so that every checkout finds it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from functools import cache
from pathlib import Path

import apache_beam
import pytest

GO_FOLDERS = ("/usr/local/go/bin", str(Path.home() / "go" / "bin"))
MODULE = f"github.com/apache/beam/sdks/v2/go/cmd/prism@v{apache_beam.__version__}"
# With it set, a Prism that cannot be built is an error; without, a reason to skip. Without Go it is always one.
REQUIRED = "NEWSBEAM_PRISM_REQUIRED"


def kept_at() -> Path:
    """Gives the path at which the binary is kept, whether or not it is there yet."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "newsbeam" / f"prism-{apache_beam.__version__}" / "prism"


@cache
def prism() -> Path:
    """Gives the binary, built if it is not there; skips the test that asked where there is no Go to build it with."""
    path = kept_at()
    if path.exists():
        return path
    go = shutil.which("go") or shutil.which("go", path=os.pathsep.join(GO_FOLDERS))
    if go is None:
        pytest.skip(f"there is no Go to build Prism with (wanted: {MODULE})")
    problem = _build(go, path)
    if problem is not None:
        if os.environ.get(REQUIRED):
            pytest.fail(f"Prism could not be built: {problem}")
        pytest.skip(f"Prism could not be built: {problem}")
    return path


def _build(go: str, path: Path) -> str | None:
    """Build the binary beside its place and move it there; the last line of what went wrong, None if nothing did."""
    folder = path.parent / uuid.uuid4().hex
    folder.mkdir(parents=True)
    environment = os.environ | {"GOBIN": str(folder), "CGO_ENABLED": "0"}
    command = [go, "install", "-trimpath", "-ldflags", "-s -w", MODULE]
    try:
        # In a folder of its own: a go.mod or go.work above this project has no say.
        built = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=1200)
        if built.returncode:
            return (built.stderr.strip().splitlines() or [f"go ended with {built.returncode}"])[-1]
        (folder / "prism").replace(path)
        return None
    except subprocess.TimeoutExpired:
        return "it took more than 20 minutes"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def flags() -> list[str]:
    """Gives the flags that run a pipeline on Prism."""
    return ["--runner=PrismRunner", f"--prism_location={prism()}"]
