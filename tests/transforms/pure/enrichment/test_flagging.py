"""Flags are added once each."""

from articles_to_enrich import article

from transforms.pure.enrichment.flagging import flagged


def test_a_flag_stands_once_and_in_its_first_place() -> None:
    once = flagged(article(), ["short", "no_date"])
    assert flagged(once, ["no_title", "short"]).quality.flags == ("short", "no_date", "no_title")
