"""What is costly to make is made once for a whole run of the tests, whichever of their processes asks first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder of this name that `make` has filled; whoever asks meanwhile waits."""
    base = folders.getbasetemp()
    # Each process of pytest-xdist has a folder of its own below the one of the run.
    shared = (base.parent if base.name.startswith("popen-") else base) / "once"
    shared.mkdir(exist_ok=True)
    folder, made = shared / name, shared / f"{name}.made"
    with FileLock(shared / f"{name}.lock"):
        if not made.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            made.touch()
    return folder
