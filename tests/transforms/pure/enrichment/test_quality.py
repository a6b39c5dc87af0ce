"""Flags of a record's quality."""

import pytest
from articles_to_enrich import GERMAN, enriched

from transforms.records import Quality

FLAGS: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "none": ({}, ()),
    "short": ({"text": "One line of text."}, ("short",)),
    "no title": ({"title": None}, ("no_title",)),
    "no date": ({"published_at": None}, ("no_date",)),
    "no author": ({"authors": ()}, ("no_author",)),
    "misread": ({"text": GERMAN.encode().decode("windows-1252")}, ("misread",)),
    "earlier ones stay": ({"quality": Quality(flags=("date_day_only",)), "title": None}, ("date_day_only", "no_title")),
}


@pytest.mark.parametrize(("fields", "flags"), FLAGS.values(), ids=FLAGS.keys())
def test_quality_flags(fields: dict[str, object], flags: tuple[str, ...]) -> None:
    assert enriched("quality", **fields).quality.flags == flags
