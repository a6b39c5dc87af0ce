"""How right the counts of words are, over texts that were counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

from bench.figures import Figure
from transforms.pure.text.normal import count_words

TEXTS = Path(__file__).parents[2] / "tests" / "data" / "enrichment" / "word_count" / "texts.jsonl"
FLOOR = 1.0


def measure() -> list[Figure]:
    """Gives the share of texts whose words are counted as a reader counts them."""
    rows = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    languages = len({row["language"] for row in rows})
    right = [row for row in rows if count_words(row["text"])[0] == row["words"]]
    what = f"counted as by hand, short texts in {languages} languages"
    return [Figure("word_count", what, len(rows), len(right) / len(rows), FLOOR, "")]
