"""Azurite, Microsoft's emulator of Azure's blobs: installed once with npm, and kept outside the tree.

python tests/support/azurite.py         installs it where it is not there yet, and prints its path
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from npm_packages import CACHE, install_npm

VERSION = "3.37.0"


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
    return install_npm(path().name, f"azurite@{VERSION}")


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
