"""Read pages back from WARC files that newsbeam made."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType
from msgspec import Struct

from transforms.records import Page
from transforms.warc.members import NOTE_TYPE, PAGE_TYPE, KeptPage

_ANSWERS: Final = ("response", "revisit")


class Record(Struct, frozen=True, kw_only=True):
    """A WARC record: where it begins and ends in its file, what it says of itself, and its block."""

    begin: int
    end: int
    kind: str
    headers: dict[str, str]
    block: bytes

    @property
    def payload(self) -> bytes:
        """What stands behind the head of an HTTP message."""
        return self.block.partition(b"\r\n\r\n")[2]


class PageSpan(Struct, frozen=True, kw_only=True):
    """A page in a file: where its records begin and end, with those of the redirects to it, and all their addresses.

    `answer` is the record of the page's own answer, the last one.
    """

    begin: int
    end: int
    answer: Record
    addresses: tuple[str, ...]
    kept: KeptPage


class AsideSpan(Struct, frozen=True, kw_only=True):
    """An answer in a file that belongs to no page: where its records begin and end, its record, its kind and its body."""

    begin: int
    end: int
    kind: str
    answer: Record
    body: bytes

    @property
    def address(self) -> str:
        """Give the address that was asked."""
        return self.answer.headers["WARC-Target-URI"]


def read_records(data: bytes) -> Iterator[Record]:
    """Give the records of a file. Raises: ValueError where it cannot be read to its end."""
    begins: list[tuple[int, str, dict[str, str], bytes]] = []
    for record in ArchiveIterator(BytesIO(data), parse_http=False, record_types=WarcRecordType.any_type):
        headers = dict(record.headers.items())
        begins.append((record.stream_pos, headers["WARC-Type"], headers, record.reader.read()))
        if len(begins) == 2:
            yield _ended(begins.pop(0), begins[0][0])
    if begins:
        yield _ended(begins[0], len(data))


def _ended(begun: tuple[int, str, dict[str, str], bytes], end: int) -> Record:
    begin, kind, headers, block = begun
    return Record(begin=begin, end=end, kind=kind, headers=headers, block=block)


def read_spans(data: bytes) -> Iterator[PageSpan]:
    """Give the pages of a file with what belongs to each. Raises: ValueError where the file is damaged."""
    for *held, last in _read_groups(data):
        answers = [one for one in held if one.kind in _ANSWERS]
        if last.headers.get("Content-Type") == PAGE_TYPE and answers:
            yield PageSpan(
                begin=held[0].begin,
                end=last.end,
                answer=answers[-1],
                addresses=tuple(dict.fromkeys(one.headers["WARC-Target-URI"] for one in held)),
                kept=msgspec.json.decode(last.block, type=KeptPage),
            )


def read_asides(data: bytes) -> Iterator[AsideSpan]:
    """Give the answers of a file that belong to no page. Raises: ValueError where the file is damaged."""
    bodies: dict[str, bytes] = {}
    for *held, last in _read_groups(data):
        if last.headers.get("Content-Type") != NOTE_TYPE or not held:
            continue
        answer, kind = held[0], last.block.decode().strip().removeprefix("kind: ")
        body = bodies.get(answer.headers.get("WARC-Refers-To", ""), answer.payload)
        bodies[answer.headers["WARC-Record-ID"]] = body
        yield AsideSpan(begin=answer.begin, end=last.end, kind=kind, answer=answer, body=body)


def _read_groups(data: bytes) -> Iterator[list[Record]]:
    """Give the answers and requests that stand together, each group with the record of metadata at its end."""
    held: list[Record] = []
    for record in read_records(data):
        if record.kind in (*_ANSWERS, "request"):
            held.append(record)
        elif record.kind == "metadata":
            yield [*held, record]
            held = []


def count_pages(data: bytes) -> int | None:
    """Count the pages of a file; None where it cannot be read."""
    try:
        return sum(1 for _ in read_spans(data))
    except (OSError, ValueError, msgspec.DecodeError):
        return None


def read_pages(data: bytes) -> Iterator[tuple[int, Page]]:
    """Give the pages of a file as they were extracted, each with the place of its answer. Raises: ValueError."""
    places: dict[str, int] = {}
    for span in read_spans(data):
        answer, kept = span.answer, span.kept
        places.setdefault(answer.headers["WARC-Record-ID"], answer.begin)
        body = answer.payload
        if answer.kind == "revisit":
            body = read_record(data, places[answer.headers["WARC-Refers-To"]]).payload
        yield answer.begin, page_of(kept, body)


def read_record(data: bytes, offset: int) -> Record:
    """Give the record that begins at a place of a file. Raises: ValueError where none does."""
    record = next(read_records(data[offset:]), None)
    if record is None:
        raise ValueError(f"no record begins at byte {offset}")
    return msgspec.structs.replace(record, begin=offset, end=offset + record.end)


def page_of(kept: KeptPage, body: bytes) -> Page:
    """Give a page as it was extracted, from what is kept of it."""
    return Page(
        entry=kept.entry,
        fetched_url=kept.fetched_url,
        status=kept.status,
        body=body,
        fetched_at=kept.fetched_at,
        size=len(body),
        charset=kept.charset,
        etag=kept.etag,
        last_modified=kept.last_modified,
        heard=kept.heard,
    )
