"""Quotation marks by language."""

from __future__ import annotations

import pytest

from transforms.pure.text.quotes import quotes_in


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("fr", "«»"),
        ("de-CH", "„“"),
        ("PL", "„”"),
        ("ja", "「」"),
        ("sv", "””"),
        ("en-GB", "“”"),
        ("", "“”"),
        (None, "“”"),
    ],
)
def test_the_marks_of_a_language(language: str | None, marks: str) -> None:
    assert "".join(quotes_in(language)) == marks
