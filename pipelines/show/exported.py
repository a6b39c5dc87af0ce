"""Show what an export has written."""

from __future__ import annotations

from pipelines.export.exporting import Exported
from pipelines.wording import plural


def describe(exported: Exported) -> str:
    """Give the lines that `newsbeam export` prints: what was written, and how it is opened."""
    return (
        f"Wrote {plural(exported.rows, 'row', 'rows')} in {plural(exported.files, 'file', 'files')}"
        f" ({exported.bytes:,} bytes) to {exported.to}\n"
        f"Open it in Python with: {exported.opens}"
    )
