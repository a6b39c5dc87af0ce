"""Flink and Beam's runner for it in one jar: built once from deploy/flink/pom.xml, and kept outside the tree.

python tests/support/flink_jar.py         builds it where it is not there yet, and prints its path
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
POM = ROOT / "deploy" / "flink" / "pom.xml"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsbeam"
BUILD_SECONDS = 900


class BuildFailed(Exception):
    """Maven could not build the jar; the message ends with what it said."""


def why_not() -> str | None:
    """The sentence that says what Flink lacks on this machine; None where it can run."""
    if shutil.which("java") is None:
        return "Flink needs Java 11 or 17, and there is no `java` on the path"
    if not path().exists() and shutil.which("mvn") is None:
        return f"the jar of Flink is built with Maven, and there is no `mvn` on the path (it would be kept as {path()})"
    return None


def path() -> Path:
    """Where the jar of this pom is kept."""
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    return CACHE / f"beam-flink-{digest}.jar"


def build() -> Path:
    """The jar's path; it is built first where it is not there yet. Raises: BuildFailed."""
    jar = path()
    if jar.exists():
        return jar
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=CACHE) as folder:
        command = ["mvn", "--batch-mode", "--quiet", "-f", str(POM), f"-Dbuild.folder={folder}", "package"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS)
        if done.returncode:
            raise BuildFailed(f"`{' '.join(command)}` ended with {done.returncode}:\n{done.stdout[-4000:]}")
        os.replace(Path(folder) / "beam-flink.jar", jar)  # two builds at once give the same jar
    return jar


if __name__ == "__main__":
    missing = why_not()
    if missing is not None:
        sys.exit(missing)
    print(build())
