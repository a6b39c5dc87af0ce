"""`transforms.web.decoders`: each coding step by step, and the limit of what one step gives."""

import zlib

import pytest
from hostile_server import encoded

from transforms.web.decoders import DECODER_ERRORS, DECODERS, STEP_BYTES

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
