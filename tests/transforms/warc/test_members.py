"""WARC records, as another library reads them."""

from __future__ import annotations

import gzip
from io import BytesIO

import pytest
from captured_pages import BODY, NOON, capture_of, page_of_capture
from msgspec.structs import replace
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from transforms.warc.members import (
    FirstRecord,
    info_member,
    metadata_member,
    new_id,
    request_member,
    response_member,
)

URL = "https://valley.example/flood"
SECRET = "https://anna:pw9f3a77@valley.example/flood?id=7&token=8f3a77c2#top"


def read(member: bytes) -> tuple[ArcWarcRecord, bytes]:
    (record,) = [(one, one.content_stream().read()) for one in ArchiveIterator(BytesIO(member), check_digests="raise")]
    return record


def test_an_answer_is_kept_decoded_and_its_headers_say_how_it_travelled() -> None:
    id_ = new_id()
    record, body = read(response_member(capture_of(URL), BODY, id_))
    assert (record.rec_type, body) == ("response", BODY)
    headers = record.rec_headers
    assert headers.get_header("WARC-Record-ID") == id_
    assert headers.get_header("WARC-Target-URI") == URL
    assert headers.get_header("WARC-Date") == "2026-11-22T12:00:00.250000Z"
    assert headers.protocol == "WARC/1.1"
    assert headers.get_header("WARC-Truncated") is None
    http = record.http_headers
    assert http.statusline == "200 OK"
    assert http.get_header("Content-Encoding") is None
    assert http.get_header("X-Crawler-Content-Encoding") == "gzip"
    assert (http.get_header("X-Crawler-Content-Length"), http.get_header("Content-Length")) == ("17", str(len(BODY)))


def test_a_body_that_was_not_read_is_said_to_be_cut() -> None:
    record, body = read(response_member(capture_of(URL, 301, cut=True), b"", new_id()))
    assert (record.rec_headers.get_header("WARC-Truncated"), body) == ("length", b"")


def test_the_same_payload_is_not_kept_again() -> None:
    first = FirstRecord("<urn:uuid:7f3a>", SECRET, NOON)
    record, body = read(response_member(capture_of(URL), BODY, new_id(), first))
    assert (record.rec_type, body) == ("revisit", b"")
    said = record.rec_headers
    assert said.get_header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert said.get_header("WARC-Refers-To") == "<urn:uuid:7f3a>"
    assert said.get_header("WARC-Refers-To-Target-URI") == "https://valley.example/flood?id=7#top"
    same, _ = read(response_member(capture_of(URL), BODY, new_id()))
    assert said.get_header("WARC-Payload-Digest") == same.rec_headers.get_header("WARC-Payload-Digest")


def test_a_request_is_kept_with_the_id_of_its_answer() -> None:
    record, body = read(request_member(capture_of("https://valley.example?page=2"), "<urn:uuid:7f3a>"))
    assert (record.rec_type, body) == ("request", b"")
    assert record.rec_headers.get_header("WARC-Concurrent-To") == "<urn:uuid:7f3a>"
    assert record.http_headers.statusline == "/?page=2 HTTP/1.1"
    assert record.http_headers.protocol == "GET"
    assert record.http_headers.get_header("User-Agent") == "newsbeam/1"


@pytest.mark.parametrize(
    "member",
    [
        response_member(
            capture_of(SECRET, got=(("Location", SECRET), ("X-Link", f"<{SECRET}>; rel=x"))), BODY, new_id()
        ),
        request_member(capture_of(SECRET), new_id()),
        metadata_member(
            replace(
                page_of_capture(SECRET),
                entry=replace(
                    page_of_capture(URL).entry,
                    feed_url="https://valley.example/rss?token=8f3a77c2",
                    link=SECRET,
                    guid=SECRET,
                    summary="read it at https://valley.example/flood?t=8f3a77c2",
                ),
            ),
            new_id(),
        ),
    ],
    ids=["answer", "request", "metadata"],
)
def test_no_secret_of_an_address_is_kept(member: bytes) -> None:
    plain = gzip.decompress(member)
    assert b"pw9f3a77" not in plain
    assert b"8f3a77c2" not in plain


def test_the_first_record_says_what_made_the_file() -> None:
    record, body = read(info_member({"software": "newsbeam/1"}, "part-7.warc.gz", NOON))
    assert (record.rec_type, body) == ("warcinfo", b"software: newsbeam/1\r\n")
    assert record.rec_headers.get_header("WARC-Filename") == "part-7.warc.gz"


def test_header_lines_stand_as_they_came() -> None:
    record, _ = read(response_member(capture_of(URL, got=(("x-Odd", "caf\xe9"), ("X-Odd", "b"))), BODY, new_id()))
    assert [line for line in record.http_headers.headers if line[0].lower() == "x-odd"] == [
        ("x-Odd", "caf\xe9"),
        ("X-Odd", "b"),
    ]
