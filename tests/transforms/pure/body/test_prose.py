"""What the lines of a page are: prose, in the element that holds most of it, in a box."""

from __future__ import annotations

import pytest

from transforms.pure.body.prose import MarkedLine, find_prose, is_caption
from transforms.pure.page.elements import parse_html
from transforms.pure.page.lines import page_lines

SENTENCES = [
    f"On day number {n} the ferry waited for the bell of the church, and the bell waited for the wind to turn."
    for n in range(4)
]
TEXT = f"<div class='text'>{''.join(f'<p>{text}</p>' for text in SENTENCES)}</div>"
OTHER = "Another text altogether, told in one whole sentence so that by its length it might pass for prose."


def marked(body: str) -> dict[str, MarkedLine]:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return {line.text: line for line in find_prose(page_lines(tree))[0]}


def marks(line: MarkedLine) -> tuple[bool, bool, bool]:
    return line.is_prose, line.is_main, line.is_boxed


def test_the_paragraphs_of_the_article_are_prose_where_most_prose_is() -> None:
    found = marked(TEXT)
    assert {marks(line) for line in found.values()} == {(True, True, False)}


# markup of a line, its text: is it prose, in the main element, in a box
OTHERS = {
    "a short line elsewhere": ("<p>Ferry times</p>", "Ferry times", (False, False, False)),
    "a paragraph elsewhere": (f"<div class='x'><p>{OTHER}</p></div>", OTHER, (True, False, False)),
    "in a box by name": (f"<div class='newsletter'><p>{OTHER}</p></div>", OTHER, (False, False, True)),
    "in a box by kind": (f"<aside><p>{OTHER}</p></aside>", OTHER, (False, False, True)),
    "a linked line": (f"<p><a href='/n'>{OTHER}</a></p>", OTHER, (False, False, False)),
    "below a linked heading": (
        f"<div class='q'><h4><a href='/n'>The gulls of Lyng</a></h4><p>{OTHER}</p></div>",
        OTHER,
        (False, False, True),
    ),
    "below a plain heading": (
        f"<div class='q'><h4>The gulls of Lyng</h4><p>{OTHER}</p></div>",
        OTHER,
        (True, False, False),
    ),
    "a comment": (f"<div class='comments'><p>{OTHER}</p></div>", OTHER, (False, False, True)),
    "of the same class": (f"<div class='text'><p>{OTHER}</p></div>", OTHER, (True, True, False)),
}


@pytest.mark.parametrize(("markup", "text", "expected"), OTHERS.values(), ids=OTHERS)
def test_what_stands_elsewhere(markup: str, text: str, expected: tuple[bool, bool, bool]) -> None:
    assert marks(marked(f"<main>{TEXT}{markup}</main>")[text]) == expected


def test_a_box_with_most_of_the_prose_is_the_articles_wrapper() -> None:
    found = marked(f"<div class='promo'>{TEXT}</div>")
    assert {marks(found[text]) for text in SENTENCES} == {(True, True, False)}


def test_a_page_without_prose_has_no_main_element() -> None:
    tree = parse_html("<html><body><p>Ferry times</p><nav>Home</nav></body></html>")
    assert tree is not None
    lines, main = find_prose(page_lines(tree))
    assert main == set()
    assert [marks(line) for line in lines] == [(False, False, False), (False, False, True)]


def test_the_lines_given_are_not_changed() -> None:
    tree = parse_html(f"<html><body>{TEXT}</body></html>")
    assert tree is not None
    lines = page_lines(tree)
    before = list(lines)
    find_prose(lines)
    assert lines == before


CAPTIONS = {
    "beside a picture": ("<div class='q'><img src='a.jpg'><p>The bell, seen in May</p></div>", True),
    "beside none": ("<div class='q'><p>The bell, seen in May</p></div>", False),
    "beside a picture and much text": (
        f"<div class='q'><img src='a.jpg'><p>The bell, seen in May</p><p>{OTHER * 4}</p></div>",
        False,
    ),
}


@pytest.mark.parametrize(("markup", "expected"), CAPTIONS.values(), ids=CAPTIONS)
def test_captions(markup: str, expected: bool) -> None:
    tree = parse_html(f"<html><body><main>{TEXT}{markup}</main></body></html>")
    assert tree is not None
    lines, main = find_prose(page_lines(tree))
    line = next(line for line in lines if line.text == "The bell, seen in May")
    assert is_caption(line, main) is expected
