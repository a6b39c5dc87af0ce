"""The lines of a page: where a browser breaks them, what they are, the boxes round them, and what is never shown."""

from __future__ import annotations

import pytest
from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.page.elements import parse_html
from transforms.pure.page.lines import page_lines, read_lines


def tree_of(body: str) -> HtmlElement:
    tree = parse_html(f"<html><head><title>x</title></head><body>{body}</body></html>")
    assert tree is not None
    return tree


BREAKS = {
    "blocks": ("<p>One</p><div>Two</div>Three", ["One", "Two", "Three"]),
    "inline markup": ("<p>The d<b>am</b> <i>opens</i></p>", ["The dam opens"]),
    "one break": ("<p>One<br>two</p>", ["One two"]),
    "two breaks": ("<p>One<br><br>Two</p>", ["One", "Two"]),
    "two breaks with space between": ("<p>One<br> \n <br>Two</p>", ["One", "Two"]),
    "a block in a paragraph": ("<div>One<div>Two</div>Three</div>", ["One", "Two", "Three"]),
    "cells of a row": ("<table><tr><td>One</td><td>1</td></tr></table>", ["One 1"]),
    "no letters": ("<p>* * *</p><p>One</p>", ["One"]),
    "scripts and buttons": ("<p>One<script>x()</script><button>Share</button> two</p>", ["One two"]),
    "a question that opens its answer": ("<div>One<button>Why?</button>two</div>", ["One", "Why?", "two"]),
    "a button in a heading": ("<h3><button>Gates</button></h3>", ["Gates"]),
    "a button that was never closed": ("<div><button>Menu<main><p>One</p></main></div>", ["Menu", "One"]),
    "a button in a paragraph": ("<p>One<button>Why?</button> two</p>", ["One two"]),
    "a shadow root": ("<div><template shadowrootmode='open'><p>One</p></template></div>", ["One"]),
    "a template": ("<div><template><p>One</p></template>Two</div>", ["Two"]),
    "a formula's source": ("<p>F<math><mi>a</mi><annotation>F=a</annotation></math></p>", ["Fa"]),
    "hidden by name": ("<p>One<span class='a sr-only'> (new window)</span> two</p>", ["One two"]),
    "hidden by style": ("<p>One<span style='clip: rect(0 0 0 0)'> (new window)</span> two</p>", ["One two"]),
    "a name that only begins so": ("<p>One<span class='sr-onlyish'> or</span> two</p>", ["One or two"]),
    "a break between turns of a dialogue": ("<p>– When?<br>– On Monday.</p>", ["– When?", "– On Monday."]),
    "a break behind a bold subhead": ("<p><b>Who pays?</b><br>Nobody.</p>", ["Who pays?", "Nobody."]),
    "a break in a heading": ("<h1>– When?<br>– On Monday.</h1>", ["– When? – On Monday."]),
    "a break between links": ("<p><a>1. The dam</a><br><a>2. The gate</a></p>", ["1. The dam 2. The gate"]),
    "blocks by style": (
        "<p><span style='display:block'>One</span><span style='display:block'>Two</span></p>",
        ["One", "Two"],
    ),
    "the page's own elements": ("<x-text><x-p>One</x-p> <x-p>Two</x-p></x-text>", ["One", "Two"]),
    "one of them in a sentence": ("<div>The <x-term>dam</x-term> opens</div>", ["The dam opens"]),
    "sentences without a space": ("<p><i>The dam opens.</i><i>It stays.</i></p>", ["The dam opens. It stays."]),
    "letters of a name without a space": ("<p><i>U.</i><i>S.</i></p>", ["U.S."]),
    "a listing": ("<pre><code>open dam\nopen gate</code></pre>", ["open dam open gate"]),
    "a quotation with marks of its own": ("<p>She called it <q>“dry”</q>.</p>", ["She called it “dry”."]),
    "a quotation": ("<p>She called it <q>dry</q>.</p>", ["She called it “dry”."]),
    "a picture of a character": ("<p>The dam <img alt='🌊'> opens<img alt='dam'></p>", ["The dam 🌊 opens"]),
    "a mark of a footnote": ("<p>The dam.<sup><a href='#n1'>1</a></sup> It opens.</p>", ["The dam. It opens."]),
    "a hidden note": ("<p>" + "One " * 9 + "</p><p style='display:none'>x</p><p>Two</p>", ["One " * 8 + "One", "Two"]),
    "all of it hidden": ("<p style='display:none'>One</p>", ["One"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("body", "texts"), BREAKS.values(), ids=BREAKS)
def test_where_lines_break(body: str, texts: list[str]) -> None:
    assert [line.text for line in page_lines(tree_of(body))] == texts


@pytest.mark.parametrize(("body", "texts"), BREAKS.values(), ids=BREAKS)
def test_reading_lines_does_not_change_the_tree(body: str, texts: list[str]) -> None:
    tree = tree_of(body)
    before = etree.tostring(tree)
    first = page_lines(tree)
    assert etree.tostring(tree) == before
    assert page_lines(tree) == first


KINDS = {
    "paragraph": ("<p>One</p>", "p"),
    "heading": ("<h3>One</h3>", "heading"),
    "item": ("<ul><li>One</li></ul>", "item"),
    "term": ("<dl><dt>One</dt></dl>", "item"),
    "row": ("<table><tr><td>One</td></tr></table>", "row"),
    "quotation": ("<blockquote>One</blockquote>", "quote"),
    "paragraph of a quotation": ("<blockquote><p>One</p></blockquote>", "quote"),
    "paragraph of a row": ("<table><tr><td><p>One</p></td></tr></table>", "row"),
    "paragraphs of a column": ("<table><tr><td><p>One</p><p>Two</p></td></tr></table>", "p"),
    "summary": ("<details><summary>One</summary></details>", "heading"),
    "a question in bold": ("<div><strong>One?</strong></div>", "heading"),
    "a Greek question": ("<div>Ποιος;</div>", "heading"),
    "a line that ends in a semicolon": ("<div>One;</div>", "div"),
    "a question that is a link": ("<div><a href='/a'>One?</a></div>", "div"),
    "a question in a button": ("<div><button>One?</button></div>", "heading"),
    "paragraph of a heading": ("<h2><div>One</div></h2>", "heading"),
    "heading in a quotation": ("<blockquote><h3>One</h3></blockquote>", "heading"),
    "anything else": ("<section>One</section>", "div"),
}


@pytest.mark.parametrize(("body", "kind"), KINDS.values(), ids=KINDS)
def test_what_a_line_is(body: str, kind: str) -> None:
    assert {line.kind for line in page_lines(tree_of(body))} == {kind}


LINKS = {
    "none": ("<p>The dam</p>", (0, 0)),
    "a part": ("<p>The <a href='/1'>dam</a> opens</p>", (3, 1)),
    "two": ("<p><a href='/1'>The</a> <a href='/2'>dam</a></p>", (6, 2)),
    "markup within": ("<p><a href='/1'>The <b>dam</b></a></p>", (6, 1)),
    "a subhead that is its own anchor": ("<h2><a href='#dam'>The dam</a></h2>", (0, 0)),
    "a heading that leads away": ("<h2><a href='/1'>The dam</a></h2>", (7, 1)),
    "a button of a heading": ("<h2><a href='#'>The dam</a></h2>", (7, 1)),
    "a link round blocks": ("<a href='/1'><p>The dam</p></a>", (7, 1)),
}


@pytest.mark.parametrize(("body", "linked"), LINKS.values(), ids=LINKS)
def test_how_much_of_a_line_is_linked(body: str, linked: tuple[int, int]) -> None:
    assert [(line.linked, line.links) for line in page_lines(tree_of(body))] == [linked]


BOXES = {
    "by kind": ("<nav><p>One</p></nav>", ["nav"]),
    "by class": ("<div class='c-related x'><p>One</p></div>", ["div"]),
    "by id": ("<div id='comments'><p>One</p></div>", ["div"]),
    "hidden": ("<div hidden><p>One</p></div>", ["div"]),
    "one in another": ("<aside><div class='share'>One</div></aside>", ["aside", "div"]),
    "a name that only begins so": ("<div class='adsorption'><p>One</p></div>", []),
    "an embedded post": ("<blockquote class='social-post'>One</blockquote>", []),
    "none": ("<main><p>One</p></main>", []),
}


@pytest.mark.parametrize(("body", "tags"), BOXES.values(), ids=BOXES)
def test_the_boxes_round_a_line(body: str, tags: list[str]) -> None:
    assert [[box.tag for box in line.boxes] for line in page_lines(tree_of(body))] == [tags]


def test_an_ideograph_counts_as_two() -> None:
    assert [(line.text, line.length) for line in page_lines(tree_of("<p>ダム 1</p>"))] == [("ダム 1", 6)]


@pytest.mark.parametrize(
    ("body", "holder"),
    [
        ("<section><p>One</p></section>", "section"),
        ("<ul><li>One</li></ul>", "ul"),
        ("<section>One</section>", "section"),
        ("<blockquote><p>One</p></blockquote>", "p"),
    ],
    ids=["of a paragraph", "of an item", "of a text alone", "of a quotation"],
)
def test_what_holds_a_line_and_its_neighbours(body: str, holder: str) -> None:
    assert page_lines(tree_of(body))[0].holder.tag == holder


def test_what_only_screen_readers_speak_is_named() -> None:
    tree = tree_of("<p>One<i class='visually-hidden'>Two</i><noscript><i class='sr-only'>Three</i></noscript></p>")
    lines, spoken = read_lines(tree)
    assert [line.text for line in lines] == ["One"]
    assert [element.text for element in spoken] == ["Two"]


@pytest.mark.parametrize(("language", "text"), [("en", "“dry”"), ("de-AT", "„dry“"), ("fr", "«dry»"), ("", "“dry”")])
def test_a_quotation_has_the_marks_of_the_pages_language(language: str, text: str) -> None:
    tree = parse_html(f"<html lang='{language}'><body><p><q>dry</q></p></body></html>")
    assert tree is not None
    assert [line.text for line in page_lines(tree)] == [text]
