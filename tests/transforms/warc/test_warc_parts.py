"""WARC files in the making: where a page stands, and what is not kept twice."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from captured_pages import BODY, NOON, capture_of, page_of_capture
from msgspec.structs import replace
from warcio.archiveiterator import ArchiveIterator

from transforms.captures import WarcPlace
from transforms.warc.parts import WarcPart, WarcParts

URL = "https://valley.example/flood"


def part() -> WarcPart:
    return WarcPart("warc/date=2026-11-22/part-7.warc.gz", {"software": "newsbeam/1"}, NOON)


def kinds(data: bytes) -> list[str]:
    return [record.rec_type for record in ArchiveIterator(BytesIO(data), check_digests="raise")]


def test_a_page_stands_where_its_place_says() -> None:
    made = part()
    made.add(page_of_capture(URL))
    hop = capture_of("https://valley.example/old", 301, cut=True)
    place = made.add(page_of_capture("https://valley.example/new", b"<p>New</p>", hop))
    assert place.file == "warc/date=2026-11-22/part-7.warc.gz"
    record = next(iter(ArchiveIterator(BytesIO(made.data()[place.offset :]))))
    assert record.rec_headers.get_header("WARC-Target-URI") == "https://valley.example/new"
    assert record.content_stream().read() == b"<p>New</p>"
    one = ["response", "request"]
    assert kinds(made.data()) == ["warcinfo", *one, "metadata", *one, *one, "metadata"]
    assert (made.pages, made.size) == (2, len(made.data()))


def test_a_body_of_one_address_is_kept_once() -> None:
    made = part()
    for url, body in [(URL, BODY), (URL, BODY), (URL, BODY + b"!"), ("https://hill.example/a", BODY), (URL, b"")]:
        made.add(page_of_capture(url, body))
    made.add(page_of_capture(URL, b""))
    assert [kind for kind in kinds(made.data()) if kind in ("response", "revisit")] == [
        *("response", "revisit", "response", "response", "response", "response")
    ]


def test_there_is_a_file_for_each_day() -> None:
    parts = WarcParts("warc", lambda at: f"date={at:%Y-%m-%d}", lambda k: f"part-{k}.warc.gz", {})
    assert (parts.size, parts.files()) == (0, {})
    later = replace(page_of_capture(URL), fetched_at=NOON + timedelta(days=1))
    places = [parts.add(page_of_capture(URL)), parts.add(later), parts.add(page_of_capture(URL))]
    assert [place.file for place in places] == [
        "warc/date=2026-11-22/part-0.warc.gz",
        "warc/date=2026-11-23/part-1.warc.gz",
        "warc/date=2026-11-22/part-0.warc.gz",
    ]
    assert isinstance(places[0], WarcPlace)
    assert {path: pages for path, (pages, _) in parts.files().items()} == {places[0].file: 2, places[1].file: 1}
    assert parts.size == sum(len(data) for _, data in parts.files().values())
