"""What is counted and hashed."""

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
