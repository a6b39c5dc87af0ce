"""Sessions in a terminal as pages show them: commands behind `$ `, what they print below; a line `...` stands for any lines."""

from __future__ import annotations

import re
from collections.abc import Iterable


def commands_of(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Give the commands, each with the lines that it prints, empty ones left out. `\\` at the end continues a command."""
    found: list[tuple[str, list[str]]] = []
    is_open = False
    for line in lines:
        if is_open:
            found[-1] = (f"{found[-1][0]}\n{line}", [])
        elif line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        elif found and line.strip():
            found[-1][1].append(line)
        is_open = (is_open or line.startswith("$ ")) and line.endswith("\\")
    return found


def matches(shown: list[str], printed: list[str]) -> bool:
    """Tell whether the page shows what was printed."""
    pattern = "\n".join(r"(?:.*\n)*?.*" if line.strip() == "..." else re.escape(line) for line in shown)
    return re.fullmatch(pattern, "\n".join(printed)) is not None
