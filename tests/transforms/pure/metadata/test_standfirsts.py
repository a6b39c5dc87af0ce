"""The line under the title."""

import pytest
from page_hints import hints

DESCRIBED = '<meta name="description" content="The keeper of the dam would rather be early than sorry this year.">'


LINE = "The keeper of the dam would rather be early than sorry this year."


STANDFIRSTS = {
    "by class": (f'<h1>Dam</h1><p class="article__standfirst">{LINE}</p>', LINE),
    "in the header": (f"<header><h1>Dam</h1><p>{LINE}</p></header>", LINE),
    "as a heading": (f"<h1>Dam</h1><h2>{LINE}</h2>", LINE),
    "first paragraph of the text": (f"<h1>Dam</h1><div><p>{LINE}</p><p>More.</p></div>", None),
    "not shown": ("<h1>Dam</h1>", None),
    "behind a long menu": (f"<div>{'<span>Gates</span>' * 400}</div><h1>Dam</h1><h2>{LINE}</h2>", LINE),
}


@pytest.mark.parametrize(("body", "expected"), STANDFIRSTS.values(), ids=STANDFIRSTS.keys())
def test_standfirst(body: str, expected: str | None) -> None:
    assert hints(DESCRIBED, body).standfirst == expected


TITLE = "<h1>The keeper of the dam</h1>"


STORY = (
    "<div class='t'>"
    + "<p>On Monday the gates stayed open until the water had gone down by a metre.</p>" * 3
    + "</div>"
)


UNANNOUNCED = {
    "with the title": (f"<div>{TITLE}<div>{LINE}</div></div>{STORY}", LINE),
    "behind a byline": (
        f"<div>{TITLE}<div class='byline'>Ana Sample, our woman at the dam of Soller, and Jo</div><p>{LINE}</p></div>{STORY}",
        LINE,
    ),
    "named, in a wrapper": (f"{TITLE}<div data-name='standfirst'><div><p>{LINE}</p></div></div>{STORY}", LINE),
    "a caption": (f"<div>{TITLE}<div><img src='a.jpg'><span>{LINE}</span></div></div>{STORY}", None),
    "a link": (f"<div>{TITLE}<div><a href='/n'>{LINE}</a></div></div>{STORY}", None),
    "a date": (
        f"<div>{TITLE}<div>Published at 10:15 on Monday, the first of March, and updated</div></div>{STORY}",
        None,
    ),
    "the title again": (
        f"<div>{TITLE}<div>The keeper of the dam: the keeper, the dam, the keeper of it</div></div>{STORY}",
        None,
    ),
    "the text": (f"<div>{TITLE}<p>{LINE}</p>{STORY}</div>", None),
    "a first paragraph that is named so": (
        f"{TITLE}<div class='intro'><p>{LINE}</p><p>{LINE} It said so.</p></div>",
        None,
    ),
}


@pytest.mark.parametrize(("body", "expected"), UNANNOUNCED.values(), ids=UNANNOUNCED.keys())
def test_a_standfirst_that_nothing_announces_stands_with_the_title(body: str, expected: str | None) -> None:
    assert hints("", body).standfirst == expected


LEADS = {
    "in the text": (f"{TITLE}<div><p>{LINE}</p><p>More.</p></div>", LINE),
    "in a div of any name": (f"{TITLE}<div class='k2'>{LINE}</div>{STORY}", LINE),
    "behind a place in bold": (f"{TITLE}<div><b>{LINE[:30]}</b>{LINE[30:]}</div>{STORY}", LINE),
    "ahead of the title": (f"<div>{LINE}</div>{TITLE}{STORY}", None),
    "a caption": (f"{TITLE}<figure><figcaption>{LINE}</figcaption></figure>{STORY}", None),
    "nowhere": (f"{TITLE}{STORY}", None),
}


@pytest.mark.parametrize(("body", "expected"), LEADS.values(), ids=LEADS.keys())
def test_a_lead_is_what_the_page_announces_below_the_title(body: str, expected: str | None) -> None:
    assert hints(DESCRIBED, body).lead == expected


def test_a_title_may_be_an_h2_where_the_h1_is_in_a_menu() -> None:
    menu = "<nav><ul><li><h1>The Soller Daily, since 1911</h1></li></ul></nav>"
    head = '<meta property="og:title" content="The keeper of the dam">'
    assert hints(head, f"{menu}<div><h2>The keeper of the dam</h2><div>{LINE}</div></div>{STORY}").standfirst == LINE


def test_a_description_of_the_author_is_none_of_the_article() -> None:
    person = f"<div itemscope itemprop='author'><p class='description' itemprop='description'>{LINE}</p></div>"
    assert hints("", f"{TITLE}{STORY}{person}").standfirst is None
    assert hints("", f"{TITLE}<p class='description' itemprop='description'>{LINE}</p>{STORY}").standfirst == LINE
