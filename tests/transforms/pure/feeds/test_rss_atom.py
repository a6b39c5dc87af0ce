"""RSS and Atom: items, and the publisher's hints."""

from datetime import UTC, datetime
from typing import Any

import pytest
from feed_documents import NOW, URL, item, rss

from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.rss_atom import language_of, read_item

CHANNELS = {
    "ttl in minutes": ("<ttl>15</ttl>", "ttl_seconds", 900.0),
    "ttl of nothing": ("<ttl>0</ttl>", "ttl_seconds", None),
    "ttl that is no number": ("<ttl>soon</ttl>", "ttl_seconds", None),
    "endless ttl": ("<ttl>99999999999999999999</ttl>", "ttl_seconds", None),
    "period": ("<sy:updatePeriod> Weekly </sy:updatePeriod>", "update_seconds", 604800.0),
    "frequency alone is a day's": ("<sy:updateFrequency>4</sy:updateFrequency>", "update_seconds", 21600.0),
    "frequency zero": (
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
        "update_seconds",
        3600.0,
    ),
    "unknown period": ("<sy:updatePeriod>often</sy:updatePeriod>", "update_seconds", None),
    "hours": ("<skipHours><hour>23</hour><hour> 3 </hour><hour>99</hour></skipHours>", "skip_hours", (3, 23)),
    "days": ("<skipDays><day>Monday</day><day>Someday</day></skipDays>", "skip_days", (0,)),
    "no language": ("<language> </language>", "language", None),
}


@pytest.mark.parametrize(("xml", "field", "expected"), CHANNELS.values(), ids=CHANNELS)
def test_the_publishers_hints(xml: str, field: str, expected: object) -> None:
    body = rss("", xml).replace(b"<rss ", b'<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
    assert getattr(parse_feed(body, URL, None, NOW), field) == expected


TITLES = {
    "none": ("", None),
    "blank": ("<title> &#160; </title>", None),
    "only tags": ("<title>&lt;br/&gt;</title>", None),
    "ampersand": ("<title>Q&amp;A</title>", "Q&A"),
    "escaped twice": ("<title>Q&amp;amp;A</title>", "Q&A"),
    "less than": ("<title>5 &lt; 6 and 8 &gt; 7</title>", "5 < 6 and 8 > 7"),
    "inline tags leave no gap": ("<title>&lt;i&gt;Pre&lt;/i&gt;fix</title>", "Prefix"),
    "breaks leave one": ("<title>One&lt;br&gt;two</title>", "One two"),
    "no unfinished entities": ("<title>R&amp;D &amp;copy 5</title>", "R&D &copy 5"),
}


@pytest.mark.parametrize(("xml", "expected"), TITLES.values(), ids=TITLES)
def test_titles_are_plain_text(xml: str, expected: str | None) -> None:
    assert item(xml).title == expected


AUTHORS = {
    "mail and name": ("<author>desk@valley.media (Ann Orrin)</author>", ("Ann Orrin",)),
    "mail alone is no name": ("<author>desk@valley.example</author>", ()),
    "name": ("<author>Ann Orrin</author>", ("Ann Orrin",)),
    "name with brackets": ("<author>Ann Orrin (Hill Desk)</author>", ("Ann Orrin",)),
    "several in one": ("<author>Ann Orrin, Bo Reed and Cy Hill</author>", ("Ann Orrin", "Bo Reed", "Cy Hill")),
    "several in German": ("<author>Von Ann Orrin und Bo Reed</author>", ("Ann Orrin", "Bo Reed")),
    "several in Chinese": ("<author>李雷、韩梅梅</author>", ("李雷", "韩梅梅")),
    "By": ("<author>By ANN ORRIN</author>", ("ANN ORRIN",)),
    "role": ("<author>Ann Orrin, Science Editor</author>", ("Ann Orrin",)),
    "account": ("<author>/u/ann</author>", ("ann",)),
    "handle": ("<author>@ann</author>", ()),
    "placeholder": ("<author>admin</author>", ()),
    "mail and names": ("<author>desk@valley.example (Ann Orrin and Bo Reed)</author>", ("Ann Orrin", "Bo Reed")),
    "agency": ("<author>Valley Press</author>", ("Valley Press",)),
    "several": (
        '<x:creator xmlns:x="http://purl.org/dc/elements/1.1/">Ann</x:creator>'
        '<x:creator xmlns:x="http://purl.org/dc/elements/1.1/">Bo</x:creator>',
        ("Ann", "Bo"),
    ),
}


@pytest.mark.parametrize(("xml", "expected"), AUTHORS.values(), ids=AUTHORS)
def test_authors_are_names(xml: str, expected: tuple[str, ...]) -> None:
    assert item(xml).authors == expected


def test_a_summary_is_cut_a_content_is_whole_or_absent_and_neither_twice() -> None:
    long = "<p>" + "rain " * 20_000 + "</p>"
    content = '<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/"><![CDATA[{}]]></c:encoded>'
    got = item(f"<description><![CDATA[{long}]]></description>")
    assert (len(got.summary or ""), got.content) == (4000, long)
    got = item(content.format(long))
    assert (len(got.summary or ""), got.content) == (4000, long)
    assert item(content.format("rain " * 60_000)).content is None
    got = item(content.format("<p>Rain.</p>"))
    assert (got.summary, got.content) == ("<p>Rain.</p>", None)
    assert item("<title>Rain</title><description>&lt;p&gt;Rain&lt;/p&gt;</description>").summary is None


def test_a_missing_or_impossible_date_stays_missing() -> None:
    assert item("").published_at is None
    assert item("<pubDate>1795352969</pubDate>").published_at == datetime.fromtimestamp(1795352969, UTC)
    assert item("<pubDate>Sun, 22 Nov 2099 10:00:00 GMT</pubDate>").published_at is None
    assert item("<pubDate>0000-00-00 00:00:00</pubDate>").published_at is None


LINKS = {
    "link": ({"link": "/a"}, "https://www.valley.example/a"),
    "before the counter of FeedBurner": (
        {"feedburner_origlink": "https://www.valley.example/b", "link": "http://counter.example/b"},
        "https://www.valley.example/b",
    ),
    "page before other types": (
        {
            "links": [
                {"rel": "alternate", "type": "application/pdf", "href": "/a.pdf"},
                {"rel": "alternate", "type": "text/html", "href": "/a"},
            ],
            "link": "/a.pdf",
        },
        "https://www.valley.example/a",
    ),
    "permalink": ({"id": "https://www.valley.example/a", "guidislink": True}, "https://www.valley.example/a"),
}


@pytest.mark.parametrize(("entry", "link"), LINKS.values(), ids=LINKS)
def test_the_best_link_of_an_item(entry: dict[str, Any], link: str) -> None:
    got = read_item(entry, URL, NOW, is_atom=False)
    assert got is not None
    assert got.link == link


@pytest.mark.parametrize(
    "entry",
    [{}, {"link": "mailto:desk@valley.example"}, {"link": URL}, {"id": "https://www.valley.example/a"}],
    ids=["none", "mail", "the feed itself", "an id that is no permalink"],
)
def test_an_item_without_a_page_is_none(entry: dict[str, Any]) -> None:
    assert read_item(entry, URL, NOW, is_atom=False) is None


def test_a_date_of_rss_without_publication_is_that_of_publication() -> None:
    entry = {"link": "/a", "updated": "2026-11-22T10:00:00Z"}
    rss_item, atom_item = (read_item(entry, URL, NOW, is_atom=is_atom) for is_atom in (False, True))
    ten = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert rss_item is not None and atom_item is not None
    assert (rss_item.published_at, rss_item.updated_at) == (ten, None)
    assert (atom_item.published_at, atom_item.updated_at) == (None, ten)


def test_plain_text_of_atom_is_escaped_and_that_of_rss_is_html() -> None:
    entry = {"link": "/a", "summary": "5 < 6 & rain", "summary_detail": {"type": "text/plain"}}
    atom_item, rss_item = (read_item(entry, URL, NOW, is_atom=is_atom) for is_atom in (True, False))
    assert atom_item is not None and rss_item is not None
    assert atom_item.summary == "5 &lt; 6 &amp; rain"
    assert rss_item.summary == "5 < 6 & rain"


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ({"language": " en-GB "}, "en-GB"),
        ({"title_detail": {"language": "de"}}, "de"),
        ({"language": "fr", "title_detail": {"language": "de"}}, "fr"),
        ({"language": {"a": "b"}}, None),
        ({}, None),
    ],
    ids=["element", "attribute", "element first", "no text", "none"],
)
def test_language_of(channel: dict[str, Any], expected: str | None) -> None:
    assert language_of(channel) == expected
