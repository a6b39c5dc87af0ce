"""Pages are taken out of a file, and all others stay where they are."""

from __future__ import annotations

import gzip
import random
from io import BytesIO

import pytest
from captured_pages import BODY, NOON, page_of_capture
from warcio.archiveiterator import ArchiveIterator

from transforms.warc.blanking import blank, with_copies
from transforms.warc.parts import WarcPart
from transforms.warc.reading import read_pages, read_spans

NAMES = ("a", "b", "c")


def made(*bodies: bytes) -> bytes:
    part = WarcPart("warc/date=2026-11-22/part-7.warc.gz", {"software": "newsbeam/1"}, NOON)
    for name, body in zip(NAMES, bodies, strict=True):
        part.add(page_of_capture(f"https://valley.example/{name}", body))
    return part.data()


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("size", [0, 1, *range(3_000, 3_012), 66_000, 131_070, 200_000])
def test_what_goes_goes_for_good_and_nothing_else_moves(size: int) -> None:
    data = made(BODY, noise(size), b"<p>last</p>")
    before = list(read_pages(data))
    spans = list(read_spans(data))
    after = blank(data, spans[1:2])
    assert len(after) == len(data)
    assert list(read_pages(after)) == [before[0], before[2]]
    records = [
        (one.rec_type, one.content_stream().read()) for one in ArchiveIterator(BytesIO(after), check_digests="raise")
    ]
    assert [kind for kind, _ in records].count("metadata") == 3
    plain = gzip.decompress(after)
    assert b"valley.example/b" not in plain and b"taken out" in plain
    assert size < 1000 or noise(size) not in plain


def test_all_pages_can_go_and_be_taken_out_again() -> None:
    data = made(BODY, BODY, BODY)
    after = blank(data, read_spans(data))
    assert list(read_spans(after)) == []
    assert blank(after, read_spans(after)) == after


def test_whoever_has_its_body_from_a_page_goes_with_it() -> None:
    part = WarcPart("warc/date=2026-11-22/part-7.warc.gz", {}, NOON)
    for name in ("a", "b", "a"):
        part.add(page_of_capture(f"https://valley.example/{name}"))
    spans = list(read_spans(part.data()))
    assert with_copies(spans, spans[:1]) == [spans[0], spans[2]]
    assert with_copies(spans, spans[1:2]) == [spans[1]]
