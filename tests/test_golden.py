"""Golden pairs: whole pages written for this test, each with one named defect of real pages, and the record of a careful reader.

`data/golden/<name>.html` holds the page's bytes in their real charset; `<name>.expected.json` holds the defect, the language, the
URL, the charset of the HTTP header (or null) and either `record` (each field in it is compared) or `refusal` (the reason).

What the code does not yet do is listed in `known_gaps.json`, name -> {field: reason}. The list is strict both ways: a
difference that is not on it fails, and so does one on it that is gone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from whole_pages import read_whole, readable

from pipelines.field_meanings import FLAGS
from transforms.reasons import TABLE

GOLDEN = Path(__file__).parent / "data" / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.html"))
KNOWN_GAPS: dict[str, dict[str, str]] = json.loads((GOLDEN / "known_gaps.json").read_text(encoding="utf-8"))

# Pairs without any known gap: it may only rise.
RIGHT_FLOOR = 182
PAIRS_FLOOR = 182
LANGUAGES_FLOOR = 42
FIELDS = frozenset(
    (
        *("title", "standfirst", "paragraphs", "authors", "published_at", "modified_at", "section", "tags", "language"),
        *("captions", "image_urls", "is_free", "page_kind", "truncated", "canonical_url"),
    )
)


def expected_of(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((GOLDEN / f"{name}.expected.json").read_text(encoding="utf-8"))
    return expected


def page_of(name: str) -> bytes:
    return (GOLDEN / f"{name}.html").read_bytes()


def differences(name: str) -> dict[str, str]:
    """Gives what differs between the record that the page gives and the expected one: field -> both, to be read."""
    expected = expected_of(name)
    found = readable(read_whole(page_of(name), expected["url"], expected["http_charset"]))
    if "refusal" in expected or "refusal" in found:
        wanted, given = expected.get("refusal"), found.get("refusal")
        return {} if wanted == given else {"refusal": f"expected {wanted!r}, found {given!r}"}
    return {
        field: lines_apart(value, found[field])
        if field == "paragraphs"
        else f"expected {value!r}, found {found[field]!r}"
        for field, value in expected["record"].items()
        if found[field] != value
    }


def lines_apart(expected: list[str], found: list[str]) -> str:
    missing = [line for line in expected if line not in found]
    surplus = [line for line in found if line not in expected]
    return f"missing {missing}, surplus {surplus}" if missing or surplus else f"other order or number: {found}"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_gives_the_record_of_a_careful_reader(name: str) -> None:
    found, known = differences(name), KNOWN_GAPS.get(name, {})
    new = [f"{field}: {both}" for field, both in found.items() if field not in known]
    closed = [f"{field}: the gap is closed, take it off known_gaps.json" for field in known if field not in found]
    assert new + closed == [], expected_of(name)["defect"]


def test_each_doubt_and_each_refusal_has_a_meaning() -> None:
    found = [read_whole(page_of(name), expected_of(name)["url"], expected_of(name)["http_charset"]) for name in NAMES]
    assert {flag for record in found for flag in record.get("quality", {}).get("flags", ())} <= FLAGS.keys()
    assert {record["refusal"] for record in found if "refusal" in record} <= TABLE.keys()


def test_the_pairs_that_are_right_in_full_only_become_more() -> None:
    assert len(NAMES) - len(KNOWN_GAPS) >= RIGHT_FLOOR


def test_each_gap_is_of_a_pair_and_has_a_reason() -> None:
    for name, gaps in KNOWN_GAPS.items():
        assert name in NAMES
        assert gaps, f"{name}: an entry without gaps hides a pair that is right"
        assert gaps.keys() <= {*expected_of(name).get("record", ()), "refusal"}
        assert all(reason.strip() for reason in gaps.values())


def test_the_pairs_are_whole_and_cover_many_languages() -> None:
    assert sorted(path.name.removesuffix(".expected.json") for path in GOLDEN.glob("*.expected.json")) == NAMES
    pairs = [expected_of(name) for name in NAMES]
    assert all(pair["defect"] and ".example/" in pair["url"] for pair in pairs)
    assert all(set(pair.get("record", ())) <= FIELDS and ("record" in pair) != ("refusal" in pair) for pair in pairs)
    assert len(pairs) >= PAIRS_FLOOR
    assert len({pair["language"] for pair in pairs}) >= LANGUAGES_FLOOR
