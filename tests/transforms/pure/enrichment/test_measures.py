"""What is counted and hashed."""

import json
from pathlib import Path
from typing import Any

import pytest
from articles_to_enrich import enriched

MINUTES = {
    "at least one": ("One word.", 1),
    "238 words a minute": ("word " * 714, 3),
    "500 ideographs a minute": ("水" * 1000, 2),
    "both": ("word " * 238 + "水" * 500, 2),
}


@pytest.mark.parametrize(("text", "minutes"), MINUTES.values(), ids=MINUTES.keys())
def test_reading_minutes(text: str, minutes: int) -> None:
    assert enriched("reading_minutes", text=text).reading_minutes == minutes


COUNTED = Path(__file__).parents[3] / "data" / "enrichment" / "word_count" / "texts.jsonl"


@pytest.mark.parametrize(
    "row", [json.loads(line) for line in COUNTED.read_text(encoding="utf-8").splitlines()], ids=lambda r: r["text"]
)
def test_words_are_counted_as_a_reader_counts_them(row: dict[str, Any]) -> None:
    assert enriched("word_count", text=row["text"]).word_count == row["words"]
