"""What opens an article: the standfirst's own field, or the text."""

import msgspec
import pytest
from page_hints import hints

from transforms.pure.body.bodies import Body
from transforms.pure.body.opening import settle_opening
from transforms.pure.page.blocks import Block

LEAD = "The keeper of the dam would rather be early than sorry this year, he says."
STORY = "On Monday the gates stayed open until the water had gone down by a metre, and then by another. " * 2


def body(*paragraphs: str) -> Body:
    return Body(
        paragraphs=list(paragraphs),
        source="layout",
        agreement=None,
        flags=(),
        dropped=[],
        readings=(),
        line_up=(),
        why="",
        blocks=[Block(text) for text in paragraphs],
    )


OPENINGS = {
    "a lead that the text lacks": (None, LEAD, [STORY], LEAD, [STORY]),
    "a lead that the text has": (None, LEAD, [LEAD, STORY], None, [LEAD, STORY]),
    "a lead beside too little": (None, LEAD, ["Read on."], None, ["Read on."]),
    "a standfirst and a text": (LEAD, None, [STORY], LEAD, [STORY]),
    "a standfirst and no text": (LEAD, None, [], None, [LEAD]),
    "a standfirst and a line": (LEAD, None, ["More follows."], None, [LEAD, "More follows."]),
    "a standfirst in a short text": (LEAD, None, [LEAD], LEAD, [LEAD]),
}


@pytest.mark.parametrize(
    ("standfirst", "lead", "text", "expected", "paragraphs"), OPENINGS.values(), ids=OPENINGS.keys()
)
def test_a_line_below_the_title_stands_in_one_place(
    standfirst: str | None, lead: str | None, text: list[str], expected: str | None, paragraphs: list[str]
) -> None:
    found = msgspec.structs.replace(hints("", ""), standfirst=standfirst, lead=lead)
    settled, whole = settle_opening(found, body(*text))
    assert (settled.standfirst, whole.paragraphs) == (expected, paragraphs)
    assert [block.text for block in whole.blocks] == paragraphs
