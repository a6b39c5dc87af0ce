"""A command run in this process as a person runs it: its exit code, and all that it printed."""

from __future__ import annotations

import contextlib
import io
import logging
from typing import NamedTuple

from pipelines.cli import main


class Said(NamedTuple):
    """What a command came to."""

    code: int
    text: str


def run_command(*arguments: str) -> Said:
    """Run `newsbeam` with these arguments."""
    root = logging.getLogger()
    handlers, said = list(root.handlers), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        finally:
            root.handlers[:] = handlers
    return Said(code, said.getvalue())
