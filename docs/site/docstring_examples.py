"""Docstrings as Markdown: an example (`>>>`) becomes a block of code. mkdocs.yml names this file as an extension of griffe."""

from __future__ import annotations

from typing import Any

import griffe


def with_blocks(text: str) -> str:
    """Give a docstring with each example, which ends at an empty line, in a fence."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        if line.startswith(">>> ") and not is_open:
            lines += [*([""] if lines and lines[-1] else []), "```pycon"]
            is_open = True
        elif not line.strip() and is_open:
            lines.append("```")
            is_open = False
        lines.append(line)
    return "\n".join([*lines, *(["```"] if is_open else [])])


class DocstringExamples(griffe.Extension):
    """Changes each docstring as it is read."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change the docstring of a module, class, function or attribute."""
        if obj.docstring is not None and ">>> " in obj.docstring.value:
            obj.docstring.value = with_blocks(obj.docstring.value)
