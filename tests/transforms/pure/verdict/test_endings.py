"""How a text ends: whole, cut off, or at a wall."""

import pytest

from transforms.pure.body.parsed_page import prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes
from transforms.pure.verdict.endings import Ending, find_ending

ADDRESS = "https://www.paper.example/news/dam-84211"
TEXT = "The dam opens early this year, and the keeper of the lock has counted every litre of it."
OPEN = TEXT.removesuffix(" of it.")
LOCKED = '<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": false{}}}</script>'
FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": true}</script>'
WALL = "<h3>Subscribe to continue</h3>"
WHOLE, CUT, WALLED = Ending(), Ending(is_truncated=True), Ending(is_truncated=True, is_walled=True)
ENDINGS = {
    "whole": ("", TEXT, "<p>More from the valley</p>", WHOLE),
    "ellipsis": ("", f"{TEXT[:-1]}…", "", CUT),
    "dots in brackets": ("", f"{TEXT[:-1]} [...]", "", CUT),
    "quotation that ends in dots": ("", f"“{TEXT[:-1]}...”", "", CUT),
    "midst of a sentence": ("", OPEN, "", WHOLE),
    "midst of a sentence, and read on": ("", OPEN, "<p>Continue reading</p>", CUT),
    "whole sentence, and read on": ("", TEXT, "<p>Continue reading</p>", WHOLE),
    "wall": ("", TEXT, WALL, WALLED),
    "wall of a page that is free": (FREE, TEXT, WALL, WHOLE),
    "wall behind other articles": ("", TEXT, "<p>Another story</p>" * 12 + WALL, WHOLE),
    "not free, but whole": (LOCKED.format(""), TEXT, "", WHOLE),
    "not free, far fewer words than told": (LOCKED.format(', "wordCount": 640'), TEXT, "", WALLED),
    "not free, all words that were told": (LOCKED.format(', "wordCount": "18"'), TEXT, "", WHOLE),
    "not free, and the last line is the offer": (LOCKED.format(""), "Subscribe to continue", "", WALLED),
    "not free, cut off": (LOCKED.format(""), f"{TEXT[:-1]}…", "", WALLED),
    "not free, the whole text told": (
        LOCKED.format(f', "articleBody": "{TEXT} {"More of it. " * 30}"'),
        TEXT,
        "",
        WALLED,
    ),
    "not free, the text told twice": (LOCKED.format(f', "articleBody": "{TEXT} {TEXT}"'), TEXT, "", WHOLE),
}


@pytest.mark.parametrize(("head", "text", "behind", "expected"), ENDINGS.values(), ids=ENDINGS.keys())
def test_find_ending(head: str, text: str, behind: str, expected: Ending) -> None:
    tree = parse_html(f"<html lang='en'><head>{head}</head><body><p>{text}</p>{behind}</body></html>")
    assert tree is not None
    assert find_ending(prepare_page(tree, ADDRESS, read_hints(take_notes(tree), ADDRESS)), [text]) == expected


def test_an_offer_behind_a_long_text_is_no_wall() -> None:
    paragraphs = [f"{TEXT} {n}." for n in range(40)]
    tree = parse_html(f"<html lang='en'><body>{''.join(f'<p>{text}</p>' for text in paragraphs)}{WALL}</body></html>")
    assert tree is not None
    assert find_ending(prepare_page(tree, ADDRESS, read_hints(take_notes(tree), ADDRESS)), paragraphs) == WHOLE
