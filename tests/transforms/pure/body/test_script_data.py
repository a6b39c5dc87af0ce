"""The text that a page holds only as data for its scripts."""

import json

import pytest

from transforms.pure.body.script_data import read_script_data
from transforms.pure.page.elements import parse_html

TITLE = "Ferry follows the church bell"
LINES = [
    f"When the bell of Lyng church strikes {hour}, the ferry leaves for the island, and nobody has missed it since August."
    for hour in ("one", "two", "three", "four", "five")
]
MARKUP = "".join(f"<p>{line}</p>" for line in LINES)
STORY = {"title": TITLE, "body": MARKUP}


def found(script: str, kind: str = "") -> list[str]:
    tree = parse_html(f"<html><body><div id='app'></div><script{kind}>{script}</script></body></html>")
    assert tree is not None
    return [block.text for block in read_script_data(tree, [TITLE])]


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(STORY),
        f"window.__STATE__ = {json.dumps(STORY)};",
        f"push([1, {json.dumps('4:' + json.dumps(STORY))}])",
        json.dumps({"blocks": [{"text": line} for line in LINES]}),
        json.dumps({"title": TITLE, "body": "\n".join(LINES)}),
        "if (a == '\"') { b(); } " + f"c({json.dumps(STORY)})",
        json.dumps({"title": TITLE, "body": "{{advert}}" + MARKUP + "[[related]]"}),
    ],
    ids=["data", "assignment", "JSON in JSON", "a string a paragraph", "plain text", "among code", "placeholders"],
)
def test_the_text_is_found_in_every_form_of_state(script: str) -> None:
    assert found(script) == LINES


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (json.dumps({"notice": "".join(f"<p>We and our partners keep cookies, {n}.</p>" * 9 for n in "abc")}), ""),
        (json.dumps({"body": f"<p>{LINES[0]}</p>"}), ""),
        (json.dumps({"body": MARKUP}), ' type="application/ld+json"'),
        (json.dumps({"links": ["/news/ferry-follows-the-church-bell-" + "x" * 60] * 20}), ""),
        ('{"body": "<p>' + LINES[0], ""),
        ("", ""),
    ],
    ids=["of something else", "too short", "JSON-LD has its own reader", "addresses", "cut off", "empty"],
)
def test_what_is_no_article_is_not_taken(script: str, kind: str) -> None:
    assert found(script, kind) == []
