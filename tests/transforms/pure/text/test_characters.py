"""Characters that no text should hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.text.characters import scrub

SCRUBBED = {
    "plain": ("The dam opens.", "The dam opens."),
    "white space that a text may hold": ("a\tb\nc\rd", "a\tb\nc\rd"),
    "NUL": ("a\x00b", "ab"),
    "bell and escape": ("a\x07\x1bb", "ab"),
    "delete": ("a\x7fb", "ab"),
    "vertical tab and form feed": ("a\x0b\x0cb", "ab"),
    # What windows-1252 has at 0x80, 0x93 and 0x94; nothing at 0x81.
    "apostrophe of windows-1252": ("It\x92s", "It’s"),
    "euro of windows-1252": ("\x80 5", "€ 5"),
    "gap of windows-1252": ("a\x81b", "ab"),
    "next line": ("a\x85b", "a…b"),
    "pair of surrogates": ("\ud83d\ude00", "😀"),
    "first half": ("a\ud83db", "a\ufffdb"),
    "second half": ("a\ude00b", "a\ufffdb"),
    "halves in the wrong order": ("\ude00\ud83d", "\ufffd\ufffd"),
    "beyond the first plane": ("😀 水位", "😀 水位"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), SCRUBBED.values(), ids=SCRUBBED)
def test_scrub(text: str, expected: str) -> None:
    assert scrub(text) == expected


@given(st.text(st.characters(codec=None)))
def test_what_is_scrubbed_can_be_written_and_stays_so(text: str) -> None:
    scrubbed = scrub(text)
    assert scrubbed.encode("utf-8").decode("utf-8") == scrubbed
    assert {c for c in scrubbed if unicodedata.category(c) in ("Cc", "Cs")} <= set("\t\n\r")
    assert scrub(scrubbed) == scrubbed
