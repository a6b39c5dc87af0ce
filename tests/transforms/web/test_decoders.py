"""`transforms.web.decoders`: each coding step by step, and the limit of what one step gives."""

import zlib

import pytest
from hostile_server import encoded

from transforms.web.decoders import DECODER_ERRORS, DECODERS, STEP_BYTES, UnannouncedGzip

TEXT = b"".join(b"%d news of the day\n" % n for n in range(30_000))


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_step_gives_a_limited_number_of_bytes(name: str) -> None:
    decoder = DECODERS[name]()
    parts = [decoder.decode(encoded(name, TEXT))]
    while len(parts[-1]) >= STEP_BYTES:
        parts.append(decoder.decode(b""))
    assert len(parts) > len(TEXT) // (2 * STEP_BYTES)
    assert max(map(len, parts)) <= 2 * STEP_BYTES
    assert (b"".join(parts), decoder.complete()) == (TEXT, True)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_half_a_stream_is_not_complete(name: str) -> None:
    data = encoded(name, TEXT[:9000])
    decoder = DECODERS[name]()
    assert TEXT.startswith(decoder.decode(data[: len(data) // 2])) and not decoder.complete()


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_bytes_of_another_coding_raise_one_of_the_named_errors(name: str) -> None:
    with pytest.raises(DECODER_ERRORS):
        DECODERS[name]().decode(b"\xff<html>" * 100)


def test_a_bare_deflate_stream_is_told_from_a_zlib_one() -> None:
    bare = zlib.compressobj(wbits=-15)
    assert DECODERS["deflate"]().decode(bare.compress(b"dam") + bare.flush()) == b"dam"
    assert DECODERS["deflate"]().decode(zlib.compress(b"dam")) == b"dam"


@pytest.mark.parametrize("step", [1, 2, 1000, 1_000_000])
@pytest.mark.parametrize("name", ["gzip", "plain"])
def test_gzip_that_no_header_names_is_told_by_its_first_bytes(name: str, step: int) -> None:
    text = TEXT[:3000] if step < 10 else TEXT
    data = encoded("gzip", text) if name == "gzip" else text
    decoder = UnannouncedGzip()
    parts: list[bytes] = []
    for at in range(0, len(data), step):
        parts.append(decoder.decode(data[at : at + step]))
        while len(parts[-1]) >= STEP_BYTES:
            parts.append(decoder.decode(b""))
    assert max(map(len, parts)) <= 2 * STEP_BYTES
    assert (b"".join(parts), decoder.complete()) == (text, True)


@pytest.mark.parametrize(
    ("data", "text", "complete"),
    [
        (b"", b"", True),
        (b"\x1f", b"", False),
        (b"\x1f\x8b", b"", False),
        (b"\x1f\x8b\x07", b"\x1f\x8b\x07", True),
        (b"<", b"<", True),
        (encoded("gzip", b"dam")[:-5], b"dam", False),
    ],
    ids=["nothing", "one byte", "two bytes", "another method", "text", "cut"],
)
def test_what_begins_like_gzip(data: bytes, text: bytes, complete: bool) -> None:
    decoder = UnannouncedGzip()
    assert (decoder.decode(data), decoder.complete()) == (text, complete)
