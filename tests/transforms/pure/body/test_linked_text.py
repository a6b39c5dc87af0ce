"""The text of JSON-LD: plain, as markup, and as markup that was escaped."""

from __future__ import annotations

import pytest

from transforms.pure.body.linked_text import read_linked_lines

TEXTS = {
    "plain": ("The dam opens.\nIts gate stays.", ["The dam opens.", "Its gate stays."]),
    "paragraphs": ("<p>The dam opens.</p><p>Its <b>gate</b> stays.</p>", ["The dam opens.", "Its gate stays."]),
    "escaped paragraphs": (
        "&lt;p&gt;The dam opens.&lt;/p&gt;&lt;p&gt;It stays.&lt;/p&gt;",
        ["The dam opens.", "It stays."],
    ),
    "escaped twice": ("&amp;lt;p&amp;gt;The dam.&amp;lt;/p&amp;gt;", ["The dam."]),
    "escaped by number": ("&#60;p&#62;The dam.&#60;/p&#62;&#x3C;p&#x3E;Gates.&#x3C;/p&#x3E;", ["The dam.", "Gates."]),
    "escaped breaks": ("The dam opens.&lt;br /&gt;&lt;br /&gt;It stays.", ["The dam opens.", "It stays."]),
    "entities within": ("&lt;p&gt;It is &amp;quot;dry&amp;quot;.&lt;/p&gt;", ['It is "dry".']),
    "entities in a plain text": ("It is &amp;laquo;dry&amp;raquo;.", ["It is «dry»."]),
    "a sign that is no markup": ("Gates 3 &lt; 4.", ["Gates 3 < 4."]),
    "JSON within JSON": (
        r"\u003cp\u003eThe dam.\u003c\/p\u003e\u003cp\u003eIt stays.\u003c\/p\u003e",
        ["The dam.", "It stays."],
    ),
    "breaks of JSON within JSON": (r"The \"dam\" opens.\n\nIt stays.", ['The "dam" opens.', "It stays."]),
    "a character of two escapes": (r"\u003cp>The dam \ud83d\ude00 opens\u0000.\u003c/p>", ["The dam 😀 opens ."]),
    "a path of Windows": (r"It stays in C:\new\dam.", [r"It stays in C:\new\dam."]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "lines"), TEXTS.values(), ids=TEXTS)
def test_the_lines_of_a_text_in_jsonld(text: str, lines: list[str]) -> None:
    assert read_linked_lines(text) == lines
