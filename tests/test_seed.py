"""The seed page, read from ../shared beside the repository and not copied: what repeats in it is dropped or kept apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from whole_pages import read_whole, readable

RESEARCH = Path(__file__).parents[2] / "shared" / "research"
PAGE, EXPECTED = RESEARCH / "seed-page.html", RESEARCH / "seed-expected.json"

pytestmark = pytest.mark.skipif(
    not (PAGE.is_file() and EXPECTED.is_file()), reason=f"the seed page is not there: {PAGE} and {EXPECTED.name}"
)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return known


@pytest.fixture(scope="module")
def found(expected: dict[str, Any]) -> dict[str, Any]:
    return readable(read_whole(PAGE.read_bytes(), expected["url"], "utf-8"))


def test_the_body_is_its_seventeen_paragraphs(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert len(expected["body"]) == 17
    assert found["paragraphs"] == expected["body"]
    assert found["text"] == expected["text"]


def test_the_two_captions_stand_apart_once_each_with_their_places(
    found: dict[str, Any], expected: dict[str, Any]
) -> None:
    shown = [(image["caption"], image["url"], image["position"]) for image in found["images"]]
    assert shown == [(known["text"], known["image"], known["after_paragraph"]) for known in expected["captions"]]
    assert len(shown) == 2


def test_nothing_of_the_page_round_the_body_is_in_it(found: dict[str, Any], expected: dict[str, Any]) -> None:
    unwanted = expected["must_not_contain"]
    assert {"Related...", expected["title"]} < set(unwanted)
    assert [line for line in unwanted if line in found["text"]] == []


def test_what_the_page_says_of_itself_is_read(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found["title"] == expected["title"]
    assert found["standfirst"] is None
    assert found["authors"] == expected["authors"]
    assert found["published_at"] == "2022-12-07T09:55:12Z"
    assert found["modified_at"] == "2022-12-07T10:21:40Z"
    assert (found["language"], found["section"], found["tags"]) == ("en", expected["section"], expected["tags"])
    assert found["canonical_url"] == expected["canonical"]
    assert found["source"]["name"] == expected["site_name"]
