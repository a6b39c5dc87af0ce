"""The pages in tests/data/golden, as the fetch step would give them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from transforms.pure.single_page import single_page
from transforms.records import Page

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def golden_page(name: str) -> Page:
    """Give the page of a golden pair. Raises: FileNotFoundError."""
    expected = json.loads((GOLDEN / f"{name}.expected.json").read_text(encoding="utf-8"))
    return single_page((GOLDEN / f"{name}.html").read_bytes(), expected["url"], NOW, expected["http_charset"])


def golden_paragraphs(name: str) -> list[str]:
    """Give the paragraphs that a careful reader finds on the page of a golden pair."""
    expected = json.loads((GOLDEN / f"{name}.expected.json").read_text(encoding="utf-8"))
    paragraphs: list[str] = expected["record"]["paragraphs"]
    return paragraphs
