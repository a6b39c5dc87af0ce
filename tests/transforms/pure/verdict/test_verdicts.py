"""What a page turns out to be: refused for a reason, or an article of a kind with its doubts."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from transforms.pure.body.agreement import word_grams
from transforms.pure.body.bodies import Body, Reading
from transforms.pure.body.parsed_page import ParsedPage, prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes
from transforms.pure.verdict.barriers import BarrierSigns
from transforms.pure.verdict.verdicts import Verdict, judge_page

ADDRESS = "https://www.paper.example/news/dam-84211"
TEXT = "The dam opens early this year, and the keeper of the lock has counted every litre of it."
LIVE = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Dam"}</script>'
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Dam"}</script>'


def parsed(body: str, head: str = "", address: str = ADDRESS) -> ParsedPage:
    tree = parse_html(f"<html lang='en'><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return prepare_page(tree, address, read_hints(take_notes(tree), address))


def body_of(*paragraphs: str) -> Body:
    return Body(
        paragraphs=list(paragraphs),
        source="layout",
        agreement=1.0,
        flags=("repeated",),
        dropped=[],
        readings=(),
        line_up=(),
        why="",
        blocks=[Block(text) for text in paragraphs],
    )


REFUSED = {
    "a check by its words": ("<title>Just a moment...</title>", BarrierSigns(), "bot_check", "a check for robots"),
    "a check by what it does": ("", BarrierSigns(sets_task=True), "bot_check", "a check for robots"),
    "consent": ("<title>Before you continue</title>", BarrierSigns(), "consent_page", "a request for consent"),
    "nothing there": ("<title>404</title>", BarrierSigns(), "not_article", "a page that says that nothing is there"),
}


@pytest.mark.parametrize(("head", "signs", "reason", "what"), REFUSED.values(), ids=REFUSED)
def test_a_page_without_an_article_is_refused(head: str, signs: BarrierSigns, reason: str, what: str) -> None:
    body = body_of("Wait here.")
    found = judge_page(parsed("<p>Wait here.</p>", head), body, signs)
    assert found.refusal is not None
    assert (found.kind, found.body, found.refusal.reason, found.refusal.what) == ("article", body, reason, what)


def test_the_front_page_is_refused() -> None:
    found = judge_page(parsed(f"<p>{TEXT}</p>", address="https://www.paper.example/"), body_of(TEXT), BarrierSigns())
    assert found.refusal is not None
    assert found.refusal.what == "the front page of the site"


def test_a_declared_article_is_no_barrier() -> None:
    page = parsed(f"<p>{TEXT}</p>", f"{NEWS}<title>Just a moment...</title>")
    assert judge_page(page, body_of(TEXT), BarrierSigns(sets_task=True)).refusal is None


def test_an_article_is_given_as_it_was_found() -> None:
    body = body_of(TEXT)
    assert judge_page(parsed(f"<p>{TEXT}</p>", NEWS), body, BarrierSigns()) == Verdict("article", body)


def test_a_text_that_is_cut_off_is_flagged() -> None:
    cut = f"{TEXT[:-1]}…"
    found = judge_page(parsed(f"<p>{cut}</p>", NEWS), body_of(cut), BarrierSigns())
    assert (found.kind, found.body.flags) == ("article", ("repeated", "truncated"))


def test_a_wall_makes_a_stub() -> None:
    found = judge_page(parsed(f"<p>{TEXT}</p><h3>Subscribe to continue</h3>", NEWS), body_of(TEXT), BarrierSigns())
    assert (found.kind, found.body.flags) == ("stub", ("repeated", "truncated"))


LINE = "The water rose by {} centimetres in an hour, the keeper of the lock says."
INTRODUCTION = "The storm has crossed the coast, and the ferries stay in port."
ENTRIES = "".join(f"<div class='entry'><time>1{n}:00</time><p>{LINE.format(n)}</p></div>" for n in range(3))
TIMED = [text for n in range(3) for text in (f"1{n}:00", LINE.format(n))]


def test_a_live_blog_gets_the_time_of_each_entry() -> None:
    page = parsed(f"<main><h1>Dam</h1><p>{INTRODUCTION}</p>{ENTRIES}</main>", LIVE)
    found = judge_page(page, body_of(INTRODUCTION, *(LINE.format(n) for n in range(3))), BarrierSigns())
    assert (found.kind, found.body.paragraphs) == ("liveblog", [INTRODUCTION, *TIMED])
    assert found.body.blocks == ()


def test_the_introduction_of_a_live_blog_comes_from_the_page() -> None:
    page = parsed(f"<main><h1>Dam</h1><p>{INTRODUCTION}</p>{ENTRIES}</main>", LIVE)
    found = judge_page(page, body_of(*(LINE.format(n) for n in range(3))), BarrierSigns())
    assert found.body.paragraphs == [INTRODUCTION, *TIMED]


def test_a_declared_live_blog_without_entries_keeps_its_text() -> None:
    body = body_of(TEXT)
    assert judge_page(parsed(f"<p>{TEXT}</p>", LIVE), body, BarrierSigns()) == Verdict("liveblog", body)


PARTS = [
    f"Gate {letter} of the dam was built by hand, and the lock's keeper still oils it each May." for letter in "ABCDEF"
]
TITLES = [text.rstrip(".") for text in PARTS]
ROUNDUP = "".join(
    f'<div class="gate"><h2><a href="/gates/{n}">All about gate number {n}</a></h2><p>{text}</p></div>'
    for n, text in enumerate(PARTS)
)


@pytest.mark.parametrize(
    ("date", "texts", "others", "what"),
    [
        pytest.param(
            "<p>Published 3 May 2026</p>", PARTS, PARTS, None, id="another reading has the same, and the page a date"
        ),
        pytest.param(
            "", TITLES, ["Menu", "Shop"], "a list of other articles", id="no sentences, no date, and other readings"
        ),
    ],
)
def test_a_page_built_like_a_list_is_an_article_where_its_text_is_trusted(
    date: str, texts: list[str], others: list[str], what: str | None
) -> None:
    made = tuple(
        Reading(name, list(map(Block, lines)), [], word_grams("\n".join(lines)))
        for name, lines in (("layout", texts), ("resiliparse", others))
    )
    body = replace(body_of(*texts), agreement=None, made=made)
    refusal = judge_page(parsed(f"<h1>Gates of the dam</h1>{date}{ROUNDUP}"), body, BarrierSigns()).refusal
    assert (refusal.what if refusal else None) == what
