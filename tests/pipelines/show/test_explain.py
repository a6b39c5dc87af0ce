"""The report of `newsbeam extract --explain`: each choice that was made of a page, with its reason."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.onepage import extract_one
from pipelines.show.columns import width_of

ROOT = Path(__file__).parents[3]
DOCS, README = ((ROOT / name).read_text(encoding="utf-8") for name in ("docs/extraction.md", "README.md"))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SENTENCE = "The river rose by two metres during the night, and the bridges were closed until the morning"
STORY = "".join(f"<p>Gate {n}: {SENTENCE}.</p>" for n in "ABCDE")
HEAD = """<title>Dam opens early</title><meta name=author content="Ana Sample">
<meta property=article:published_time content="2026-11-20T10:00:00+01:00">"""
FIGURE = "<figure><img src=/gate.jpg><figcaption>A gate in June</figcaption></figure>"


def report(body: str, columns: int = 100) -> dict[str, list[str]]:
    """The sections of the report by label: their lines, stripped, runs of spaces as one."""
    page = f"<!doctype html><html lang=en><head>{HEAD}</head><body><h1>Dam opens early</h1>{body}</body></html>"
    told = extract_one(
        "-",
        url="https://paper.example/dam",
        config=None,
        columns=columns,
        stdin=io.BytesIO(page.encode()),
        clock=lambda: NOON,
    )
    sections = [section.splitlines() for section in told.text.split("\n\n")]
    assert all(width_of(line) <= max(columns, 60) for lines in sections for line in lines)
    return {lines[0][:10].strip(): [" ".join(line[10:].split()) for line in lines] for lines in sections}


def test_two_readings_that_agree() -> None:
    found = report(f"<article>{STORY}</article>")
    assert found["Page"][:2] == ["https://paper.example/dam", "read from a file; --url gives its address"]
    assert found["Outcome"] == [
        "article, 95 words; confidence 0.99; flags: none",
        "refusal: none (looked for bot_check, consent_page, not_article)",
    ]
    assert found["Readings"] == [
        "quality.agreement 1.00, of the two compared (more compete below 0.90)",
        "* layout 95 words in 5 blocks, agrees with resiliparse 1.00",
        "resiliparse 95 words in 5 blocks (only votes), agrees with layout 1.00",
        "chosen: layout, because the two readings agree",
    ]
    assert found["Dropped"] == found["Unchosen"] == found["Images"] == ["none"]
    assert found["Text"][0] == f"1 paragraph Gate A: {SENTENCE[:49]}… (101 characters)"
    assert len(found["Text"]) == 5


def test_fields_name_their_sources() -> None:
    found = report(f"<article>{STORY}</article>")["Fields"]
    assert "title h1 Dam opens early" in found
    assert "authors meta Ana Sample" in found
    assert "published_at meta 2026-11-20T09:00:00Z" in found
    assert found[-1] == "absent standfirst, modified_at, section, tags, is_free, canonical_url, source.name"


def test_a_dropped_block_has_its_rule() -> None:
    found = report(f"<article>{STORY}<p>Subscribe to our newsletter and never miss a story.</p></article>")
    assert found["Dropped"] == ["prompt Subscribe to our newsletter and never miss a story."]


def test_readings_that_differ_line_up() -> None:
    other = "".join(f"<p>The mill ground flour for the first time since May, wrote reader {n}.</p>" for n in "FGHIJ")
    found = report(f"<article>{STORY}</article><aside><h2>Mill</h2>{other}</aside>")
    assert "the line-up:" in found["Readings"]
    behind = found["Readings"][found["Readings"].index("the line-up:") :]
    assert sum(line.startswith("* ") for line in behind) == 1
    assert any("(only votes)" in line and line.startswith("resiliparse") for line in behind)
    assert "because the two readings differ" in " ".join(behind)


def test_an_image_has_its_place_and_caption() -> None:
    found = report(f"<article>{STORY}{FIGURE}{STORY.replace('Gate', 'Lock')}</article>")
    assert found["Images"] == ["behind 5 https://paper.example/gate.jpg", "caption A gate in June"]


def test_a_refused_page_is_explained_all_the_same() -> None:
    found = report("<article><p>Soon more.</p></article>")
    assert found["Outcome"][0] == "no article: no_text (stage extract)"
    assert "expected at least 100" in " ".join(found["Outcome"])
    assert "Waiting does not help. Lower `extract.min_text_chars`" in " ".join(found["Outcome"])
    assert "title h1 Dam opens early" in found["Fields"]


def test_what_a_refused_page_does_not_have_is_not_listed() -> None:
    told = extract_one("-", url=None, config=None, columns=80, stdin=io.BytesIO(b""), clock=lambda: NOON)
    assert "status         200" in told.text and "None" not in told.text


@pytest.mark.parametrize("columns", [20, 60, 80, 160])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    wide = "水位が夜の間に二メートル上がり、町の橋は朝まで閉鎖された。"
    found = report(f"<article>{STORY}<p>{wide * 20}</p><p>{'x' * 400}</p></article>{FIGURE}", columns)
    assert any(f"({20 * len(wide)} characters)" in line for line in found["Text"])


def test_the_examples_of_the_documentation_are_true() -> None:
    told = extract_one(
        str(ROOT / "sample/sites/rheinblick.example/stadt/markthalle.html"),
        url=None,
        config=None,
        columns=90,
        stdin=io.BytesIO(),
        clock=lambda: NOON,
    )
    assert f"```\n{told.text}\n```" in DOCS
    shown = README.partition("source of each field:\n\n")[2].partition("\n\nIt is what")[0].splitlines()
    assert len(shown) == 3
    assert {line.removeprefix("    ") for line in shown} <= set(told.text.splitlines())
