"""Header values, as they may be kept and shown."""

from __future__ import annotations

import pytest

from transforms.pure.net.header_values import MOST_CHARACTERS, read_location, read_value

PAGE = "https://valley.example/a"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"text/\x1b[2Jhtml", "text/[2Jhtml"),
        (b"\x1b]0;title\x07nginx", "]0;titlenginx"),
        (b"caf\xe9\x9b2J", "caf\xe92J"),
        ("a\u202eb\u2066c".encode(), "abc"),
        (b"a\x00b\x7fc", "abc"),
        (b"a\tb\r\n c", "a b  c"),
        ("N\u00e4chte".encode(), "N\u00e4chte"),
    ],
)
def test_a_value_holds_no_control_character(raw: bytes, value: str) -> None:
    assert read_value("x-desk", raw) == value


def test_a_value_has_a_bound() -> None:
    assert read_value("content-type", b"a" * 30_000) == "a" * 300
    assert read_value("link", b"a" * 30_000) == "a" * MOST_CHARACTERS
    assert read_value("etag", b"a" * 1_000) == "a" * 1_000
    assert read_value("etag", b"a" * 1_001) is None
    assert read_value("location", b"a" * 30_000) == "a" * 30_000


@pytest.mark.parametrize("raw", [b"", b" \t", b"\x1b\x07", "\u202e".encode(), b"\x9b"])
def test_a_value_without_anything_in_it_is_none(raw: bytes) -> None:
    """Records and the state hold what was said, and never a blank."""
    assert [read_value(name, raw) for name in ("content-type", "etag", "server", "retry-after", "link")] == [None] * 5
    assert (read_value("expires", raw) or "").strip() == ""
    assert read_value("location", raw) is not None


@pytest.mark.parametrize(
    "location", ["/" + "a" * 30_000, "https://valley.example/?" + "a" * 8_200, "/" + "\u00e9" * 3_000]
)
def test_a_target_beyond_the_bound_is_refused(location: str) -> None:
    with pytest.raises(ValueError, match=r"^the address has [0-9,]+ characters, and may have 8,192$"):
        read_location(PAGE, location)


def test_a_target_is_absolute_and_holds_no_control_character() -> None:
    assert read_location(PAGE, "/b\x1b[2J\x9b\u202e?c=\x07#d") == "https://valley.example/b%1B[2J%C2%9B%E2%80%AE?c=%07"
    assert read_location(PAGE, "/" + "a" * 8_000) == "https://valley.example/" + "a" * 8_000
