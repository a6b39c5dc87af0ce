"""Boxes: by kind, by name, and figures that hold something other than a picture."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from transforms.pure.page.boxes import box_signs, is_box

TABLE = "<table><tr><td>Alma</td><td>40</td></tr></table>"

BOXES = {
    "by kind": ("<aside>x</aside>", True),
    "by name": ("<div class='related-posts'>x</div>", True),
    "by id": ("<div id='newsletter'>x</div>", True),
    "hidden": ("<div hidden>x</div>", True),
    "a name that only begins so": ("<div class='relatedness'>x</div>", False),
    "a quotation of a network": ("<blockquote class='social'>x</blockquote>", False),
    "a figure with a picture": ("<figure><img><p>Boats</p></figure>", True),
    "a figure with a film": ("<figure><iframe></iframe><p>Boats</p></figure>", True),
    "a caption alone": ("<figure><figcaption>Boats</figcaption></figure>", True),
    "a figure with a table": (f"<figure>{TABLE}<figcaption>Boats</figcaption></figure>", False),
    "a figure with a table of pictures": (f"<figure><img>{TABLE}</figure>", False),
    "a figure with a listing": ("<figure><pre>x = 1</pre></figure>", False),
    "a figure with a list": ("<figure><ul><li>Alma</li></ul></figure>", False),
    "a figure with pictures in a list": ("<figure><ul><li><img>Alma</li></ul></figure>", True),
    "a figure with paragraphs": ("<figure><p>Alma sails.</p></figure>", False),
    "a pull quote": ("<figure><blockquote><p>Alma sails.</p></blockquote></figure>", True),
    "anything else": ("<div class='text'>x</div>", False),
}


@pytest.mark.parametrize(("markup", "expected"), BOXES.values(), ids=BOXES)
def test_which_elements_are_boxes(markup: str, expected: bool) -> None:
    assert is_box(fromstring(markup)) is expected


SIGNS = {
    "none": ("<div class='text'>", set()),
    "one": ("<div class='text related'>", {"related"}),
    "as far as the word": ("<div class='menu-item-7'>", {"menu"}),
    "with what stands before it": ("<div class='page-widget-text'>", {"page-widget"}),
    "two in one name": ("<div class='sidebar-widget'>", {"sidebar", "sidebar-widget"}),
    "of class and id": ("<div class='ad' id='nav'>", {"ad", "nav"}),
}


@pytest.mark.parametrize(("markup", "expected"), SIGNS.values(), ids=SIGNS)
def test_the_names_that_say_so(markup: str, expected: set[str]) -> None:
    assert box_signs(fromstring(markup)) == expected
