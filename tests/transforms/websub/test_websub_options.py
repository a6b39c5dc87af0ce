"""Where the listener listens."""

from __future__ import annotations

import pytest

from transforms.websub.options import WebSubOptions, read_listen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:8917", ("127.0.0.1", 8917)), (" 0.0.0.0:80 ", ("0.0.0.0", 80)), ("[::1]:8917", ("::1", 8917)),
        ("localhost:0", ("localhost", 0)),
    ],
)  # fmt: skip
def test_read(text: str, expected: tuple[str, int]) -> None:
    assert read_listen(text) == expected


@pytest.mark.parametrize("text", ["", "8917", ":8917", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000"])
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected one like 127\.0\.0\.1:8917"):
        read_listen(text)


def test_it_is_off_by_default() -> None:
    assert WebSubOptions().callback is None
