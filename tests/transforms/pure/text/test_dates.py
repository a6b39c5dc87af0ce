"""Dates: each form, each trap, and the bounds."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.pure.text.dates import Dated, parse_date, parse_dated

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, micro, tzinfo=UTC)


READ = {
    "RFC 822": ("Sun, 22 Nov 2026 10:00:00 GMT", at(22, 10)),
    "RFC 822, offset": ("Sun, 22 Nov 2026 10:00:00 +0530", at(22, 4, 30)),
    "RFC 822, no weekday": ("22 Nov 2026 10:00:00 +0000", at(22, 10)),
    "RFC 822, wrong weekday": ("Mon, 22 Nov 2026 10:00:00 +0000", at(22, 10)),
    "RFC 822, two-digit year": ("Sun, 22 Nov 26 10:00:00 GMT", at(22, 10)),
    "RFC 822, no seconds": ("Sun, 22 Nov 2026 10:00 GMT", at(22, 10)),
    "RFC 822, unnamed place": ("Sun, 22 Nov 2026 10:00:00 -0000", at(22, 10)),
    "RFC 822, long month": ("Sun, 22 November 2026 10:00:00 GMT", at(22, 10)),
    "RFC 850": ("Sunday, 22-Nov-26 10:00:00 GMT", at(22, 10)),
    "EST": ("Sun, 22 Nov 2026 10:00:00 EST", at(22, 15)),
    "EDT": ("Sun, 22 Nov 2026 10:00:00 EDT", at(22, 14)),
    "PST": ("Sun, 22 Nov 2026 10:00:00 PST", at(22, 18)),
    "CET, which email.utils drops": ("Sun, 22 Nov 2026 10:00:00 CET", at(22, 9)),
    "CEST": ("Sun, 22 Nov 2026 10:00:00 CEST", at(22, 8)),
    "MEZ": ("Sun, 22 Nov 2026 10:00:00 MEZ", at(22, 9)),
    "JST": ("Sun, 22 Nov 2026 10:00:00 JST", at(22, 1)),
    "half-hour zone": ("Sun, 22 Nov 2026 10:00:00 ACST", at(22, 0, 30)),
    "place": ("Sun, 22 Nov 2026 10:00:00 Asia/Kolkata", at(22, 4, 30)),
    "Java": ("Sun Nov 22 10:00:00 CET 2026", at(22, 9)),
    "Java, ISO": ("2026-11-22T10:00:00+01:00[Europe/Berlin]", at(22, 9)),
    "Go": ("2026-11-22 10:00:00.5 +0800 CST m=+0.1", at(22, 2)),
    "zone in brackets": ("22 Nov 2026 10:00 (GMT+7)", at(22, 3)),
    "weekday of another language": ("So, 22 Nov 2026 10:00:00 +0100", at(22, 9)),
    "month of another language": ("22 novembre 2026", at(22)),
    "a mark of direction": ("\u200eSun, 22 Nov 2026 10:00:00 GMT", at(22, 10)),
    "week": ("2026-W47-7", at(22)),
    "no zone": ("Sun, 22 Nov 2026 10:00:00", at(22, 10)),
    "GMT+0200 is east": ("Sun, 22 Nov 2026 10:00:00 GMT+0200", at(22, 8)),
    "UTC+2": ("22 Nov 2026 10:00 UTC+2", at(22, 8)),
    "offset with a colon": ("Sun, 22 Nov 2026 10:00:00 +02:00", at(22, 8)),
    "a zone of Etc, whose signs are the other way round": ("Sun, 22 Nov 2026 10:00:00 Etc/GMT-3", at(22, 7)),
    "a dash for the hyphen": ("Sun, 22 Nov 2026 10:00:00 –0500", at(22, 15)),
    ".NET": ("/Date(1795341600000+0100)/", at(22, 10)),
    "24:00 in RFC 822": ("Sun, 22 Nov 2026 24:00:00 GMT", at(23)),
    "white space": ("\n  Sun,  22 Nov 2026\t10:00:00 GMT ", at(22, 10)),
    "ISO, Z": ("2026-11-22T10:00:00Z", at(22, 10)),
    "ISO, lower case": ("2026-11-22t10:00:00z", at(22, 10)),
    "ISO, offset": ("2026-11-22T10:00:00+01:00", at(22, 9)),
    "ISO, offset without a colon": ("2026-11-22T10:00:00+0100", at(22, 9)),
    "ISO, hour offset": ("2026-11-22T10:00:00-05", at(22, 15)),
    "ISO, fraction": ("2026-11-22T10:00:00.123Z", at(22, 10, micro=123000)),
    "ISO, nanoseconds": ("2026-11-22T10:00:00.123456789Z", at(22, 10, micro=123456)),
    "ISO, no zone": ("2026-11-22T10:00:00", at(22, 10)),
    "ISO, no seconds": ("2026-11-22T10:00+01:00", at(22, 9)),
    "ISO, space": ("2026-11-22 10:00:00", at(22, 10)),
    "ISO, spaces": ("2026-11-22 10:00:00 +0100", at(22, 9)),
    "ISO, UTC": ("2026-11-22 10:00:00 UTC", at(22, 10)),
    "ISO, EST": ("2026-11-22 10:00:00 EST", at(22, 15)),
    "ISO, day": ("2026-11-22", at(22)),
    "ISO, compact": ("20261122T100000Z", at(22, 10)),
    "ISO, compact, no zone": ("20261122T1000", at(22, 10)),
    "ISO, compact day": ("20261122", at(22)),
    "all digits": ("20261122100000", at(22, 10)),
    "24:00": ("2026-11-22T24:00:00Z", at(23)),
    "24:00 with a zone": ("2026-11-22T24:00+02:00", at(22, 22)),
    "24:00 compact": ("20261122T240000Z", at(23)),
    "leap second": ("2026-11-22T23:59:60Z", at(22, 23, 59, 59)),
    "epoch seconds": ("1795341600", datetime.fromtimestamp(1795341600, UTC)),
    "epoch milliseconds": ("1795341600000", datetime.fromtimestamp(1795341600, UTC)),
    "epoch with a fraction": ("1795341600.25", datetime.fromtimestamp(1795341600, UTC)),
    "English": ("November 22, 2026 10:00 AM", at(22, 10)),
    "PM, which email.utils overlooks": ("22 November 2026 10:30 PM", at(22, 22, 30)),
    "PM with a zone": ("Nov 22, 2026 5:30 PM EST", at(22, 22, 30)),
    "asctime": ("Sun Nov 22 10:00:00 2026", at(22, 10)),
    "JavaScript": ("Sun Nov 22 2026 10:00:00 GMT+0100 (Central European Standard Time)", at(22, 9)),
    "English day": ("22 Nov 2026", at(22)),
    "American, the day is plain": ("11/22/2026 10:00:00 AM", at(22, 10)),
    "British, the day is plain": ("22/11/2026 10:00", at(22, 10)),
    "German": ("05.11.2026 10:00", at(5, 10)),
    "twice the same number": ("11/11/2026", at(11)),
    "almost a day ahead": ("2026-11-25T11:59:00Z", at(25, 11, 59)),
    "a plus that became a space": ("2026-11-22T10:00:00.000 05:30", at(22, 4, 30)),
    "a plus that became a space, RFC 822": ("Sun, 22 Nov 2026 10:00:00 0200", at(22, 8)),
    "PHP's T": ("2026-11-22UTC10:00:00+00:00", at(22, 10)),
    "PHP's T in summer": ("2026-11-22CEST10:00:00+02:00", at(22, 8)),
    "UTC said twice": ("2026-11-22T10:00:00Z+00:00", at(22, 10)),
    "UTC said twice, with a letter": ("2026-11-22T10:00:00.5ZZ", at(22, 10, micro=500000)),
    "UTC said twice, the offset first": ("2026-11-22T10:00+0000Z", at(22, 10)),
    "a minus of the typesetter": ("2026-11-22T10:00:00\u221205:00", at(22, 15)),
    "digits of another script": ("٢٠٢٦-١١-٢٢", at(22)),
    "Thai year": ("22 พฤศจิกายน 2569 10:00 น.", at(22, 10)),
    "Iranian year": ("۱ آذر ۱۴۰۵", at(22)),
    "the first day": ("1990-01-01T00:00:00Z", datetime(1990, 1, 1, tzinfo=UTC)),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_a_date_is_read(text: str, expected: datetime) -> None:
    assert parse_date(text, NOW) == expected
    assert parse_date(text, NOW).utcoffset() == timedelta(0)  # type: ignore[union-attr]


NONE = {
    "empty": "",
    "blank": "  ",
    "words": "yesterday",
    "weekday alone, which dateutil completes": "Monday",
    "time alone, which dateutil completes": "10:00",
    "year alone": "2026",
    "year and month, which dateutil completes": "2026-11",
    "month and year": "November 2026",
    "month and day": "22 November",
    "day and time, no year": "22 Nov 10:00:00 GMT",
    "zeroes": "0000-00-00 00:00:00",
    "year 1": "0001-01-01T00:00:00Z",
    "year 1, moved out of the calendar": "0001-01-01T00:00:00+14:00",
    "year 9999": "9999-12-31T23:59:59-01:00",
    "1795": "1795-01-01T00:00:00Z",
    "epoch of 1970": "0",
    "epoch too early": "100000000",
    "epoch too late": "9999999999",
    "number of no length": "12345678901",
    "1989": "1989-12-31T23:59:59Z",
    "more than a day ahead": "2026-11-25T12:00:01Z",
    "next year": "Sun, 22 Nov 2027 10:00:00 GMT",
    "thirteenth month": "2026-13-22T10:00:00Z",
    "31 November": "Tue, 31 Nov 2026 10:00:00 GMT",
    "25 o'clock": "2026-11-22T25:00:00Z",
    "after 24:00": "2026-11-22T24:00:01Z",
    "no such zone": "Sun, 22 Nov 2026 10:00:00 +25:00",
    "no such zone, four digits": "Sun, 22 Nov 2026 10:00:00 +9900",
    "third of April or fourth of March": "03/04/2026",
    "the same with dashes": "03-04-2026 10:00",
    "UTC and another zone": "2026-11-22T10:00:00Z+03:00",
    "UTC and another zone, fraction": "2026-11-22T10:00:00.000Z+0300",
    "UTC and another zone in the west": "2026-11-22T10:00Z-05:00",
    "UTC and another zone, apart": "2026-11-22 10:00:00Z +01:00",
    "an offset of three digits that is none": "2026-11-22T10:00:00+010",
    "IST, of three countries": "Sun, 22 Nov 2026 10:00:00 IST",
    "BST, of two": "Sun, 22 Nov 2026 10:00:00 BST",
    "CST, of three": "Sun, 22 Nov 2026 10:00:00 CST",
    "zone that there is not": "Sun, 22 Nov 2026 10:00:00 QQQ",
    "place that there is not": "Sun, 22 Nov 2026 10:00:00 Europe/Nowhere",
    "year 1, which email.utils takes for 2001": "Mon, 01 Jan 0001 00:00:00 +0000",
    "year 9999 in words": "Fri, 31 Dec 9999 23:59:59 GMT",
    "31 February": "31 Feb 2026 10:00",
    "day with a zone": "2026-11-22-08:00",
    "two dates": "2026-11-22T10:00:00Z 2026-11-23T10:00:00Z",
    "markup": "<time>2026-11-22</time>",
    "very long": "2026-11-22" + " " * 200,
    "two clock times": "2026-11-22 08:00 10:00",
    "two zones": "2026-11-22T10:00:00Z+03:00",
    "Thai year in a form of ours": "2569-11-22T10:00:00+07:00",
    "lone surrogate": "2026-11-22\ud800",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_no_date_is_made_up(text: str) -> None:
    assert parse_date(text, NOW) is None


SAID = {
    "second, zone": ("2026-11-22T10:00:00Z", "second", "given"),
    "second, no zone": ("2026-11-22T10:00:00", "second", "assumed"),
    "minute": ("2026-11-22T10:00Z", "minute", "given"),
    "compact minute": ("20261122T1000Z", "minute", "given"),
    "day": ("2026-11-22", "day", "assumed"),
    "RFC 822 second": ("Sun, 22 Nov 2026 10:00:00 -0000", "second", "given"),
    "RFC 822 minute": ("Sun, 22 Nov 2026 10:00 EST", "minute", "given"),
    "RFC 822 no zone": ("Sun, 22 Nov 2026 10:00:00", "second", "assumed"),
    "named zone": ("Sun, 22 Nov 2026 10:00:00 CET", "second", "given"),
    "English minute": ("Nov 22, 2026 5:30 PM", "minute", "assumed"),
    "English hour": ("Nov 22, 2026 5 PM", "minute", "assumed"),
    "English day": ("Nov 22, 2026", "day", "assumed"),
    "epoch": ("1795341600", "second", "given"),
}


@pytest.mark.parametrize(("text", "precision", "zone"), SAID.values(), ids=SAID)
def test_it_tells_how_much_was_said(text: str, precision: str, zone: str) -> None:
    dated = parse_dated(text, NOW)
    assert dated is not None
    assert (dated.precision, dated.zone) == (precision, zone)


LANGUAGES = {
    "India": ("10:00 IST", "en-IN", 4, 30),
    "Hindi": ("10:00 IST", "hi", 4, 30),
    "Israel": ("10:00 IST", "he", 8, 0),
    "Ireland": ("10:00 IST", "en_IE", 9, 0),
    "America": ("10:00 CST", "en-US", 16, 0),
    "China": ("10:00 CST", "zh-CN", 2, 0),
    "Britain": ("10:00 BST", "en-gb", 9, 0),
}


@pytest.mark.parametrize(("time_and_zone", "language", "hour", "minute"), LANGUAGES.values(), ids=LANGUAGES)
def test_the_language_decides_on_a_zone_of_several_countries(
    time_and_zone: str, language: str, hour: int, minute: int
) -> None:
    assert parse_date(f"Sun, 22 Nov 2026 {time_and_zone}", NOW, language) == at(22, hour, minute)
    assert parse_date(f"Sun, 22 Nov 2026 {time_and_zone}", NOW, "en") is None


@pytest.fixture
def machine_in_new_york() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("machine_in_new_york")
@pytest.mark.parametrize("text", ["2026-11-22 17:30", "Nov 22, 2026 5:30 PM", "22 Nov 2026 17:30:00 GMT"])
def test_the_zone_of_the_machine_is_not_taken(text: str) -> None:
    assert parse_date(text, NOW) == at(22, 17, 30)


pieces = st.sampled_from(
    ["2026", "11", "22", "Nov", "24:00", "10:30", ":60", "PM", "EST", "+9900", "-", "/", ".", ",", " ", "T", "Z"]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(pieces, max_size=12).map("".join)))
def test_anything_gives_a_bounded_date_or_none(text: str) -> None:
    dated = parse_dated(text, NOW)
    assert dated is None or isinstance(dated, Dated)
    assert dated is None or datetime(1990, 1, 1, tzinfo=UTC) <= dated.instant <= NOW + timedelta(hours=24)
