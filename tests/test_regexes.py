"""Each regular expression of the shipped packages ends on the worst texts that can be made for it.

The texts are made from the expression itself (regex_attacks.py), and are as long as a text from outside may be. What takes
steps by the square of the length does not end on them within CPU that is hundreds of times what others need: there is no
other measure of time. A smaller bound counts where the code cuts the text in the same function (regex_uses.py).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from regex_attacks import attacks_on
from regex_trials import Trial, endless
from regex_uses import LENGTH

SUPPORT = Path(__file__).parent / "support"
PARTS = 8
# (expression, way): what takes steps by the square of the length, by its third power, or by more.
SLOW = (
    (r"(a+)+$", "match"),
    (r"\s+$", "search"),
    (r"<[^>]*>", "search"),
    (r".*foo", "search"),
    (r"(?s)<!--.*?-->", "finditer"),
    (r"\S+@\S+", "finditer"),
    (r"\[?\s*,?\s*\]", "match"),
    (r"(?:\w+\s?)*;", "match"),
    (r"key\s*:\s*(?:['\"]\s*)?\s*value", "search"),
    (r"x(?=[^:]*$)", "finditer"),
)
QUICK = (
    (r"\s+$", "match"),
    (r"(?<!\s)\s+$", "search"),
    (r'"[^"]*+"', "match"),
    (r"a{1,8}b", "search"),
    (r"(?<!\S)\S+@\S+", "finditer"),
    (r"(?:[a-z]+,)*+;", "match"),
    (r"\w+|\W", "finditer"),
)


@cache
def found() -> dict[str, Any]:
    """Give what regex_uses.py prints, in a process that has imported nothing of ours."""
    printed = subprocess.run([sys.executable, SUPPORT / "regex_uses.py"], check=True, capture_output=True, text=True)
    return json.loads(printed.stdout)


def trials() -> list[Trial]:
    return [
        Trial(one["text"], one["is_bytes"], one["flags"], way, length, tuple(one["where"]))
        for one in found()["expressions"]
        for way, length in one["asking"].items()
    ]


def test_each_call_of_re_is_known() -> None:
    """What none is known of would be made of what came from outside, and not escaped."""
    assert found()["unknown"] == []
    assert len(found()["calls"]) > 400 and len(found()["expressions"]) > 400
    made = {where for one in found()["expressions"] for where in one["where"]}
    owners = [where for where in found()["calls"] if where not in made]
    assert {where.partition(":")[0] for where in owners} == {
        "pipelines/histories/outlooks.py",
        "transforms/pure/feeds/keep_rules.py",
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_each_expression_ends_on_its_worst_text(part: int) -> None:
    assert list(endless(trials()[part::PARTS]).values()) == []


def test_what_takes_too_long_is_found() -> None:
    tried = [Trial(source, False, 0, way, LENGTH, ("here",)) for source, way in SLOW]
    told = endless(tried, cpu_seconds=0.5)
    assert [SLOW[at] for at in range(len(SLOW)) if at not in told] == []
    assert "does not end" in told[0] and "'a' * n" in told[0]
    assert re.match(r"search of '\.\*foo' \(here\) does not end on 300,000 characters: ", told[3])


def test_what_ends_is_not() -> None:
    assert endless([Trial(source, False, 0, way, LENGTH, ("here",)) for source, way in QUICK]) == {}


def test_attacks_lead_to_what_repeats() -> None:
    made = {(one.beginning, one.repeated) for one in attacks_on(re.compile(r"key:(?:\s*=)?\d+x"))}
    assert {("key:", " "), ("key: =", "0"), ("", "key: =0")} <= made
    assert all(one.text(100).encode("latin-1") for one in attacks_on(re.compile(rb"<[^<>]*>")))
