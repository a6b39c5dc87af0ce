"""What kind of article a label above the title says that it is."""

import pytest
from lxml.html import fromstring
from page_hints import hints

from transforms.pure.metadata.visible_kinds import find_visible_kinds
from transforms.pure.page.notes import take_notes

TITLE = "The bridge has to go"
TEXT = "<p>The river rose by two metres overnight and the old bridge was closed to all traffic, the council said.</p>"
HEADING = f"<h1>{TITLE}</h1>"

LABELS = {
    "a kicker": f"<header><span class='kicker'>Opinion</span>{HEADING}</header>",
    "a kicker that is a link": f"<header><div><a href='/opinion'>Opinion</a></div>{HEADING}</header>",
    "a kicker between signs": f"<header><p>| KOMMENTAR |</p>{HEADING}</header>",
    "with the author's name": f"<header><p>Kommentar von Ada Lenk</p>{HEADING}</header>",
    "French": f"<header><p>Tribune</p>{HEADING}</header>",
}
PAID = {
    "an advertorial": f"<header><div>Advertorial</div>{HEADING}</header>",
    "German": f"<div><div class='label'>Anzeige</div>{HEADING}</div>",
    "with the advertiser's name": f"<header><p>Sponsored by Kerlenwerk</p>{HEADING}</header>",
}
NONE = {
    "a menu": f"<header><nav><a href='/opinion'>Opinion</a></nav>{HEADING}</header>",
    "a list": f"<header><ul><li>News</li><li>Opinion</li></ul>{HEADING}</header>",
    "a place for advertisements": f"<div><div class='adsContainer'>Anzeige</div>{HEADING}</div>",
    "another such place": f"<div><div class='banner-top'><span>Advertorial</span></div>{HEADING}</div>",
    "a word of a longer line": f"<header><p>Opinion is divided in the valley</p>{HEADING}</header>",
    "below the title": f"<header>{HEADING}<p>Opinion</p></header>",
    "far above the title": f"<header><p>Opinion</p>{TEXT}{HEADING}</header>",
    "another article's": f"<div><section><h2>Opinion</h2>{TEXT}</section></div><article>{HEADING}</article>",
    "another section": f"<header><p>Politics</p>{HEADING}</header>",
    "an analysis": f"<header><p>Analysis</p>{HEADING}</header>",
}


def kinds(top: str) -> list[str]:
    page = fromstring(f"<html><body><main>{top}{TEXT}</main></body></html>")
    return [kind.value for kind in find_visible_kinds(take_notes(page), [TITLE])]


@pytest.mark.parametrize("top", LABELS.values(), ids=LABELS)
def test_opinions(top: str) -> None:
    assert kinds(top) == ["opinion"]


@pytest.mark.parametrize("top", PAID.values(), ids=PAID)
def test_what_was_paid_for(top: str) -> None:
    assert kinds(top) == ["sponsored"]


@pytest.mark.parametrize("top", NONE.values(), ids=NONE)
def test_what_is_no_label_of_the_article(top: str) -> None:
    assert kinds(top) == []


def test_without_a_title_no_label_counts() -> None:
    assert find_visible_kinds(take_notes(fromstring("<div><p>Opinion</p></div>")), [TITLE]) == ()


def test_a_page_has_each_kind_once_and_says_where_it_stands() -> None:
    page = hints("", f"<article>{LABELS['a kicker']}{TEXT * 3}</article>")
    assert [(kind.value, kind.source) for kind in page.kinds] == [("opinion", "page")]
    declared = '<script type="application/ld+json">{"@type": "OpinionNewsArticle", "headline": "The bridge has to go"}</script>'
    page = hints(declared, f"<article>{LABELS['a kicker']}{TEXT * 3}</article>")
    assert [(kind.value, kind.source) for kind in page.kinds] == [("opinion", "jsonld")]
