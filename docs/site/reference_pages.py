"""The pages of the API reference: what mkdocstrings is asked to show, in which order."""

from __future__ import annotations

from pathlib import Path


def pages(root: Path) -> dict[str, str]:
    """Give the pages by their places in the site."""
    return {}
