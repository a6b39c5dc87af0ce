"""What the configuration says on each reason for which a page is kept from us."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.web.options import SignatureOptions, WebOptions
from transforms.web.terms import terms_hash, terms_of

SITES = {"http_401", "http_402", "http_403", "http_429", "http_451", "bot_check", "consent_page"}
# What somebody changes, and what is then to be asked for again.
CHANGES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "an address is allowed": ({"allow_addresses": ("10.1.0.0/16",)}, {"blocked_address"}),
    "a name is pinned": ({"resolve": {"paper.example": "10.1.0.1"}}, {"blocked_address"}),
    "robots.txt is not obeyed": ({"respect_robots": False}, {"robots_denied"}),
    "another agent": ({"user_agent": "harbour-archive/1"}, {"robots_denied", *SITES}),
    "an address to write to": ({"contact": "desk@harbour.example"}, SITES),
    "signatures": ({"signature": SignatureOptions(directory="https://bot.paper.example")}, SITES),
    "larger pages": ({"page_max_bytes": 20_000_000}, {"too_large"}),
    "fewer requests": ({"spacing_seconds": 5.0}, {"http_429"}),
    "fewer at once": ({"per_site": 1}, {"http_429"}),
    "what no refusal hangs on": ({"total_seconds": 90.0, "concurrency": 8}, set()),
}


@pytest.mark.parametrize(("change", "reasons"), CHANGES.values(), ids=CHANGES)
def test_the_terms_change_with_the_options_that_a_reason_hangs_on(change: dict[str, Any], reasons: set[str]) -> None:
    before, after = terms_of(WebOptions()), terms_of(WebOptions(**change))
    assert {reason for reason in before if before[reason] != after[reason]} == reasons
    assert (terms_hash(before) != terms_hash(after)) == bool(reasons)


def test_the_order_in_which_names_are_pinned_says_nothing() -> None:
    one, other = {"a.example": "10.1.0.1", "b.example": "10.1.0.2"}, {"b.example": "10.1.0.2", "a.example": "10.1.0.1"}
    assert terms_of(WebOptions(resolve=one)) == terms_of(WebOptions(resolve=other))


def test_the_terms_are_the_same_in_another_process() -> None:
    """They are stored: a change of how they are made would ask for everything again."""
    terms = terms_of(WebOptions())
    assert (terms["blocked_address"], terms["http_403"]) == ("82835075e398", "4f8c4d26fa62")
