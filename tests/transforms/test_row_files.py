"""Files with rows, of either compression; what is void is known byte by byte."""

import gzip

import pytest

from transforms.row_files import VOID, VOID_BYTES, VOID_ZSTD, is_void, pack, read_lines, unpack, void_of

GZIP_PATH, ZSTD_PATH = "articles/date=2026-11-22/part-7.jsonl.gz", "articles/date=2026-11-22/part-7.jsonl.zst"


@pytest.mark.parametrize(
    ("path", "magic"), [(GZIP_PATH, b"\x1f\x8b"), (ZSTD_PATH, b"\x28\xb5\x2f\xfd")], ids=["gzip", "zstd"]
)
@pytest.mark.parametrize("lines", [[], [b"{}"], [b'{"text":"\xc3\xa9"}', b"{}"]], ids=["none", "one", "two"])
def test_what_is_packed_is_read_back(path: str, magic: bytes, lines: list[bytes]) -> None:
    data = pack(path, lines)
    assert data.startswith(magic)
    assert read_lines(data) == lines
    assert unpack(data) == b"".join(line + b"\n" for line in lines)
    assert data == pack(path, lines), "the same rows are the same bytes"


def test_a_void_file_holds_nothing_and_is_frozen() -> None:
    assert (VOID.hex(), VOID_ZSTD.hex()) == ("1f8b08000000000000ff03000000000000000000", "28b52ffd2000010000")
    assert (void_of(GZIP_PATH), void_of(ZSTD_PATH)) == (VOID, VOID_ZSTD)
    assert read_lines(VOID) == read_lines(VOID_ZSTD) == []


@pytest.mark.parametrize(
    ("data", "void"),
    [
        (VOID, True),
        (VOID_ZSTD, True),
        (VOID + b"x", False),
        (VOID_ZSTD + b"x", False),
        (pack(GZIP_PATH, [b"{}"]), False),
    ],
    ids=["gzip", "zstd", "more than gzip", "more than zstd", "rows"],
)
def test_void_is_told_by_the_first_bytes(data: bytes, void: bool) -> None:
    assert is_void(data[: VOID_BYTES + 1]) == void


@pytest.mark.parametrize(
    "data", [b"junk", gzip.compress(b"{}\n")[:-9], pack(ZSTD_PATH, [b"{}"])[:-2]], ids=["junk", "gzip", "zstd"]
)
def test_damage_is_an_error_of_one_kind(data: bytes) -> None:
    with pytest.raises((OSError, EOFError, ValueError)):
        unpack(data)
