"""Zones: offsets in each form, names, places, and names that several countries use."""

from datetime import datetime, timedelta

import pytest

from transforms.pure.text.zones import read_zone

WINTER = datetime(2026, 11, 26, 12)

HOURS = {
    "Z": 0.0,
    "GMT": 0.0,
    "CET": 1.0,
    "CEST": 2.0,
    "EST": -5.0,
    "NPT": 5.75,
    "+0100": 1.0,
    "-05:00": -5.0,
    "+0530": 5.5,
    "+01": 1.0,
    "+1": 1.0,
    "+100": 1.0,
    "GMT+1": 1.0,
    "UTC-3": -3.0,
    "UTC +05:30": 5.5,
    "+0800 CST": 8.0,
    "+0200 IST": 2.0,
    "+0100 +0100 M=+0.000001": 1.0,
    "+01:00[EUROPE/BERLIN]": 1.0,
    "Z[UTC]": 0.0,
    "EUROPE/BERLIN": 1.0,
    "ASIA/KOLKATA": 5.5,
    "AMERICA/ARGENTINA/BUENOS_AIRES": -3.0,
    "EST5EDT": -5.0,
}


@pytest.mark.parametrize(("text", "hours"), HOURS.items())
def test_a_zone_is_read(text: str, hours: float) -> None:
    zone = read_zone(text)
    assert zone is not None and zone.utcoffset(WINTER) == timedelta(hours=hours)


def test_a_place_has_its_summer() -> None:
    zone = read_zone("EUROPE/BERLIN")
    assert zone is not None and zone.utcoffset(datetime(2026, 7, 1, 12)) == timedelta(hours=2)


@pytest.mark.parametrize(
    "text",
    ["", " ", "IST", "CST", "BST", "AST", "QQQ", "PM", "+9900", "+25:00", "+01:75", "+010", "EUROPE/NOWHERE", "../ETC/PASSWD"],
)  # fmt: skip
def test_what_is_no_zone_or_one_of_several(text: str) -> None:
    assert read_zone(text) is None


@pytest.mark.parametrize(
    ("text", "language", "hours"),
    [
        ("IST", "hi", 5.5),
        ("IST", "en-IN", 5.5),
        ("IST", "he-IL", 2.0),
        ("IST", "ga", 1.0),
        ("CST", "en_us", -6.0),
        ("CST", "zh-Hant", 8.0),
        ("BST", "en-GB", 1.0),
        ("AST", "ar", 3.0),
        ("IST", "en", None),
        ("CST", "es", None),
        ("BST", "fr", None),
    ],
)
def test_the_language_decides_where_it_is_of_one_place(text: str, language: str, hours: float | None) -> None:
    zone = read_zone(text, language)
    assert (zone and zone.utcoffset(WINTER)) == (None if hours is None else timedelta(hours=hours))
