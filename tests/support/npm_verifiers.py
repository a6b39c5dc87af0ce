"""The packages of npm that verify signed requests: installed once by `make test-signature`, and kept outside the tree.

python tests/support/npm_verifiers.py         installs them where they are not there yet, and prints their path

`web-bot-auth` 0.1.3 knows the older form of the draft alone. `http-message-sig` 0.3.0, of the same house, knows the present one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from npm_packages import CACHE, install_npm

PACKAGES = {
    "http-message-sig": "0.3.0",
    "web-bot-auth": "0.1.3",
    "jsonwebkey-thumbprint": "0.1.0",
    "structured-headers": "2.0.3",
}
# Of what the older one needs, too, each version is said.
OVERRIDES = {"web-bot-auth": {"http-message-sig": "0.2.0", "structured-headers": "2.0.3"}}
SCRIPT = Path(__file__).parent / "verify_by_npm.mjs"
VERIFY_SECONDS = 60


def manifest() -> str:
    return json.dumps({"private": True, "dependencies": PACKAGES, "overrides": OVERRIDES})


def path() -> Path:
    """Where these versions are kept."""
    return CACHE / f"npm-verifiers-{hashlib.sha256(manifest().encode()).hexdigest()[:12]}"


def why_not() -> str | None:
    """The sentence that says what is lacking on this machine; None where they can run."""
    if shutil.which("node") is None:
        return "npm's packages verify nothing: they need Node.js, and there is no `node` on the path"
    if not path().exists():
        return "npm's packages verify nothing: they are not installed here; `make test-signature` does that, with npm"
    return None


def install() -> Path:
    """Give their path; they are installed first where they are not there yet. Raises: subprocess.CalledProcessError."""
    return install_npm(path().name, manifest=manifest())


def judge(given: dict[str, Any]) -> list[str]:
    """What they say of requests, in order: verified, or why not. `given` is what the script reads."""
    asked = subprocess.run(
        ["node", "--input-type=module", "--eval", SCRIPT.read_text()],
        cwd=path(), input=json.dumps(given), capture_output=True, text=True, check=True, timeout=VERIFY_SECONDS,
    )  # fmt: skip
    return [str(said) for said in json.loads(asked.stdout)]


if __name__ == "__main__":
    if shutil.which("node") is None or shutil.which("npm") is None:
        sys.exit("test-signature needs Node.js with npm, which are not on the path")
    print(install())
