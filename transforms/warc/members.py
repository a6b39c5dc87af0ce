"""WARC records (ISO 28500:2017, version 1.1), each compressed by itself: whoever knows where one begins reads it alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from msgspec import Struct

from transforms.captures import Capture, CapturedAnswer
from transforms.moments import Moment
from transforms.pure.shown.url_secrets import hide_secrets, without_secrets
from transforms.records import Entry, Page
from transforms.rights import NOTHING_HEARD, Heard
from transforms.written import bare_entry

VERSION: Final = "WARC/1.1"
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
CONFORMS_TO: Final = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
# How the metadata of a page and that of any other answer are told apart.
PAGE_TYPE: Final = "application/json"
NOTE_TYPE: Final = "application/warc-fields"
# Bodies are kept decoded: the headers that speak of the body as it travelled are kept under these names, as Common Crawl does.
_TRAVELLED: Final = {
    "content-encoding": "X-Crawler-Content-Encoding",
    "transfer-encoding": "X-Crawler-Transfer-Encoding",
    "content-length": "X-Crawler-Content-Length",
}
# Of pages, level 9 takes off another 1 %, and as much time again.
_LEVEL: Final = 5


class KeptPage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the metadata record of a page says: all that was known when it was extracted, but its body."""

    entry: Entry
    fetched_url: str
    status: int
    fetched_at: Moment
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    heard: Heard = NOTHING_HEARD


class FirstRecord(Struct, frozen=True):
    """A record that another one may refer to, since it has the same payload."""

    id: str
    url: str
    at: datetime


def new_id() -> str:
    """Give an id for a record, unlike any other."""
    return f"<urn:uuid:{uuid4()}>"


def info_member(fields: Mapping[str, str], name: str, at: datetime) -> bytes:
    """Give the first record of a file, which says what made it. `name` is the file's own."""
    block = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    headers = {"Content-Type": "application/warc-fields", "WARC-Filename": name}
    return _member(WarcRecordType.warcinfo, new_id(), at, headers, block)


def response_member(capture: Capture, body: bytes, id_: str, same: FirstRecord | None = None) -> bytes:
    """Give the record of an answer; one that refers to `same`, without a body, where that has the same payload.

    Of an answer that says Not Modified (304) it is one that refers to nothing: the document may be in any earlier file.
    """
    headers = {
        "WARC-Target-URI": without_secrets(capture.url),
        "Content-Type": "application/http;msgtype=response",
    }
    if capture.cut:
        headers["WARC-Truncated"] = "length"
    if capture.status == 304:
        headers["WARC-Profile"] = NOT_MODIFIED
        return _member(WarcRecordType.revisit, id_, capture.asked_at, headers, _answer(capture, b""))
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    if same is None:
        return _member(WarcRecordType.response, id_, capture.asked_at, headers, _answer(capture, body), digest)
    headers |= {
        "WARC-Profile": SAME_PAYLOAD,
        "WARC-Refers-To": same.id,
        "WARC-Refers-To-Target-URI": without_secrets(same.url),
        "WARC-Refers-To-Date": _moment(same.at),
    }
    return _member(WarcRecordType.revisit, id_, capture.asked_at, headers, _answer(capture, body)[: -len(body)], digest)


def request_member(capture: Capture, answer_id: str) -> bytes:
    """Give the record of a request, whose answer has an id."""
    url = without_secrets(capture.url)
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "WARC-Target-URI": url,
        "WARC-Concurrent-To": answer_id,
        "Content-Type": "application/http;msgtype=request",
    }
    block = _head(f"GET {path} HTTP/1.1", ((name, hide_secrets(value)) for name, value in capture.sent))
    return _member(WarcRecordType.request, new_id(), capture.asked_at, headers, block)


def note_member(answer: CapturedAnswer, answer_id: str) -> bytes:
    """Give the record that says of an answer which belongs to no entry what it is: the one behind its others."""
    capture = answer.capture
    headers = {
        "WARC-Target-URI": without_secrets(capture.url),
        "WARC-Concurrent-To": answer_id,
        "Content-Type": NOTE_TYPE,
    }
    return _member(WarcRecordType.metadata, new_id(), capture.asked_at, headers, f"kind: {answer.kind}\r\n".encode())


def metadata_member(page: Page, answer_id: str) -> bytes:
    """Give the record of what was known of a page besides its answer."""
    entry, fetched_url = bare_entry(page.entry, page.fetched_url)
    kept = KeptPage(
        entry=entry,
        fetched_url=fetched_url,
        status=page.status,
        fetched_at=page.fetched_at,
        charset=page.charset,
        etag=page.etag,
        last_modified=page.last_modified,
        heard=page.heard,
    )
    headers = {
        "WARC-Target-URI": without_secrets(page.captures[-1].url),
        "WARC-Concurrent-To": answer_id,
        "Content-Type": PAGE_TYPE,
    }
    return _member(WarcRecordType.metadata, new_id(), page.fetched_at, headers, msgspec.json.encode(kept))


def _member(
    kind: WarcRecordType,
    id_: str,
    at: datetime,
    headers: Mapping[str, str],
    block: bytes,
    payload_digest: bytes | None = None,
) -> bytes:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Record-ID"] = id_
    record.headers.status_line = VERSION
    record.headers["WARC-Date"] = _moment(at)
    for name, value in headers.items():
        record.headers[name] = value
    record.set_bytes_content(block)
    packed = BytesIO()
    with GzipWriter(packed, compression_level=_LEVEL) as stream:
        record.write(stream, checksum_data=True, payload_digest=payload_digest)
    return packed.getvalue()


def _answer(capture: Capture, body: bytes) -> bytes:
    lines = [(_TRAVELLED.get(name.lower(), name), hide_secrets(value)) for name, value in capture.got]
    lines.append(("Content-Length", str(len(body))))
    return _head(f"HTTP/1.1 {capture.status} {capture.phrase}".rstrip(), lines) + body


def _head(first: str, lines: Iterable[tuple[str, str]]) -> bytes:
    shown = (f"{name}: {value}\r\n" for name, value in lines)
    return f"{first}\r\n{''.join(shown)}\r\n".encode("latin-1", "replace")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
