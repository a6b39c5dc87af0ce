"""The lines of a short element as its layout parts them."""

import pytest
from lxml.html import fragment_fromstring

from transforms.pure.metadata.parted_lines import lines_of


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div>Ana <b>Sample</b></div>", [("Ana Sample", "b ")]),
        (
            "<div><div>Ana Sample</div><div class='job'>Editor</div></div>",
            [("Ana Sample", "div "), ("Editor", "div job")],
        ),
        ("<p>By<a>Ana Sample</a></p>", [("By", "p "), ("Ana Sample", "a ")]),
        (
            "<p><span class='n'>Ana Sample</span><span>Ben Sample</span></p>",
            [("Ana Sample", "span n"), ("Ben Sample", "span ")],
        ),
        ("<p>Ana Sample<br>3 May</p>", [("Ana Sample", "p "), ("3 May", "p ")]),
        ("<p><script>Ben</script>Ana</p>", [("Ana", "p ")]),
        ("<p> <b> </b> </p>", []),
    ],
)
def test_lines_of_a_short_element(markup: str, expected: list[tuple[str, str]]) -> None:
    assert lines_of(fragment_fromstring(markup)) == expected
