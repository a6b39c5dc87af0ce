"""Outlines without escapes are mended, and others stay as they are."""

from __future__ import annotations

import pytest
from ends_soon import ends_soon

from transforms.pure.lists.outlines import mend_outlines


@pytest.mark.parametrize(
    ("outline", "mended"),
    [
        pytest.param('<outline text="a"/>', '<outline text="a"/>', id="a good one"),
        pytest.param("<outline text='a'\n  title='b'>\n</outline>", "<outline text='a'\n  title='b'>\n</outline>", id="lines"),
        pytest.param('<outline text="a "b" c"/>', '<outline text="a &quot;b&quot; c"/>', id="quotation marks"),
        pytest.param('<outline text=""a""/>', '<outline text="&quot;a&quot;"/>', id="quotation marks at the ends"),
        pytest.param("<outline text='it's'/>", "<outline text='it&apos;s'/>", id="apostrophes"),
        pytest.param('<outline text="<b>a</b>"/>', '<outline text="&lt;b&gt;a&lt;/b&gt;"/>', id="elements"),
        pytest.param('<outline text="<" /></body>', '<outline text="&lt;" /></body>', id="what follows stays"),
        pytest.param('<outline text="a > b"><!-- c --></outline>', '<outline text="a &gt; b"><!-- c --></outline>', id="comment"),
        pytest.param('<outline xmlUrl="a" xmlUrl="b"/>', '<outline xmlUrl="a"/>', id="an address twice"),
        pytest.param('<outline text="a', '<outline text="a', id="cut off"),
        pytest.param("<outlines/>", "<outlines/>", id="another element"),
        pytest.param("<outline>", "<outline>", id="nothing inside"),
    ],
)  # fmt: skip
def test_outlines(outline: str, mended: str) -> None:
    assert mend_outlines(f"<body>\n{outline}") == f"<body>\n{mended}"


@ends_soon
@pytest.mark.parametrize(
    "text",
    ["<outline " + "</a>" * 1_000_000 + "x", "<outline " + '" a="' * 1_000_000, "<outline " + "<!---->" * 1_000_000,
     "<outline " * 500_000, '<outline a="' + " " * 5_000_000, "<outline " + "-->" * 1_000_000, '<outline "' + '" ' * 2_000_000],
    ids=["closings", "attributes", "comments", "outlines", "spaces", "ends of comments", "quotation marks"],
)  # fmt: skip
def test_what_is_hostile_takes_little_time(text: str) -> None:
    mend_outlines(text)
