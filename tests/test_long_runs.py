"""Long runs of one character, as only an attacker writes them, cost work in proportion to their length.

Each run is so long that work by its square would use up the CPU that a test may use (tests/conftest.py), many times over.
"""

from __future__ import annotations

import random
import re

import pytest

from transforms.pure.body import context
from transforms.pure.feeds import full_text
from transforms.pure.metadata import title_tails
from transforms.pure.text import names
from transforms.pure.verdict import endings

LENGTH = 1_000_000
# As they were written first; what they find is right, and how long it takes is not.
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\s\])»”\"'.]*$")
_CUT_OFF = re.compile(r"(?:…|\.{3})\W*$")
_NAMES = re.compile(r"\s*[;,|•·、，；\n/]\s*|\s+[–—-]\s+")
_TAILS = re.compile(r"\s+[|·–—»•-]{1,2}\s+|\s*[|｜ㅣ]\s*|--|\s*[：]\s*(?=[^：]*$)|(?<=\S)-(?=[^-]*[|｜ㅣ])")


@pytest.mark.parametrize("run", [".", "…", ". ", '."', " ", "\n", ")", ",", "-", " -", "|", "："])
def test_long_runs_end(run: str) -> None:
    text = run * (LENGTH // len(run)) + "x"
    assert not endings._ends_in_dots(text)
    assert endings._ends_in_dots(text + "...")
    assert not full_text._is_cut_off(text)
    assert full_text._is_cut_off(text + "…")
    for pattern in (names._SEPARATOR, title_tails._SEPARATOR):
        assert pattern.split(text)[-1].endswith("x")
    assert context._LABELLED.match(run * (LENGTH // len(run))) is None


def test_they_find_what_they_found() -> None:
    draw = random.Random(1)
    for _ in range(20_000):
        text = "".join(draw.choices('ab.….. \n,;|-–：）)"»/', k=draw.randint(0, 12)))
        assert endings._ends_in_dots(text) is bool(_ELLIPSIS.search(text)), text
        assert full_text._is_cut_off(text) is bool(_CUT_OFF.search(text)), text
        assert names._SEPARATOR.split(text) == _NAMES.split(text), text
        assert [m.span() for m in title_tails._SEPARATOR.finditer(text)] == [m.span() for m in _TAILS.finditer(text)], (
            text
        )
