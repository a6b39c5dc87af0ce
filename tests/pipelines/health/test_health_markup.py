"""Elements, and what comes from outside in them."""

import pytest

from pipelines.health.markup import Markup, element, joined, link, spelt, text

HOSTILE = [
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\" onmouseover=alert(1) x='",
    "&lt;b&gt;",
    "a\x1b[2Jb\u202ec\nd",
    "]]><!--",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_text_stays_text(words: str) -> None:
    made = element("td", words)
    assert made.count("<") == 1 and "\x1b" not in made and "\u202e" not in made and "\n" not in made


@pytest.mark.parametrize("words", HOSTILE)
def test_attributes_stay_attributes(words: str) -> None:
    made = element("td", "x", title=words)
    assert made.startswith('<td title="') and made.count('"') == 2 and made.count("<") == 1


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//valley.example", "about:blank", ""]
)
def test_only_pages_of_the_web_are_linked(url: str) -> None:
    assert link(url, "words") == "words"


def test_a_link() -> None:
    assert (
        link('https://valley.example/?a=1&b="2"', "A & B")
        == '<a href="https://valley.example/?a=1&amp;b=&quot;2&quot;">A &amp; B</a>'
    )


def test_what_is_left_out() -> None:
    assert element("td", None, class_=None, hidden=False, data_k=3) == "<td data-k=3>"
    assert element("meta", charset="utf-8") == "<meta charset=utf-8>"
    assert text(Markup("<b>")) == "<b>" and joined("<", Markup("<b>")) == "&lt;<b>"


def test_code_in_a_sentence() -> None:
    assert spelt("One ` alone") == "One ` alone"
    assert spelt("`<a>`") == "<code>&lt;a&gt;</code>"
