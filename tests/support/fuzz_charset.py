"""Made-up bytes as a text in some encoding."""

from __future__ import annotations

from codecs import BOM_UTF8

from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.net.charsets import decode_page, encoding_name, meta_charset, switches_to_japanese, utf8_of

_DECLARED = (None, "utf-8", "iso-8859-1", "utf-16", "gb18030", "iso-2022-jp", "shift_jis", "euc-kr", "utf-7", "")


def run(data: bytes) -> None:
    """Any bytes are text: as UTF-8 can write it, in an encoding that the Encoding Standard names."""
    declared = _DECLARED[len(data) % len(_DECLARED)]
    text, name = decode_page(data, declared)
    assert encoding_name(name) == name
    assert decode_page(data, declared) == (text, name)
    written = utf8_of(data, text, name)
    assert written.decode("utf-8") == text
    again, second = decode_page(written, name)
    assert second == "utf-8" or "\x1b" in text
    assert second != "utf-8" or again == text.removeprefix("\ufeff")
    own = meta_charset(data)
    assert own is None or encoding_name(own) == own
    feed = decode_feed(data, f"text/xml; charset={declared}" if declared else None)
    feed.encode("utf-8")
    # A NUL at the beginning would be the mark of UTF-16.
    if "\0" not in feed[:64]:
        written = feed.encode("utf-8")
        assert decode_feed(BOM_UTF8 + written, "text/xml; charset=utf-8") == feed.lstrip("\ufeff")
        # Without a mark, one that declares ISO-2022-JP and holds its escape sequences is in that.
        assert switches_to_japanese(written) or decode_feed(written, "text/xml; charset=utf-8") == feed.lstrip("\ufeff")
