"""OPML as feed readers export it, and as nobody should."""

from __future__ import annotations

from pathlib import Path

import pytest
from ends_soon import ends_soon

from transforms.pure.lists.listed import ListedFeed, ListError
from transforms.pure.lists.opml import read_opml

# One list in the way of each reader: what it calls things, what it adds.
EXPORTS = Path(__file__).parents[3] / "data" / "lists"


def brief(feed: ListedFeed) -> tuple[str, str | None, tuple[str, ...]]:
    return feed.url, feed.name, feed.tags


@pytest.mark.parametrize(
    ("reader", "feeds"),
    [
        pytest.param(
            "feedly",
            [
                ("http://valley.example/rss", "Valley", ("ML,BD,DA", "Both")),
                ("http://coast.example/f?a=1&b=2", "Sea & Coast", ("ML,BD,DA",)),
            ],
            id="Feedly",
        ),
        pytest.param(
            "netnewswire",
            [
                ("https://valley.example/feed.json", 'Valley "News"', ()),
                ("https://coast.example/atom.xml", "Coast", ("Programming",)),
            ],
            id="NetNewsWire",
        ),
        pytest.param(
            "freshrss",
            [
                ("https://valley.example/rss", "valley.example", ()),
                ("https://coast.example/feed.json", "It's the coast", ("Sea & coast",)),
            ],
            id="FreshRSS",
        ),
        pytest.param("miniflux", [("https://valley.example/rss", "Valley", ("All",))], id="Miniflux"),
        pytest.param("inoreader", [("https://north.example/feed/", "北", ("News",))], id="Inoreader"),
        pytest.param("rssowl", [("https://valley.example/rss", "Valley", ("My Feeds", "Press"))], id="RSSOwl"),
    ],
)
def test_what_readers_export(reader: str, feeds: list[tuple[str, str, tuple[str, ...]]]) -> None:
    read = read_opml((EXPORTS / f"{reader}.opml").read_text())
    assert [brief(feed) for feed in read.feeds] == feeds
    assert read.faults == ()


def test_a_page_that_a_reader_scrapes_is_skipped_and_named_with_its_line() -> None:
    (skipped,) = read_opml((EXPORTS / "freshrss.opml").read_text()).skipped
    assert skipped.line == 7
    assert skipped.sentence == '"A page" is a page that a reader makes a feed of, not a feed'


def outlines(inner: str) -> str:
    return f"<opml version='2.0'><body>\n{inner}\n</body></opml>"


A = "https://a.example/rss"


@pytest.mark.parametrize(
    ("outline", "feed"),
    [
        pytest.param(f"<outline xmlUrl='{A}'/>", {}, id="an address alone"),
        pytest.param(f"<outline XMLURL='{A}'/>", {}, id="large letters"),
        pytest.param(f"<OUTLINE xmlurl='{A}'/>", {}, id="small letters"),
        pytest.param(f"<outline type='rss' url='{A}'/>", {}, id="url of a feed"),
        pytest.param(f"<outline xmlUrl=' feed:{A} '/>", {}, id="the scheme feed"),
        pytest.param(f"<outline text='{A}' xmlUrl='{A}'/>", {}, id="a name that is the address"),
        pytest.param(f"<outline text='T' title=' ' xmlUrl='{A}'/>", {"name": "T"}, id="an empty title"),
        pytest.param(f"<outline text='T' title='N' xmlUrl='{A}'/>", {"name": "N"}, id="title and text"),
        pytest.param(f"<outline text='a > b' xmlUrl='{A}'/>", {"name": "a > b"}, id="a bare angle"),
        pytest.param(f"<outline text='Caf&eacute; &copy' xmlUrl='{A}'/>", {"name": "Café &copy"}, id="entities of HTML"),
        pytest.param(f"<outline text='a\x0bb' xmlUrl='{A}'/>", {"name": "ab"}, id="a control character"),
        pytest.param(f"<outline language='pt_BR' xmlUrl='{A}'/>", {"language": "pt-BR"}, id="a language"),
        pytest.param(f"<outline language='unknown' xmlUrl='{A}'/>", {}, id="no language"),
        pytest.param(f"<outline category='/Bay/Rain,sea' xmlUrl='{A}'/>", {"tags": ("Bay", "Rain", "sea")}, id="category"),
        pytest.param(f"<outline isComment='true'><outline xmlUrl='{A}'/></outline>", {"enabled": "false"}, id="a comment"),
        pytest.param(
            f"<outline text='x'><outline text='P' xmlUrl='https://p.example/'><outline xmlUrl='{A}'/></outline></outline>",
            {"tags": ("x",)},
            id="inside a feed",
        ),
    ],
)  # fmt: skip
def test_spellings(outline: str, feed: dict[str, object]) -> None:
    feeds = read_opml(outlines(outline)).feeds
    (found,) = [listed for listed in feeds if listed.url == A]
    assert found == ListedFeed(line=2, url=A, **feed)  # type: ignore[arg-type]


def test_what_a_template_wrote_without_escapes_is_read() -> None:
    text = """<opml version="1.0"><body>
<outline text="The "Old" Mill" description=""News", they say" xmlUrl="https://a.example/?a=1&b=2" type="rss" />
<outline text='Sea' title='Sea'><!-- <one> -->
<outline text="B" description="<p>Read <a href="https://x.example/" title="more">more</a></p>" xmlUrl="https://b.example/"
 xmlUrl="https://c.example/"></outline>
</outline></body></opml>"""
    read = read_opml(text)
    assert [(feed.line, *brief(feed)) for feed in read.feeds] == [
        (2, "https://a.example/?a=1&b=2", 'The "Old" Mill', ()),
        (4, "https://b.example/", "B", ("Sea",)),
    ]


def test_a_bare_ampersand_keeps_its_parameters() -> None:
    read = read_opml(outlines("<outline xmlUrl='https://a.example/f?a=1&copy=2&b'/>"))
    assert [feed.url for feed in read.feeds] == ["https://a.example/f?a=1&copy=2&b"]


def test_a_feed_without_an_address_is_a_fault_with_its_line() -> None:
    outline = "<outline type='rss' text='B' htmlUrl='https://b.example/'/>"
    (fault,) = read_opml(outlines(f"<outline text='A'>\n{outline}</outline>")).faults
    assert fault.line == 3
    assert (
        fault.sentence
        == '"B" is a feed without an address (xmlUrl); `newsbeam feeds add https://b.example/` looks for one'
    )


def test_another_list_is_not_followed() -> None:
    read = read_opml(outlines("<outline type='include' text='B' url='https://b.example/x.opml'/>"))
    assert read.feeds == read.faults == ()
    assert read.skipped[0].sentence == '"B" is a link to another document, which is not followed'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'expected OPML, which begins with <opml version="2.0">'),
        ("nothing", 'expected OPML, which begins with <opml version="2.0">'),
        ("<rss version='2.0'/>", "this is a feed itself, not a list of feeds; add its address instead"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "this is a feed itself"),
        ("<!DOCTYPE html><html>", "this is an HTML page, not OPML"),
        ("<urlset/>", "this is a sitemap, not a list of feeds"),
        ("<plist/>", "expected OPML, got XML that begins with <plist>"),
        (outlines("<outline>"), "line 3: this is not well-formed XML: mismatched tag"),
        ("<opml><body>\n<outline text='a'/>", "line 2: this is not well-formed XML: no element found"),
    ],
)
def test_what_is_no_opml_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ListError) as refused:
        read_opml(text)
    assert str(refused.value).startswith(sentence)


LAUGHS = "".join(f"<!ENTITY b{n + 1} '&b{n};&b{n};'>" for n in range(60))
HOSTILE = {
    "a file by an entity": (
        "<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + outlines("<outline text='&x;' xmlUrl='https://a'/>"),
        "the OPML declares entities",
    ),
    "a billion laughs": (f"<!DOCTYPE opml [<!ENTITY b0 'ha'>{LAUGHS}]>" + outlines("&b60;"), "the OPML declares entities"),
    "parameter entities": ("<!DOCTYPE opml [<!ENTITY % p SYSTEM 'https://x.example/'>%p;]><opml/>", "the OPML declares"),
    "ampersands": (outlines("&" * 10_000_000), "the OPML holds more than 1,000,000 ampersands; this is no list of feeds"),
    "deep nesting": (outlines("<outline text='a'>" * 100_000), "line 2: outlines are nested more than 100 deep"),
    "deep nesting of other elements": (f"<opml>{'<x>' * 100_000}", "line 1: outlines are nested more than 100 deep"),
}  # fmt: skip


@ends_soon
@pytest.mark.parametrize(("text", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_is_refused_at_once(text: str, sentence: str) -> None:
    with pytest.raises(ListError) as refused:
        read_opml(text)
    assert str(refused.value).startswith(sentence)


def test_a_document_type_elsewhere_is_not_asked_for() -> None:
    text = "<!DOCTYPE opml SYSTEM 'http://127.0.0.1:9/opml.dtd'>" + outlines(
        "<outline text='&foo;' xmlUrl='https://a.example/'/>"
    )
    assert read_opml(text).feeds[0].name == "&foo;"  # fmt: skip


@ends_soon
def test_many_feeds_take_little_time() -> None:
    text = outlines("".join(f"<outline text='P' xmlUrl='https://p{n}.example/rss'/>\n" for n in range(20_000)))
    assert len(read_opml(text).feeds) == 20_000
