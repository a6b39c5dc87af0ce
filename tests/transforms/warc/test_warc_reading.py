"""Pages are read back as they were extracted."""

from __future__ import annotations

import pytest
from captured_pages import BODY, NOON, capture_of, page_of_capture
from msgspec.structs import replace

from transforms.rights import Heard
from transforms.warc.parts import WarcPart
from transforms.warc.reading import count_pages, read_pages, read_record, read_records, read_spans

URL = "https://valley.example/flood"
HOP = capture_of("https://valley.example/old", 200, b"<meta http-equiv=refresh content='0;url=/new'>")
PAGES = (
    page_of_capture(URL, etag='"7"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT"),
    page_of_capture(URL),
    page_of_capture("https://valley.example/new", b"", HOP, charset=None),
    page_of_capture("https://valley.example/last", b"\r\n\r\nodd\r\n\r\n", heard=Heard(headers=(("tdm-policy", "x"),))),
)


def made() -> tuple[bytes, list[int]]:
    part = WarcPart("warc/date=2026-11-22/part-7.warc.gz", {"software": "newsbeam/1"}, NOON)
    places = [part.add(page) for page in PAGES]
    return part.data(), [place.offset for place in places]


def test_pages_come_back_as_they_were() -> None:
    data, offsets = made()
    found = list(read_pages(data))
    assert [offset for offset, _ in found] == offsets
    assert [page for _, page in found] == [replace(page, captures=()) for page in PAGES]


def test_a_page_is_all_that_stands_between_its_ends() -> None:
    data, _ = made()
    spans = list(read_spans(data))
    assert [spans[0].begin, *(span.end for span in spans)] == [
        next(iter(read_records(data))).end,
        *(span.begin for span in spans[1:]),
        len(data),
    ]
    assert spans[2].addresses == ("https://valley.example/old", "https://valley.example/new")


def test_a_record_is_read_alone() -> None:
    data, offsets = made()
    record = read_record(data, offsets[0])
    assert (record.kind, record.payload, record.begin) == ("response", BODY, offsets[0])
    with pytest.raises(ValueError, match="no record begins at byte"):
        read_record(data, len(data))


@pytest.mark.parametrize(
    ("damage", "pages"),
    [
        (lambda data: data, 4),
        (lambda data: data[:-40], None),
        (lambda data: data[:1000] + b"\0" * 40 + data[1040:], None),
        (lambda data: b"no WARC file at all", None),
    ],
)
def test_what_is_damaged_cannot_be_counted(damage: object, pages: int | None) -> None:
    assert callable(damage)
    assert count_pages(damage(made()[0])) == pages
