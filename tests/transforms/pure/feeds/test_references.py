"""References of feeds: what is mended, what stays, and how long it takes."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from ends_soon import ends_soon

from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.references import mend_references

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

MENDED = {
    "link": ("<link>/a?id=1&copy=2</link>", "<link>/a?id=1&amp;copy=2</link>"),
    "link with a name of HTML": ("<link>/a?q=caf&eacute;</link>", "<link>/a?q=caf&#233;</link>"),
    "link, a name that is none": ("<link>/a?b&sector;c</link>", "<link>/a?b&amp;sector;c</link>"),
    "permalink": ('<guid isPermaLink="true">/a?b&reg=4</guid>', '<guid isPermaLink="true">/a?b&amp;reg=4</guid>'),
    "with a prefix": ("<feedburner:origLink>/a?b&not=4</x>", "<feedburner:origLink>/a?b&amp;not=4</x>"),
    "attribute": ("<enclosure url='/a?b&times=4'/>", "<enclosure url='/a?b&amp;times=4'/>"),
    "attribute of a link": ('<link href="/a?b&para=4"/>', '<link href="/a?b&amp;para=4"/>'),
    "in capitals": ("<LINK>/a?b&COPY=4</LINK>", "<LINK>/a?b&amp;COPY=4</LINK>"),
    "text": ("<title>A & B, AT&T</title>", "<title>A &amp; B, AT&amp;T</title>"),
    "text with a name of HTML": ("<title>A&nbsp;B&copy 2</title>", "<title>A&#160;B&#169; 2</title>"),
    "text with an unknown name": ("<title>&flood;</title>", "<title>&amp;flood;</title>"),
    "a pair of surrogates": ("<title>&#xD83D;&#xDE00;</title>", "<title>&#128512;</title>"),
    "behind CDATA": ("<link><![CDATA[/a]]>?b&c=1</link>", "<link><![CDATA[/a]]>?b&amp;c=1</link>"),
    "CDATA that is not closed": ("<a><![CDATA[b & c", "<a><![CDATA[b &amp; c"),
}  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), MENDED.values(), ids=MENDED)
def test_a_reference_is_mended(document: str, expected: str) -> None:
    assert mend_references(document) == (expected, True)


KEPT = {
    "nothing": "",
    "escaped": "<link>/a?id=1&amp;copy=2</link>",
    "escaped twice": "<link>/a?id=1&amp;amp;copy=2</link>",
    "numbers": "<link>/a?q=caf&#233;&#xE9;</link><title>&#233;</title>",
    "names of XML": "<title>&lt;b&gt; &amp; &quot;&apos;</title>",
    "CDATA": "<link><![CDATA[/a?id=1&copy=2]]></link><title><![CDATA[A & B &nbsp;]]></title>",
    "names that the document declares": "<!DOCTYPE rss [<!ENTITY flood 'f'>]><title>&flood;</title>",
    "characters that the document names": '<!DOCTYPE rss [<!ENTITY eacute "&#233;">]><title>caf&eacute;</title>',
    "names of XML, declared": '<!DOCTYPE rss [<!ENTITY amp "&#38;#38;"><!ENTITY lt "&#38;#60;">]><title>&amp;</title>',
    "names from elsewhere": '<!DOCTYPE rss [<!ENTITY % html PUBLIC "-//W3C//x" "http://w.example/x"> %html;]><title>a</title>',
}


@pytest.mark.parametrize("document", KEPT.values(), ids=KEPT)
def test_what_is_right_stays(document: str) -> None:
    assert mend_references(document) == (document, False)


def multiplied(reference: str, quote: str = '"') -> str:
    """A document of some lines that stands for a thousand million characters."""
    names = "abcdefghijk"
    declared = "".join(
        f"<!ENTITY {name} {quote}{reference.format(before) * 10}{quote}>" for before, name in pairwise(names)
    )
    return f"<!DOCTYPE rss [<!ENTITY a 'ha'>{declared}]><rss version='2.0'><channel><title>&k;</title></channel></rss>"


BOMBS = {
    "by name": multiplied("&{};"),
    "by number": multiplied("&#38;{};"),
    "by number, in hexadecimal": multiplied("&#x0026;{};"),
    "in single quotes": multiplied("&{};", "'"),
    "a parameter that declares others": "<!DOCTYPE rss [<!ENTITY % p '&#60;!ENTITY a \"&#38;b;\">'> %p;]><rss><channel>&a;",
    "a long entity, often": f"<!DOCTYPE rss [<!ENTITY a '{'ha' * 5_000}'>]><rss><channel><title>{'&a;' * 5_000}</title>",
}


@pytest.mark.parametrize("document", BOMBS.values(), ids=BOMBS)
def test_entities_that_make_much_of_little_are_not_declared(document: str) -> None:
    mended, is_mended = mend_references(document)
    assert is_mended and "<!ENTITY" not in mended


@ends_soon
@pytest.mark.parametrize("document", BOMBS.values(), ids=BOMBS)
def test_a_feed_with_such_entities_is_read_soon(document: str) -> None:
    feed = f"{document}<item><title>After</title><link>https://valley.example/after</link></item>".encode()
    parsed = parse_feed(feed, url="https://valley.example/feed", content_type="text/xml", now=NOON, max_items=10)
    assert len(parsed.title or "") < 100_000


HOSTILE = {
    "ampersands": "<link>" + "&" * 400_000,
    "a name without end": "<link>&" + "a" * 400_000,
    "a tag without end": "&<" + "a" * 400_000,
    "tags without end": "&" + "<a" * 200_000,
    "CDATA without end": "&" + "<![CDATA[" * 50_000,
    "surrogates": "<a>" + "&#xD83D;" * 50_000,
    "entities without end": "<!ENTITY a '" * 50_000,
    "entities without a value": "<!ENTITY a " * 50_000,
    "an entity with a long name": "<!ENTITY " + "a" * 400_000,
    "an entity with much space": "<!ENTITY" + " " * 400_000,
    "an entity with a long value": "<!ENTITY a '" + "&#38" * 100_000 + "'>",
}


@ends_soon
@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_take_linear_time(document: str) -> None:
    mend_references(document)
