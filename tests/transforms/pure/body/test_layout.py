"""Which lines of a page are its article by where they stand: on pages built here."""

import pytest

from transforms.pure.body.layout import read_layout
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_html
from transforms.pure.page.lines import page_lines

SENTENCES = [
    f"On day number {n} the ferry waited for the bell of the church, and the bell waited for the wind to turn."
    for n in range(6)
]
FLOOD = [
    f"In village number {n} the water stood knee deep in the cellars, and the pumps ran until late in the evening."
    for n in range(8)
]
OTHER = "Another text altogether, told in one whole sentence so that by its length it might pass for prose."


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def stretch(body: str) -> list[Block]:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return read_layout(page_lines(tree))


def texts(body: str) -> list[str]:
    return [block.text for block in stretch(body)]


def among(inner: str) -> str:
    return f"<div class='text'>{paragraphs(SENTENCES[:3])}{inner}{paragraphs(SENTENCES[3:])}</div>"


TOWNS = "North: " + ", ".join(f"<a href='/t/{n}'>Town{n}</a>" for n in range(12))
TITLES = "Read: " + "".join(
    f"<a href='/n/{n}'>The harbour master of Lyng counts the gulls again</a> " for n in range(2)
)


@pytest.mark.parametrize(
    ("inner", "kept"),
    [
        (f"<p>{TOWNS}</p>", "North: Town0"),
        (
            "<p>It was <a href='/n'>said by the master of the harbour on Monday</a> that the gulls are many.</p>",
            "It was",
        ),
        ("<h3><a href='/shop'>A lamp for the winter</a></h3>", "A lamp"),
        ("<blockquote class='social-post'><p>The bell is rung by hand.</p></blockquote>", "The bell"),
    ],
    ids=["glossary", "a sentence with a long link", "a linked subhead", "a post"],
)
def test_what_stands_among_the_paragraphs_is_the_articles(inner: str, kept: str) -> None:
    found = texts(among(inner))
    assert next(text for text in found if text not in SENTENCES).startswith(kept)
    assert len(found) == len(SENTENCES) + 1


@pytest.mark.parametrize(
    "inner",
    [
        "<div class='q'><img src='a.jpg'><div>The bell, seen from the ferry on a day in May</div></div>",
        "<div class='q'><picture><img src='a.jpg'></picture><p>The bell, seen from the ferry on a day in May.</p></div>",
        f"<div class='q'><h4><a href='/n'>The gulls of Lyng</a></h4><p>{OTHER}</p></div>",
        "<div class='q'><ul><li>News: <a href='/n'>The harbour master of Lyng counts the gulls</a></li></ul></div>",
        f"<section id='comments'><p>{OTHER}</p></section>",
    ],
    ids=["a caption", "a caption in a paragraph", "a teaser", "a labelled link", "a comment"],
)
def test_what_stands_in_other_elements_is_left_out(inner: str) -> None:
    found = stretch(f"<div>{among(inner)}</div>")
    assert [block.text for block in found] == SENTENCES


@pytest.mark.parametrize(
    "inner",
    [f"<ul><li><div>{OTHER}</div></li></ul>", f"<div class='box'><div>{OTHER}</div></div>", f"<pre>{OTHER}</pre>"],
)
def test_what_stands_deeper_in_the_element_of_the_paragraphs_is_the_articles(inner: str) -> None:
    assert texts(among(inner)) == [*SENTENCES[:3], OTHER, *SENTENCES[3:]]


def test_a_line_ahead_of_the_first_paragraph_is_none_of_them() -> None:
    assert texts(f"<div class='text'><div><div>{OTHER}</div></div>{paragraphs(SENTENCES)}</div>") == SENTENCES


def test_the_entries_of_a_list_are_the_article_where_they_hold_most() -> None:
    links = "<ul><li><a href='/map'>On the map</a></li></ul>"
    entries = "".join(
        f"<h2>Village {n}</h2><div class='entry'><p>{text}</p></div>{links}" for n, text in enumerate(FLOOD)
    )
    found = texts(f"<div><div class='intro'>{paragraphs(SENTENCES[:2])}</div>{entries}</div>")
    assert [text for text in found if text in FLOOD] == FLOOD


def test_an_entry_with_a_picture_is_no_caption() -> None:
    cards = [
        f"<div class='q'><img src='{n}.jpg'><h3>Ferry {n}</h3><p>{text}</p></div>" for n, text in enumerate(FLOOD[:3])
    ]
    assert [text for text in texts(among("".join(cards))) if text in FLOOD] == FLOOD[:3]


@pytest.mark.parametrize("name", ["page-footer", "cookie-notice", "dialog modal", "menu"])
def test_a_dialog_or_a_footer_may_say_as_much_as_the_article(name: str) -> None:
    frame = f"<div class='{name}'>{paragraphs(FLOOD)}</div>"
    assert texts(f"<div class='text'>{paragraphs(SENTENCES)}</div>{frame}") == SENTENCES
    assert texts(f"<div class='{name}'><h1>High water</h1>{paragraphs(FLOOD)}</div>") == FLOOD


def test_a_picture_round_the_text_makes_no_captions() -> None:
    assert (
        texts(f"<article><img src='a.jpg'><p>{SENTENCES[0]}</p><div>{paragraphs(SENTENCES[1:])}</div></article>")
        == SENTENCES
    )


@pytest.mark.parametrize("outer", ["<div class='comments'>", "<div class='post no-comments'>"])
def test_comments_round_the_title_are_the_page(outer: str) -> None:
    assert texts(f"{outer}<h1>Ferry follows bell</h1>{paragraphs(SENTENCES)}</div>")[-6:] == SENTENCES


def test_comments_may_be_longer_than_the_article() -> None:
    remarks = "".join(f"<li><p>{OTHER} {OTHER} Said {n}.</p></li>" for n in range(9))
    assert texts(f"<div>{paragraphs(SENTENCES)}</div><ul class='comments'>{remarks}</ul>") == SENTENCES


def test_what_lies_behind_the_article_element_is_the_pages() -> None:
    found = stretch(f"<main><article>{paragraphs(SENTENCES)}</article><div><p>{OTHER}</p></div></main>")
    assert [block.text for block in found] == SENTENCES


def test_elements_with_most_classes_in_common_are_one_kind() -> None:
    kinds = ["p-4 text lead", "p-4 text", "p-4 text", "p-4 text", "p-4 text wide", "p-4 text last"]
    assert (
        texts("".join(f"<div class='{kind}'><p>{text}</p></div>" for kind, text in zip(kinds, SENTENCES, strict=True)))
        == SENTENCES
    )


@pytest.mark.parametrize(
    "hidden",
    ["class='visually-hidden'", "class='sr-only'", "style='clip: rect(0 0 0 0); height: 1px'"],
    ids=["name", "short name", "style"],
)
def test_what_only_screen_readers_are_told_is_not_read(hidden: str) -> None:
    spoken = f"<span {hidden}> (opens a new window)</span>"
    link = f"<p>It was <a href='/n'>said{spoken}</a> that the gulls of the harbour are many.</p>"
    assert "It was said that the gulls of the harbour are many." in texts(among(link))


def test_parts_of_a_split_body_come_together() -> None:
    parts = "".join(f"<div class='part'>{paragraphs(FLOOD[at : at + 4])}</div><ul><li>x</ul>" for at in (0, 4))
    tree = parse_html(f"<html><body><article>{parts}</article></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree)) if block.text in FLOOD] == FLOOD


@pytest.mark.parametrize("box", ["<nav>", "<aside class='related'>", "<div class='newsletter'>", "<footer>"])
def test_a_stretch_leaves_out_boxes(box: str) -> None:
    tag = box.strip("<>").split(" ")[0]
    inner = f"{box}<p>Another story altogether, told at some length so that it might pass for prose.</p></{tag}>"
    tree = parse_html(f"<html><body><div>{paragraphs(FLOOD[:4])}{inner}{paragraphs(FLOOD[4:])}</div></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == FLOOD


@pytest.mark.parametrize(
    "stray", ["<div>Ana Sample</div>", f"<div class='below'>{FLOOD[0].replace('cellars', 'picture')}</div>"]
)
def test_a_stretch_leaves_out_what_stands_apart_from_its_paragraphs(stray: str) -> None:
    inner = f"<div class='text'>{paragraphs(FLOOD[:4])}</div><div class='x'>{stray}</div>"
    tree = parse_html(f"<html><body>{inner}<div class='text'>{paragraphs(FLOOD[4:])}</div></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == FLOOD


def test_prose_in_elements_of_many_kinds_is_one_stretch() -> None:
    parts = "".join(f"<div class='c{at}'>{text}</div>" for at, text in enumerate(FLOOD))
    tree = parse_html(f"<html><body><main>{parts}</main></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == FLOOD


@pytest.mark.parametrize(
    ("between", "lines"),
    [("<br>", FLOOD[:2]), ("<br><br>", FLOOD[:2]), ("<br>\n<br>\n<br>", FLOOD[:2])],
    ids=["one break between sentences", "two part paragraphs", "so do more, with space between"],
)
def test_breaks_part_paragraphs(between: str, lines: list[str]) -> None:
    tree = parse_html(f"<html><body><div>{between.join(FLOOD[:2])}</div></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == lines


ENDS = {
    "a list": ("<ul><li>Bread</li><li>Salt</li></ul>", ["Bread", "Salt"]),
    "terms": ("<dl><dt>Where</dt><dd>Pier</dd></dl>", ["Where", "Pier"]),
    "a table with its heading": ("<h3>Boats</h3><table><tr><td>Alma<td>40</table>", ["Boats", "Alma 40"]),
    "a table in a wrapper": ("<div><table><tr><td>Alma<td>40</table></div>", ["Alma 40"]),
    "a list, and a last word": ("<ul><li>Bread</li></ul><p>That is all.</p>", ["Bread", "That is all."]),
    "a list of paragraphs": ("<ol><li><p>Bread</p></li><li><p>Salt</p></li></ol>", ["Bread", "Salt"]),
    "a section of its own": ("<section><h2>Brief</h2><ul><li>Bread</li></ul></section>", ["Brief", "Bread"]),
    "a list ahead of links": ("<ul><li>Bread</li></ul><div><ul><li><a href='/f'>Post</a></li></ul></div>", ["Bread"]),
    "links": ("<ul><li><a href='/1'>Bread</a></li><li>Salt</li></ul>", []),
    "a list in a box": ("<div class='tags'><ul><li>Bread</li></ul></div>", []),
    "a list further off": ("<div><div><div><ul><li>Bread</li></ul></div></div></div>", []),
}


@pytest.mark.parametrize(("end", "lines"), ENDS.values(), ids=ENDS)
def test_a_text_may_end_in_a_list(end: str, lines: list[str]) -> None:
    tree = parse_html(f"<html><body><article>{paragraphs(FLOOD)}{end}</article></body></html>")
    assert tree is not None
    assert [block.text for block in read_layout(page_lines(tree))] == [*FLOOD, *lines]
