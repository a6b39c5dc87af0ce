"""Which reading gives the text of a page, and what takes its place where a page shows none."""

from __future__ import annotations

import json

import pytest
from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.body import bodies
from transforms.pure.body.bodies import STEPS, Body, read_body, read_script_body
from transforms.pure.body.parsed_page import ParsedPage, prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes

ADDRESS = "https://www.paper.example/news/ferry-84211"
TITLE = "Ferry follows the church bell"
STORY = [
    f"When the bell of Lyng church strikes {hour}, the ferry leaves for the island, and nobody has missed it since August."
    for hour in ("one", "two", "three", "four", "five", "six", "seven")
]
MARKUP = "".join(f"<p>{line}</p>" for line in STORY)
EMPTY = "<div id='app'></div>"


def parsed(body: str, head: str = "") -> ParsedPage:
    tree = parse_html(f"<html lang='en'><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>")
    assert tree is not None
    hints = read_hints(take_notes(tree), ADDRESS)
    etree.strip_elements(tree, "script", with_tail=False)
    return prepare_page(tree, ADDRESS, hints)


def linked(**fields: str) -> str:
    said = {"@type": "NewsArticle", "headline": TITLE, **fields}
    return f"<script type='application/ld+json'>{json.dumps(said)}</script>"


def test_two_readings_that_agree_settle_the_text() -> None:
    body = read_body(parsed(f"<main><article><h1>{TITLE}</h1>{MARKUP}</article></main>"))
    assert body.paragraphs == STORY
    assert (body.source, body.agreement, body.flags, body.line_up) == ("layout", 1.0, (), ())
    assert [reading.name for reading in body.readings] == ["layout", "resiliparse"]
    assert body.blocks == [Block(line) for line in STORY]


def test_without_that_step_trafilatura_is_asked() -> None:
    body = read_body(parsed(f"<main><article><h1>{TITLE}</h1>{MARKUP}</article></main>"), without={"settle"})
    assert body.paragraphs == STORY
    assert (body.source, [reading.name for reading in body.readings]) == ("layout", ["trafilatura", "layout"])


def test_where_trafilatura_has_much_more_its_fast_reading_may_settle_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    # Which fallbacks take comments changes with each release of trafilatura: what they give here is made up.
    letters = [
        f"Reader {n} writes that ferry {n} came too late, and asks for a new clock for pier {n}." for n in range(16)
    ]
    box = "".join(f"<div class='comment'><p>{line}</p></div>" for line in letters)
    asked = []

    def read(tree: HtmlElement, *, fast: bool = False) -> list[Block]:
        asked.append(fast)
        return [*map(Block, STORY), *map(Block, () if fast else letters)]

    monkeypatch.setattr(bodies, "by_trafilatura", read)
    body = read_body(parsed(f"<article><h1>{TITLE}</h1>{MARKUP}</article>{box}"))
    assert asked == [False, True]
    assert body.paragraphs == STORY
    assert (body.source, body.agreement, body.line_up) == ("layout", 1.0, ())


def test_readings_that_differ_compete() -> None:
    # Prose in boxes named as comments: what the layout leaves out, others take.
    split = f"<div class='comments'>{MARKUP[: len(MARKUP) // 2]}</div><div>{MARKUP[len(MARKUP) // 2 :]}</div>"
    other = "".join(f"<div class='sidebar'><p>{line.replace('bell', 'gull')}</p></div>" for line in STORY)
    body = read_body(parsed(f"<main>{split}{other}</main>", linked(articleBody="\n".join(STORY))))
    names = [reading.name for reading in body.line_up]
    assert names == ["trafilatura", "layout", "resiliparse", "jsonld"]
    assert [reading.only_votes for reading in body.line_up] == [False, False, True, True]
    assert "agrees most" in body.why
    # trafilatura has a quarter of the text.
    assert body.source == "layout"


def test_a_quick_reading_that_has_lost_the_text_has_no_say() -> None:
    # It finds nothing but the tagline; all prose of the page is the story.
    story = "".join(f"<div class='footer'>{line}</div>" for line in STORY)
    body = read_body(parsed(f"<p>The paper of all who live between river and quarry.</p><div>{story}</div>"))
    assert [(reading.name, len(reading.kept)) for reading in body.made] == [
        ("layout", len(STORY) + 1),
        ("resiliparse", 1),
        ("prose", len(STORY)),
    ]
    assert [reading.name for reading in body.readings] == ["layout", "prose"]
    assert (body.source, body.paragraphs[1:]) == ("layout", STORY)


def test_no_text_of_a_line_or_two_is_settled_by_the_pages_prose() -> None:
    body = read_body(parsed(f"<div class='footer'>{STORY[0]}</div>"))
    assert "trafilatura" in [reading.name for reading in body.made]


def test_lists_that_another_reading_lost_are_kept() -> None:
    listed = [line.replace("ferry", other) for other in ("barge", "boat") for line in STORY]
    items = "".join(f"<li>{line}</li>" for line in listed)
    body = read_body(parsed(f"<h1>{TITLE}</h1><div>{MARKUP}<figure><ul>{items}</ul></figure></div>"))
    assert body.paragraphs == [*STORY, *listed]
    assert body.why == "the two readings differ, but only by lists and tables that trafilatura lost"


FEED = MARKUP + "<p>Subscribe to our newsletter.</p>"
FALLBACKS = {
    "JSON-LD": (linked(articleBody="\n".join(STORY)), None, "jsonld", STORY),
    "the feed, cleaned": ("", FEED, "feed", STORY),
    "a short JSON-LD text and the feed": (linked(articleBody=STORY[0]), FEED, "feed", STORY),
    "a short JSON-LD text": (linked(articleBody=STORY[0]), None, "jsonld", STORY[:1]),
}


@pytest.mark.parametrize(("head", "feed", "source", "text"), FALLBACKS.values(), ids=FALLBACKS)
def test_a_page_without_text_takes_one_from_elsewhere(
    head: str, feed: str | None, source: str, text: list[str]
) -> None:
    body = read_body(parsed(EMPTY, head), feed_content=feed)
    assert (body.source, body.flags, body.agreement) == (source, ("fallback",), None)
    assert body.paragraphs == text


def test_the_feed_can_be_left_out() -> None:
    body = read_body(parsed(EMPTY), without={"feed"}, feed_content=FEED)
    assert (body.paragraphs, body.flags, body.is_thin) == ([], (), True)


def test_a_page_that_shows_its_text_needs_no_feed() -> None:
    body = read_body(parsed(f"<article>{MARKUP}</article>"), feed_content=FEED)
    assert (body.source, body.paragraphs, body.is_thin) == ("layout", STORY, False)


def test_a_text_that_was_printed_twice_is_flagged() -> None:
    body = read_body(parsed(f"<article>{MARKUP}{MARKUP}</article>"))
    assert (body.paragraphs, body.flags) == (STORY, ("repeated",))
    assert {block.reason for block in body.dropped} == {"repeat"}


def test_an_embedded_post_comes_back_into_another_reading() -> None:
    post = "<blockquote class='social'><p>The bell is rung by hand.</p></blockquote>"
    page = f"<main><article>{''.join(f'<p>{line}</p>' for line in STORY[:3])}{post}<p>{STORY[3]}</p></article></main>"
    assert "The bell is rung by hand." in read_body(parsed(page), without={"settle"}).paragraphs


def test_the_data_of_scripts_is_the_last_resort() -> None:
    scripted = f"{EMPTY}<script>state = {json.dumps({'body': MARKUP})}</script>"
    tree = parse_html(f"<html><head><title>{TITLE}</title></head><body>{scripted}</body></html>")
    body = read_script_body(tree, parsed(EMPTY))
    assert body is not None
    assert (body.paragraphs, body.source, body.flags) == (STORY, "state", ("fallback",))
    assert [reading.name for reading in body.readings] == ["state"]


@pytest.mark.parametrize("script", ["", "<script>var a = 1</script>"], ids=["no script", "no text in it"])
def test_scripts_without_a_text_give_none(script: str) -> None:
    assert read_script_body(parse_html(f"<html><body>{EMPTY}{script}</body></html>"), parsed(EMPTY)) is None
    assert read_script_body(None, parsed(EMPTY)) is None


def test_a_body_is_built_with_keywords() -> None:
    with pytest.raises(TypeError, match="positional"):
        Body([], "layout")  # type: ignore[call-arg]


def test_no_step_stands_twice() -> None:
    assert len(set(STEPS)) == len(STEPS)
    assert {"gate", "settle", "quotes", "state", "feed", "title", "tail"} <= set(STEPS)
