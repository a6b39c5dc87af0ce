"""A few of the damages of `make torture`: told with their cure, and whole after it."""

import pytest

from bench.torture.tampering import DAMAGES, FULL, KINDS, SHORT, prove
from bench.torture_report import PAGE


def test_short_form_of_the_proof_holds() -> None:
    assert prove(True, 1).problems == ()


def test_all_kinds_are_damaged_in_all_ways() -> None:
    assert len(FULL) == len(KINDS) * len(DAMAGES) and set(SHORT) <= set(FULL)


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_what_comes_of_each_kind(kind: str) -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## Tampering")[2]
    assert kind in page or "have been run so far" in page
