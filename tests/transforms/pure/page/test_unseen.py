"""What no reader sees: notes that a style hides, text for screen readers, marks of footnotes."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement, fromstring

from transforms.pure.page.unseen import (
    MAX_HIDDEN_CHARACTERS,
    is_footnote_mark,
    is_hidden_note,
    is_shown_as_block,
    is_unseen,
)

NONE = "style='display: none'"
LONG = "x" * (MAX_HIDDEN_CHARACTERS + 1)

NOTES = {
    "a paragraph": (f"<p>One</p><p id='x' {NONE}>Two</p><p>Three</p>", True),
    "a box of paragraphs": (f"<p>One</p><div id='x' {NONE}><p>Two</p></div><p>Three</p>", True),
    "invisible": ("<p>One</p><p id='x' style='color:red;visibility:hidden'>Two</p>", True),
    "not hidden": ("<p>One</p><p id='x' style='color:red'>Two</p>", False),
    "a name of a style that only ends so": ("<p>One</p><p id='x' style='--display:none'>Two</p>", False),
    "shown again": ("<p>One</p><p id='x' style='display:none;color:red;display:block'>Two</p>", False),
    "hidden after all": ("<p>One</p><p id='x' style='display:block;display:none'>Two</p>", True),
    "hidden above all": ("<p>One</p><p id='x' style='DISPLAY : NONE ! important; display: block'>Two</p>", True),
    "visible again": ("<p>One</p><p id='x' style='visibility:hidden;visibility:visible'>Two</p>", False),
    "a block that is invisible": ("<p>One</p><p id='x' style='display:block;visibility:hidden'>Two</p>", True),
    "a long one": (f"<p>One</p><p id='x' {NONE}>{LONG}</p>", False),
    "an answer below its question": (f"<h3>Why?</h3><p id='x' {NONE}>Two</p>", False),
    "an answer in a box below its question": (f"<h3>Why?</h3><div><p id='x' {NONE}>Two</p></div>", False),
    "below a button": (f"<div><button>More</button></div><p id='x' {NONE}>Two</p>", False),
    "ahead of a button": (f"<p>One</p><p id='x' {NONE}>Two</p><button>More</button>", False),
    "one of several": (f"<p>One</p><p id='x' {NONE}>Two</p><p {NONE}>Three</p>", False),
    "the last of several": (f"<p>One</p><p {NONE}>Two</p><p id='x' {NONE}>Three</p>", False),
    "a name that says it opens": (f"<p>One</p><p id='x' class='faq-answer' {NONE}>Two</p>", False),
}


def marked(markup: str) -> HtmlElement:
    found = fromstring(f"<div>{markup}</div>").xpath("//*[@id='x']")[0]
    assert isinstance(found, HtmlElement)
    return found


@pytest.mark.parametrize(("markup", "expected"), NOTES.values(), ids=NOTES)
def test_which_blocks_are_hidden_notes(markup: str, expected: bool) -> None:
    block = marked(markup)
    assert is_hidden_note(block, block.get("style") or "") is expected


INLINE = {
    "for screen readers by name": ("<i class='x visually-hidden'>new window</i>", True),
    "for screen readers by style": ("<i style='clip-path: inset(50%)'>new window</i>", True),
    "hidden": (f"<i {NONE}>desk only</i>", True),
    "hidden by attribute": ("<i hidden>desk only</i>", True),
    "a formula as it is drawn": ("<span class='katex-html'>F</span>", True),
    "an icon that is letters": ("<i class='material-icons'>arrow_forward</i>", True),
    "long": (f"<i {NONE}>{LONG}</i>", False),
    "shown": ("<i style='display:inline'>dam</i>", False),
}


@pytest.mark.parametrize(("markup", "expected"), INLINE.values(), ids=INLINE)
def test_which_inline_elements_are_unseen(markup: str, expected: bool) -> None:
    element = fromstring(markup)
    assert is_unseen(element, element.get("style")) is expected


MARKS = {
    "raised": ("<sup><a href='#n1'>1</a></sup>", True),
    "raised in a link": ("<a href='#n1'><sup>a</sup></a>", True),
    "in brackets": ("<a href='https://valley.example/dam#n1'>[12]</a>", True),
    "a dagger": ("<sup><a href='#n1'>†</a></sup>", True),
    "the way back": ("<a href='#r1'>↩︎</a>", True),
    "a power": ("<sup>2</sup>", False),
    "a link to a part": ("<a href='#part'>12</a>", False),
    "a link elsewhere": ("<sup><a href='/n1'>1</a></sup>", False),
    "a raised word": ("<sup><a href='#new'>new gates</a></sup>", False),
    "nothing in it": ("<a href='#top'></a>", False),
}


@pytest.mark.parametrize(("markup", "expected"), MARKS.values(), ids=MARKS)
def test_which_elements_are_marks_of_footnotes(markup: str, expected: bool) -> None:
    assert is_footnote_mark(fromstring(markup)) is expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [("display:block", True), ("margin:0;display: flex", True), ("display:inline-block", False), ("", False)],
)
def test_which_styles_make_blocks(style: str, expected: bool) -> None:
    assert is_shown_as_block(style) is expected
