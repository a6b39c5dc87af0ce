"""Encodings of feeds: declared, undeclared, declared wrongly, and with broken bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.feeds.decoding import decode_feed

RUSSIAN = "<rss><title>Паром остаётся в гавани до весны</title><link>/b</link></rss>"
LONGER = "<p>Мэр города сообщил вчера, что ремонт займёт больше времени, чем ожидалось</p>"
GERMAN = "<rss><title>Über Nacht fällt Schnee in Zürich</title><p>Größe, schön</p></rss>"
JAPANESE = "<rss><title>日本語の見出し：港の船は春まで動かない</title></rss>"
CHINESE = "<rss><title>渡轮将在港口停留到春天，市长昨天在会议上这样说</title></rss>"


def xml(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


DECODED = {
    "UTF-8": (xml("UTF-8", GERMAN).encode(), None, GERMAN),
    "UTF-8, nothing declared": (JAPANESE.encode(), None, JAPANESE),
    "UTF-8, the header says Latin-1": (GERMAN.encode(), "text/xml; charset=ISO-8859-1", GERMAN),
    "UTF-8, the document says windows-1251": (xml("windows-1251", GERMAN).encode(), None, GERMAN),
    "UTF-8 that says UTF-16": (xml("utf-16", GERMAN).encode(), "text/xml; charset=utf-16", GERMAN),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + GERMAN.encode(), None, GERMAN),
    "UTF-8 with two marks": (b"\xef\xbb\xbf" * 2 + GERMAN.encode(), None, GERMAN),
    "the mark of UTF-8 over windows-1251": (b"\xef\xbb\xbf" + RUSSIAN.encode("cp1251"), None, RUSSIAN),
    "UTF-16 with its mark": (xml("UTF-16", RUSSIAN).encode("utf-16"), None, RUSSIAN),
    "UTF-16, big end first, with its mark": (b"\xfe\xff" + RUSSIAN.encode("utf-16-be"), None, RUSSIAN),
    "UTF-16 without a mark": (xml("UTF-16", RUSSIAN).encode("utf-16-le"), "text/xml; charset=utf-8", RUSSIAN),
    "UTF-16, big end first, without a mark": (RUSSIAN.encode("utf-16-be"), None, RUSSIAN),
    "windows-1251 declared": (xml("windows-1251", RUSSIAN).encode("cp1251"), "text/xml", RUSSIAN),
    "windows-1251 in the header": (RUSSIAN.encode("cp1251"), "text/xml; charset=windows-1251", RUSSIAN),
    "windows-1251 undeclared": (RUSSIAN.encode("cp1251"), "text/xml", RUSSIAN),
    "windows-1251 that says UTF-8": (xml("UTF-8", RUSSIAN).encode("cp1251"), "text/xml; charset=utf-8", RUSSIAN),
    "windows-1251 declared, the server's default is Latin-1": (
        xml("windows-1251", RUSSIAN).encode("cp1251"),
        "text/xml; charset=iso-8859-1",
        RUSSIAN,
    ),
    "KOI8-R undeclared": ((RUSSIAN + LONGER).encode("koi8-r"), None, RUSSIAN + LONGER),
    "Latin-1 declared": (xml("ISO-8859-1", GERMAN).encode("latin-1"), None, GERMAN),
    "Latin-1 undeclared": (GERMAN.encode("latin-1"), None, GERMAN),
    "Latin-1 that says UTF-8": (xml("UTF-8", GERMAN).encode("latin-1"), None, GERMAN),
    "GBK that says gb2312": (xml("gb2312", CHINESE).encode("gbk"), None, CHINESE),
    "GBK that says UTF-8": (xml("UTF-8", CHINESE * 3).encode("gbk"), None, CHINESE * 3),
    "Shift_JIS": (xml("Shift_JIS", JAPANESE).encode("shift_jis"), None, JAPANESE),
    "ISO-2022-JP": (xml("ISO-2022-JP", JAPANESE).encode("iso2022-jp"), None, JAPANESE),
    "ISO-2022-JP without an escape sequence": (xml("ISO-2022-JP", GERMAN + "\x1b").encode(), None, GERMAN + "\x1b"),
    "a charset that there is not": (xml("klingon", GERMAN).encode("latin-1"), "text/xml; charset=x", GERMAN),
    "quotation marks of Windows": (b"<rss>Don\x92t</rss>", None, "<rss>Don\u2019t</rss>"),
    "empty": (b"", None, ""),
}


@pytest.mark.parametrize(("body", "content_type", "expected"), DECODED.values(), ids=DECODED)
def test_a_feed_is_decoded(body: bytes, content_type: str | None, expected: str) -> None:
    got = decode_feed(body, content_type)
    assert got.partition("?>")[2] == expected if expected and "?>" in got else got == expected


BROKEN = {
    "a cut character": (GERMAN.encode() + b"<b>\xe6\x97</b>", None, GERMAN + "<b>\ufffd</b>"),
    "the only one beyond ASCII is cut": (b"<rss>cut \xe6\x97</rss>", None, "<rss>cut \ufffd</rss>"),
    "a byte of no encoding": (b"<rss>a\xff</rss>", None, "<rss>a\ufffd</rss>"),
    "a byte of Latin-1 in UTF-8": (JAPANESE.encode() + b"\xe9 ", None, JAPANESE + "\ufffd "),
    "one in each other item": (("<p>ö</p>" * 9).encode() + b"<p>\xf6</p>" * 8, None, "<p>ö</p>" * 9 + "<p>\ufffd</p>" * 8),
    "UTF-8 that says Latin-1": (xml("ISO-8859-1", RUSSIAN).encode() + b"\xd0", None, xml("ISO-8859-1", RUSSIAN) + "\ufffd"),
    "windows-1251": (RUSSIAN.encode("cp1251") + b"\x98", "text/xml; charset=windows-1251", RUSSIAN + "\ufffd"),
    "EUC-JP": (xml("EUC-JP", JAPANESE).encode("euc-jp") + b"\xff", None, xml("EUC-JP", JAPANESE) + "\ufffd"),
    "half a unit of UTF-16": (RUSSIAN.encode("utf-16") + b"x", None, RUSSIAN + "\ufffd"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "content_type", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_byte_garbles_nothing_else(body: bytes, content_type: str | None, expected: str) -> None:
    assert decode_feed(body, content_type) == expected


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "cp1251"])
@pytest.mark.parametrize("ahead", ["", "x", "xy"])
def test_a_long_feed_is_detected_wherever_the_sample_ends(encoding: str, ahead: str) -> None:
    line = {"gb18030": CHINESE, "shift_jis": JAPANESE, "cp1251": RUSSIAN}[encoding]
    text = ahead + line * (200_000 // len(line.encode(encoding)))
    assert decode_feed(text.encode(encoding)) == text


@given(st.binary(max_size=200), st.sampled_from([None, "text/xml", "text/xml; charset=utf-16", "a; charset=big5"]))
def test_any_bytes_have_a_text_that_can_be_written(body: bytes, content_type: str | None) -> None:
    decode_feed(body, content_type).encode()
