"""Names that the configuration pins to an address."""

from __future__ import annotations

import pytest

from transforms.web.pins import read_pins


@pytest.mark.parametrize(
    ("resolve", "pins"),
    [
        ({"A.example": "127.0.0.1"}, {"a.example": ("127.0.0.1", None)}),
        ({"a.example": "127.0.0.1:8080"}, {"a.example": ("127.0.0.1", 8080)}),
        ({"a.example": "[::1]:8080"}, {"a.example": ("::1", 8080)}),
        ({"a.example": "[::1]"}, {"a.example": ("::1", None)}),
        ({"a.example": "::1"}, {"a.example": ("::1", None)}),
    ],
)
def test_pins_are_read(resolve: dict[str, str], pins: dict[str, tuple[str, int | None]]) -> None:
    assert read_pins(resolve) == pins
