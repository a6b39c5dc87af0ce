"""Receipts as a shard's document holds them, and as earlier versions left it."""

from datetime import date
from typing import Any

import pytest

from pipelines.health.receipts import read_receipts
from transforms.health_records import SiteAsked
from transforms.state.documents import SitesDocument, save_sites
from transforms.state.storage import open_store


@pytest.mark.parametrize(
    ("advice", "found"),
    [
        ({"pace": {}}, {}),  # as every version before left it
        ({"receipts": [["2026-11-22", 5, 2, 900, 1.5, 1, 60.0]]}, {"site.example": {date(2026, 11, 22): SiteAsked(
            requests=5, not_modified=2, bytes=900, smallest_gap_seconds=1.5, retry_after_heard=1, longest_retry_after_seconds=60.0
        )}}),
        ({"receipts": [["yesterday", 5]]}, {}),
        ("damaged", {}),
    ],
)  # fmt: skip
def test_what_a_document_says(advice: Any, found: Any) -> None:
    state = open_store("memory://health-receipts")
    save_sites(state, 0, SitesDocument(version=1, sites={"site.example": advice}))
    assert read_receipts(state, 0) == found
