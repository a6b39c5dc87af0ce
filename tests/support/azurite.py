"""Azurite, Microsoft's emulator of Azure's blobs: installed once with npm, and kept outside the tree.

python tests/support/azurite.py         installs it where it is not there yet, and prints its path
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock

VERSION = "3.37.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsbeam"
INSTALL_SECONDS = 600


def why_not() -> str | None:
    """The sentence that says what Azurite lacks on this machine; None where it can run."""
    if shutil.which("node") is None:
        return "az:// is not tried: Azurite needs Node.js, and there is no `node` on the path"
    if not path().exists() and shutil.which("npm") is None:
        return f"az:// is not tried: npm, which installs Azurite, is not on the path (it would be kept as {path()})"
    return None


def path() -> Path:
    """Where this version is kept."""
    return CACHE / f"azurite-{VERSION}"


def install() -> Path:
    """Give its path; it is installed first where it is not there yet. Raises: subprocess.CalledProcessError."""
    folder = path()
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "azurite.lock"):
        if folder.exists():
            return folder
        with tempfile.TemporaryDirectory(prefix="azurite-", dir=CACHE) as made:
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", f"azurite@{VERSION}"],
                cwd=made,
                check=True,
                capture_output=True,
                timeout=INSTALL_SECONDS,
                env={**os.environ, "npm_config_update_notifier": "false"},
            )
            os.rename(made, folder)
            os.mkdir(made)  # for the end of the block to delete
    return folder


def command(port: int) -> list[str]:
    """Give the command that serves blobs at a port of this machine, in memory. It says nothing to anybody else."""
    blobs = install() / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
    flags = ["--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence", "--silent"]
    return ["node", str(blobs), "--blobHost", "127.0.0.1", "--blobPort", str(port), *flags]


if __name__ == "__main__":
    missing = why_not()
    if missing is not None:
        sys.exit(missing)
    print(install())
