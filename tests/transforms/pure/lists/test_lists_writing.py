"""Lists as they are written, and read again."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import yaml
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.lists.csv_rows import read_csv
from transforms.pure.lists.listed import ListedFeed, clean_name, distinct_tags
from transforms.pure.lists.opml import read_opml
from transforms.pure.lists.writing import duration_text, to_csv, to_opml, to_yaml
from transforms.records import Feed

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
COAST = Feed(
    url="https://coast.example/f?a=1&b=2",
    name='Sea & "Coast"',
    language="pt-BR",
    section="Ports",
    tags=("sea", "ML,BD"),
    interval=900.0,
    headers={"Authorization": "secret"},
    enabled=False,
)
FEEDS = [Feed(url="https://valley.example/rss"), COAST, Feed(url="https://isle.example/rss", tags=("sea",))]

NAMES = st.text(min_size=1, max_size=20).map(clean_name).filter(lambda name: name and "&" not in name)
ANY_FEED = st.builds(
    Feed,
    url=st.integers(0, 9).map(lambda n: f"https://p{n}.example/rss?a=1&b=${{2}}"),
    name=st.none() | NAMES,
    language=st.none() | st.sampled_from(["de", "no", "pt-BR"]),
    section=st.none() | NAMES,
    tags=st.lists(NAMES, max_size=3).map(lambda tags: distinct_tags(tag for tag in tags if tag)),
    interval=st.none() | st.sampled_from([60.0, 5400.0, 0.5, 86400.0]),
    enabled=st.booleans(),
)
LISTS = st.lists(ANY_FEED, max_size=5, unique_by=lambda feed: feed.url)


def as_listed(feed: Feed, line: int = 0) -> ListedFeed:
    return ListedFeed(
        line=line,
        url=feed.url,
        name=feed.name,
        language=feed.language,
        section=feed.section,
        tags=feed.tags,
        interval=duration_text(feed.interval),
        enabled=None if feed.enabled else "false",
    )


def without_lines(feeds: tuple[ListedFeed, ...]) -> list[ListedFeed]:
    return [
        ListedFeed(**{name: getattr(feed, name) for name in feed.__struct_fields__} | {"line": 0}) for feed in feeds
    ]


def test_csv() -> None:
    assert to_csv(FEEDS).splitlines() == [
        "url,name,language,section,tags,interval,enabled",
        "https://valley.example/rss,,,,,,",
        'https://coast.example/f?a=1&b=2,"Sea & ""Coast""",pt-BR,Ports,"sea, ""ML,BD""",15m,false',
        "https://isle.example/rss,,,,sea,,",
    ]


def test_opml() -> None:
    assert to_opml(FEEDS, "Feeds of newsbeam.yaml", NOW).splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0" xmlns:newsbeam="urn:newsbeam:opml">',
        "  <head>",
        "    <title>Feeds of newsbeam.yaml</title>",
        "    <dateCreated>Sun, 22 Nov 2026 10:00:00 GMT</dateCreated>",
        "  </head>",
        "  <body>",
        '    <outline type="rss" text="https://valley.example/rss" title="https://valley.example/rss"'
        ' xmlUrl="https://valley.example/rss"/>',
        '    <outline text="sea" title="sea">',
        '      <outline type="rss" text="Sea &amp; &quot;Coast&quot;" title="Sea &amp; &quot;Coast&quot;"'
        ' xmlUrl="https://coast.example/f?a=1&amp;b=2" language="pt-BR" category="sea, &quot;ML,BD&quot;"'
        ' newsbeam:section="Ports" newsbeam:interval="15m" newsbeam:enabled="false"/>',
        '      <outline type="rss" text="https://isle.example/rss" title="https://isle.example/rss"'
        ' xmlUrl="https://isle.example/rss" category="sea"/>',
        "    </outline>",
        "  </body>",
        "</opml>",
    ]


def test_yaml() -> None:
    assert to_yaml(FEEDS).splitlines() == [
        "- https://valley.example/rss",
        "- url: https://coast.example/f?a=1&b=2",
        '  name: Sea & "Coast"',
        "  language: pt-BR",
        "  section: Ports",
        "  tags: [sea, 'ML,BD']",
        "  interval: 15m",
        "  enabled: false",
        "- url: https://isle.example/rss",
        "  tags: [sea]",
    ]
    assert to_yaml([]) == ""
    assert to_yaml([Feed(url="https://a.example/", name="Fish 🐟 & 北")]).splitlines()[1] == "  name: Fish 🐟 & 北"


def test_no_secret_is_written() -> None:
    assert "secret" not in to_csv(FEEDS) + to_opml(FEEDS, "x", NOW) + to_yaml(FEEDS)


@given(LISTS)
def test_csv_is_read_as_it_was_written(feeds: list[Feed]) -> None:
    assert without_lines(read_csv(to_csv(feeds)).feeds) == [as_listed(feed) for feed in feeds]


@given(LISTS)
def test_opml_is_read_as_it_was_written(feeds: list[Feed]) -> None:
    read = read_opml(to_opml(feeds, "x", NOW))
    assert read.faults == ()
    assert sorted(without_lines(read.feeds), key=lambda feed: feed.url) == sorted(
        (as_listed(feed) for feed in feeds), key=lambda feed: feed.url
    )


@given(LISTS)
def test_yaml_is_read_as_it_was_written(feeds: list[Feed]) -> None:
    items = [{"url": item} if isinstance(item, str) else item for item in yaml.safe_load(to_yaml(feeds)) or []]
    assert [item["url"].replace("$${", "${") for item in items] == [feed.url for feed in feeds]
    for key in ("name", "language", "section"):
        written = [item.get(key, "").replace("$${", "${") or None for item in items]
        assert written == [getattr(feed, key) for feed in feeds]
    assert [item.get("enabled", True) for item in items] == [feed.enabled for feed in feeds]


def test_opml_is_well_formed_whatever_stands_in_a_feed() -> None:
    """A quoted cell of CSV, or an escape of YAML, can hold what XML cannot."""
    odd = Feed(url="https://a.example/r\x05s\ns", name="Sea\x00\x1b", tags=("a\ttab",))
    text = to_opml([odd], "Mine\x07", NOW)
    (outline,) = (found for found in ElementTree.fromstring(text).iter("outline") if found.get("xmlUrl"))
    assert (outline.get("xmlUrl"), outline.get("text"), outline.get("category")) == (
        "https://a.example/rs\ns",
        "Sea",
        "a\ttab",
    )


def test_an_address_that_stands_for_a_name_is_none_however_it_looks() -> None:
    """As a name it is cut, and loses what shows nothing."""
    feeds = [
        Feed(url=f"https://a.example/{'x' * 400}"),
        Feed(url="https://a.example/\ufeffb"),
        Feed(url="https://a.example/?a&amp;b"),
    ]
    assert [feed.name for feed in read_opml(to_opml(feeds, "Mine", NOW)).feeds] == [None, None, None]
