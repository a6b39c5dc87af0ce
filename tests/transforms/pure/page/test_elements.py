"""The text of an element as a reader sees it."""

from transforms.pure.page.elements import element_text, parse_html


def test_element_text_keeps_words_apart_and_together() -> None:
    tree = parse_html(
        "<html><body><div>The d<b>am</b><br>opens<script>x()</script><p>early</p>today</div></body></html>"
    )
    assert tree is not None
    assert element_text(tree) == "The dam opens early today"
