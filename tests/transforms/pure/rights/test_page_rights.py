"""What publishers say of the uses of their pages, standard by standard, with conflicts: the cases of tests/data/rights."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml.html import document_fromstring

from transforms.pure.page.jsonld import read_linked
from transforms.pure.page.metas import read_metas
from transforms.pure.page.notes import take_notes
from transforms.pure.rights.page_rights import read_rights
from transforms.pure.rights.robots_lines import read_robots_rights, say_robots
from transforms.pure.rights.rsl import read_rsl, say_contents
from transforms.pure.rights.tdmrep import read_tdm_file, say_file
from transforms.rights import Heard, Rights

CASES = Path(__file__).parents[3] / "data" / "rights"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
PAGE = "https://valley.example/news/dam"
VALUES = ("tdm", "train_ai", "ai_input", "search", "licence_url", "policy_url")


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['id']}")
        for file in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def rights_of(case: dict[str, Any]) -> Rights:
    url = case.get("url", PAGE)
    html = document_fromstring(f"<html><body>{case.get('html', '<p>Dam</p>')}{rsl_script(case)}</body></html>")
    notes = take_notes(html)
    linked = read_linked(script.text or "" for script in html.iter("script") if "ld+json" in script.get("type", ""))
    said = say_robots(read_robots_rights(case.get("robots", ""), "newsbeam"), url)
    said += say_file(read_tdm_file(case.get("tdmrep", "").encode()), url)
    documents = tuple(
        (address, one)
        for address, document in case.get("documents", {}).items()
        for one in say_contents("rsl_document", read_rsl(whole(document).encode()), url)
    )
    heard = Heard(statements=tuple(said), headers=tuple(case.get("headers", {}).items()), documents=documents)
    return read_rights(notes, read_metas(notes.named("meta")), linked.rights, url, NOON, heard)


def whole(contents: str) -> str:
    return f'<rsl xmlns="https://rslstandard.org/rsl">{contents}</rsl>'


def rsl_script(case: dict[str, Any]) -> str:
    document = case.get("rsl_document", whole(case["rsl"]) if "rsl" in case else None)
    return f'<script type="application/rsl+xml">{document}</script>' if document else ""


@pytest.mark.parametrize("case", cases())
def test_what_follows_from_what_is_said(case: dict[str, Any]) -> None:
    rights = rights_of(case)
    found = {name: value for name in VALUES if (value := getattr(rights, name)) is not None}
    assert found == case["then"]
    if "signals" in case:
        assert [signal.value for signal in rights.signals] == case["signals"]


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 120


def test_a_signal_is_kept_in_the_publishers_words() -> None:
    rights = rights_of({"headers": {"tdm-reservation": "1", "x-robots-tag": "noai, \x1b[2J"}})
    assert [(signal.standard, signal.place, signal.value) for signal in rights.signals] == [
        ("tdmrep", "header", "tdm-reservation: 1"),
        ("robots_meta", "header", "noai, [2J"),
    ]
    assert rights.seen_at == NOON


@pytest.mark.parametrize("text", ["", " \n ", "\u00a0", "\x01\x7f"])
def test_a_document_in_the_page_that_is_blank_says_nothing(text: str) -> None:
    assert rights_of({"html": f'<script type="application/rsl+xml">{text}</script>'}).signals == ()


def test_a_signal_is_cut_and_there_are_not_many() -> None:
    rights = rights_of({"html": "".join(f'<a rel="license" href="/{at}/{"x" * 900}">L</a>' for at in range(90))})
    assert len(rights.signals) == 50
    assert max(len(signal.value) for signal in rights.signals) == 500
