"""Notebooks of the tutorials, executed: every cell, in a kernel of this Python, beside the rows that a tutorial makes.

python tests/support/notebooks.py NOTEBOOK ...      stores what comes out in the notebooks
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from tutorials import ROOT, run, steps_of

NOTEBOOKS = sorted((ROOT / "docs" / "tutorials").glob("*.ipynb"))
MAKES_ROWS = ROOT / "docs" / "tutorials" / "topic-monitor.md"
PATIENCE_SECONDS = 600


def make_rows(folder: Path) -> Path:
    """Run the tutorial that makes the rows, up to its first ingest; give the checkout in which it did."""
    steps = steps_of(MAKES_ROWS.read_text(encoding="utf-8"))
    last = next(number for number, step in enumerate(steps) if step.script.startswith("newsbeam ingest"))
    printed = run(steps[: last + 1], folder)
    assert [out.code for out in printed] == [0] * (last + 1), printed[-1]
    return folder / "newsbeam"


def executed(notebook: Path, checkout: Path) -> Any:
    """Give a notebook with the outputs of its cells, which find themselves in a checkout. An error of a cell is raised."""
    found = nbformat.read(notebook, as_version=4)
    os.environ |= {
        "PYTHONPATH": str(ROOT),
        "MPLCONFIGDIR": str(checkout / "matplotlib"),
        "IPYTHONDIR": str(checkout / "ipython"),
    }
    client = NotebookClient(
        found, timeout=PATIENCE_SECONDS, startup_timeout=PATIENCE_SECONDS, kernel_name="python3", record_timing=False
    )
    client.execute(cwd=str(checkout))
    found.metadata["language_info"] = {"name": "python"}
    return found


def outputs_of(notebook: Any) -> list[tuple[str, str]]:
    """Give the outputs of all cells: the best form of each and, where it is text, the text."""
    found = []
    for output in (output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs):
        data = output.get("data", {"text/plain": output.get("text", "")})
        kind = next(kind for kind in ("image/png", "text/html", "text/plain") if kind in data)
        found.append((kind, "" if kind == "image/png" else data["text/plain"]))
    return found


def main(paths: list[str]) -> None:
    """Store what comes out in the notebooks."""
    for path in map(Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            found = executed(path, make_rows(Path(folder)))
        nbformat.write(found, path)


if __name__ == "__main__":
    main(sys.argv[1:])
