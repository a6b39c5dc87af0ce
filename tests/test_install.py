"""What make shows of pip: a count of packages, and every warning and error but one that is no news."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "install.py"
_spec = importlib.util.spec_from_file_location("install_script", SCRIPT)
assert _spec is not None and _spec.loader is not None
install = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(install)

PIP = [
    "Obtaining file:///home/a/newsbeam\n",
    "Collecting justext==3.0.2\n",
    "  Downloading justext-3.0.2-py2.py3-none-any.whl (837 kB)\n",
    "Collecting lxml[html_clean]>=4.4.2 (from justext==3.0.2)\n",
    "WARNING: lxml 6.1.3 does not provide the extra 'html_clean'\n",
    "WARNING: lxml 6.1.3 does not provide the extra 'html5'\n",
    "Installing collected packages: lxml, justext\n",
    "ERROR: Could not install packages due to an OSError\n",
]


@pytest.mark.parametrize("columns", [None, 30])
def test_pip_is_shown_in_short(columns: int | None) -> None:
    stream = io.StringIO()
    install.show(PIP, stream, columns)
    shown = [part for line in stream.getvalue().split("\n") for part in line.replace("\x1b[K", "").split("\r") if part]
    progress = ["  1 packages collected, now j", "  2 packages collected, now l"]
    assert shown == [
        *(progress if columns else []),
        "WARNING: lxml 6.1.3 does not provide the extra 'html5'",
        "  2 packages collected; installing them",
        "ERROR: Could not install packages due to an OSError",
    ]


def test_the_exit_code_is_pip_s_and_all_that_it_said_follows_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    assert install.main(["--no-index", "no-such-package-of-newsbeam"]) == 1
    assert "No matching distribution found for no-such-package-of-newsbeam" in capfd.readouterr().err
