"""`transforms.pure.net.codings`: what a Content-Encoding asks us to undo."""

import pytest

from transforms.pure.net.codings import find_unreadable, read_codings


@pytest.mark.parametrize(
    ("header", "undone"),
    [
        (None, ()),
        ("", ()),
        ("identity", ()),
        ("none", ()),
        ("UTF-8", ()),
        ("aws-chunked", ()),
        ("gzip", ("gzip",)),
        ("X-GZip", ("gzip",)),
        ('"gzip"', ("gzip",)),
        ("gzip;q=1", ("gzip",)),
        ("gzip,aws-chunked", ("gzip",)),
        ("aws-chunked , gzip", ("gzip",)),
        ("gzip, br", ("br", "gzip")),
        ("br, UTF-8, gzip", ("gzip", "br")),
        ("Brotli", ("br",)),
        ("zstandard", ("zstd",)),
        ("gzip, gzip", ("gzip", "gzip")),
    ],
)
def test_the_known_codings_in_the_order_of_undoing(header: str | None, undone: tuple[str, ...]) -> None:
    assert read_codings(header) == undone


@pytest.mark.parametrize(
    ("header", "found"),
    [("gzip, lzma", "lzma"), ("x-compress", "compress"), ("DCZ", "dcz"), ("gzip, br", None), ("utf-8", None)],
)
def test_a_coding_that_nobody_here_can_undo(header: str, found: str | None) -> None:
    assert find_unreadable(header) == found
