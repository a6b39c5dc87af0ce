"""What may be shown of a text from outside."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.shown.display import escaped_controls, one_line, shown

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
TURNING = [chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
BREAKS = ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"]


@pytest.mark.parametrize("character", [*CONTROLS, *TURNING], ids=ascii)
def test_what_a_terminal_obeys_is_not_shown(character: str) -> None:
    text = shown(f"a{character}b")
    assert text == ("ab" if character not in "\t\n" else f"a{character}b")
    assert one_line(f"a{character}b") in ("ab", "a b")
    assert json.loads(escaped_controls(json.dumps(f"a{character}b", ensure_ascii=False))) == f"a{character}b"


@pytest.mark.parametrize("text", BREAKS, ids=ascii)
def test_a_line_stays_one(text: str) -> None:
    assert one_line(f"a{text}b").splitlines() == [one_line(f"a{text}b")]


@pytest.mark.parametrize("text", ["Zürich – 冬の時刻表 🚢", "זמן حر", "क्‍ष", "👩‍🚀", "a  b", ""])
def test_all_else_stays(text: str) -> None:
    assert shown(text) == one_line(text) == escaped_controls(text) == text


@given(st.text())
def test_any_text(text: str) -> None:
    for made in (shown(text), one_line(text)):
        assert not [c for c in made if unicodedata.category(c) == "Cc" and c not in "\t\n"]
    assert "\n" not in one_line(text)
    assert one_line(one_line(text)) == one_line(text)
