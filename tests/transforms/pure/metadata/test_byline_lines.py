"""The authors of an article in lines without markup."""

import pytest
from lxml.html import document_fromstring

from transforms.pure.metadata.byline_lines import read_byline_lines
from transforms.pure.page.notes import take_notes

LINES = {
    "date ahead": ("<div>03/01/2026 by Ana Sample, Valley Watcher</div>", ["Ana Sample", "Valley Watcher"]),
    "date in words ahead": ("<p>14 April 2026 | By Ana Sample</p>", ["Ana Sample"]),
    "copyright": ("<p>2026 by Valley Herald Group</p><p>© 2020-2026 by Valley Herald Group</p>", []),
    "heading of a biography": ("<h3>Written by Ana Sample</h3>", ["Ana Sample"]),
    "heading of a menu": ("<h4>By Event Type</h4>", []),
    "label in a line of its own": ("<div><p>Author</p><p>Ana Sample</p></div>", ["Ana Sample"]),
    "words ahead in a line of their own": ("<div><span>Written by</span><div>Ana Sample</div></div>", ["Ana Sample"]),
    "label in the footer": ("<footer><p>Published by</p><p>Valley Herald Group</p></footer>", []),
    "line break behind": ("<p>By <a>Ana Sample</a><br>View In Print</p>", ["Ana Sample"]),
    "glued": ("<p>By<a>Ana Sample</a></p>", ["Ana Sample"]),
    "source": ("<p>2026年04月24日07:15 | 来源：山谷网</p>", []),
}


@pytest.mark.parametrize(("body", "expected"), LINES.values(), ids=LINES.keys())
def test_byline_lines(body: str, expected: list[str]) -> None:
    page = document_fromstring(f"<html><body>{body}</body></html>")
    assert list(read_byline_lines(take_notes(page), lambda name: False)) == expected


def test_a_line_of_the_site_alone_is_passed_over() -> None:
    page = document_fromstring("<html><body><p>By Valley Herald</p><p>By Ana Sample</p></body></html>")
    assert list(read_byline_lines(take_notes(page), lambda name: name == "Valley Herald")) == ["Ana Sample"]
