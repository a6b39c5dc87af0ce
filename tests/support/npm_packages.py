"""Packages of npm, installed once and kept beside the other things that tests need and Python does not bring."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsbeam"
INSTALL_SECONDS = 600


def install_npm(name: str, *packages: str, manifest: str | None = None) -> Path:
    """Give the folder of this name below the cache; what it lacks is installed first, whole or not at all.

    `packages` are installed, or what a `manifest` (package.json) lists. Raises: subprocess.CalledProcessError.
    """
    folder = CACHE / name
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / f"{name}.lock"):
        if folder.exists():
            return folder
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=CACHE) as made:
            if manifest is not None:
                (Path(made) / "package.json").write_text(manifest)
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", *packages],
                cwd=made,
                check=True,
                capture_output=True,
                timeout=INSTALL_SECONDS,
                env={**os.environ, "npm_config_update_notifier": "false"},
            )
            os.rename(made, folder)
            os.mkdir(made)  # for the end of the block to delete
    return folder
