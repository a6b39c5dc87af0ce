"""Split bodies, stretches of prose, agreement: on pages built here."""

import pytest

from transforms.pure.body.agreement import agreement, most_agreed, word_grams
from transforms.pure.body.layout import read_layout
from transforms.pure.page.elements import parse_html
from transforms.pure.page.lines import page_lines

SENTENCES = [
    f"In village number {n} the water stood knee deep in the cellars, and the pumps ran until late in the evening."
    for n in range(8)
]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_parts_of_a_split_body_come_together() -> None:
    parts = "".join(f"<div class='part'>{paragraphs(SENTENCES[at : at + 4])}</div><ul><li>x</ul>" for at in (0, 4))
    tree = parse_html(f"<html><body><article>{parts}</article></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree)) if block.text in SENTENCES] == SENTENCES


@pytest.mark.parametrize("box", ["<nav>", "<aside class='related'>", "<div class='newsletter'>", "<footer>"])
def test_a_stretch_leaves_out_boxes(box: str) -> None:
    tag = box.strip("<>").split(" ")[0]
    inner = f"{box}<p>Another story altogether, told at some length so that it might pass for prose.</p></{tag}>"
    tree = parse_html(
        f"<html><body><div>{paragraphs(SENTENCES[:4])}{inner}{paragraphs(SENTENCES[4:])}</div></body></html>"
    )
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == SENTENCES


@pytest.mark.parametrize(
    "stray", ["<div>Ana Sample</div>", f"<div class='below'>{SENTENCES[0].replace('cellars', 'picture')}</div>"]
)
def test_a_stretch_leaves_out_what_stands_apart_from_its_paragraphs(stray: str) -> None:
    inner = f"<div class='text'>{paragraphs(SENTENCES[:4])}</div><div class='x'>{stray}</div>"
    tree = parse_html(f"<html><body>{inner}<div class='text'>{paragraphs(SENTENCES[4:])}</div></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == SENTENCES


def test_prose_in_elements_of_many_kinds_is_one_stretch() -> None:
    parts = "".join(f"<div class='c{at}'>{text}</div>" for at, text in enumerate(SENTENCES))
    tree = parse_html(f"<html><body><main>{parts}</main></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == SENTENCES


@pytest.mark.parametrize(
    ("between", "lines"),
    [("<br>", [" ".join(SENTENCES[:2])]), ("<br><br>", SENTENCES[:2]), ("<br>\n<br>\n<br>", SENTENCES[:2])],
    ids=["one break parts words", "two part paragraphs", "so do more, with space between"],
)
def test_breaks_part_paragraphs(between: str, lines: list[str]) -> None:
    tree = parse_html(f"<html><body><div>{between.join(SENTENCES[:2])}</div></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == lines


def test_agreement_is_shared_runs_of_words() -> None:
    assert agreement(word_grams("a b c d e"), word_grams("a b c d e")) == 1.0
    assert agreement(word_grams("a b c d e"), word_grams("v w x y z")) == 0.0
    assert agreement(word_grams(""), word_grams("")) == 0.0


def test_the_outsider_is_not_chosen() -> None:
    texts = {
        name: word_grams(text) for name, text in {"odd": "p q r s t", "one": "a b c d e", "two": "a b c d"}.items()
    }
    assert most_agreed(texts, texts) == "one"
