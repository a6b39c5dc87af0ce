"""A notebook as a page of the site: its text, its code, and the outputs that are stored in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

# What pandas says of how its tables look: the site has a look of its own.
_STYLE = re.compile(r"<style.*?</style>\s*|(?<=<table) [^>]*|(?<=<tr) [^>]*", re.S)


def page_of(notebook: dict[str, Any], name: str) -> tuple[str, dict[str, bytes]]:
    """Give the page (Markdown), and the pictures that it shows by their names, which begin with the notebook's."""
    parts: list[str] = []
    pictures: dict[str, bytes] = {}
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        elif cell["cell_type"] == "code":
            parts.append(f"```python\n{source}\n```")
            for output in cell["outputs"]:
                parts += _shown(output, name, pictures)
    return "\n\n".join(parts) + "\n", pictures


def _shown(output: dict[str, Any], name: str, pictures: dict[str, bytes]) -> Iterator[str]:
    """Give an output by the best form that it has."""
    data = output.get("data", {"text/plain": output.get("text", "")})
    if "image/png" in data:
        picture = f"{name}-{len(pictures) + 1}.png"
        pictures[picture] = base64.b64decode("".join(data["image/png"]))
        alt = output.get("metadata", {}).get("alt") or "What the code above draws"
        yield f"![{alt}]({picture})"
    elif "text/html" in data:
        yield f'<div class="output" markdown="0">{_STYLE.sub("", "".join(data["text/html"]))}</div>'
    elif text := "".join(data.get("text/plain", "")).rstrip("\n"):
        yield f"```text\n{text}\n```"
