"""The text of a feed document: which character encoding it is in, decided once.

Feeds are not pages. XML is UTF-8 where nothing is declared (XML 1.0, 4.3.3), servers declare for all files what holds for a
few, and one cut character must not turn the umlauts of all other items into signs of another encoding.
"""

from __future__ import annotations

import codecs
import re

from transforms.pure.net.charsets import DETECT_BYTES, decode_as, detect_encoding, encoding_name, switches_to_japanese
from transforms.pure.net.language_encodings import encoding_by_language

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_UTF16_STARTS = ((b"<\x00", "utf-16le"), (b"\x00<", "utf-16be"), (b"{\x00", "utf-16le"), (b"\x00{", "utf-16be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(rb"""\s*<\?xml\b[^<>]{0,400}?\bencoding\s{0,9}=\s{0,9}["']\s{0,9}([\w.:-]+)""", re.IGNORECASE)
_MANY = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# No letter's code in any of the Western code pages, or two bytes of a longer character that was cut.
_CUT = re.compile("[\xfe\xff]|[\xe0-\xf4][\x80-\xbf]+".encode("latin-1"))
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_MARKUP = re.compile(rb"<[^<>]*>")
# Where another encoding is declared, bytes are UTF-8 against it only if hardly any is broken.
GOOD_PER_BAD = 9
# A declared encoding is believed where it does not know a few bytes.
BROKEN_SHARE = 0.05


def decode_feed(body: bytes, content_type: str | None = None) -> str:
    """Give the text of a feed document; bytes that are in no encoding become U+FFFD, each alone.

    Order: byte order mark, UTF-16 as its zeroes show it, UTF-8 by its bytes, the encoding that suits the language which the
    document names, the header's charset or the document's own where it fits, detection, windows-1252. A header that says
    Latin-1, the default of servers, gives way to the document.

    >>> decode_feed(b"<?xml version='1.0' encoding='UTF-8'?><rss>Z\\xc3\\xbcrich, \\xe6\\x97")
    "<?xml version='1.0' encoding='UTF-8'?><rss>Zürich, \ufffd"
    >>> decode_feed("<rss>Zürich".encode("utf-16"))
    '<rss>Zürich'
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            body = body[len(mark) :]
            return decode_as(body, name if name != "utf-8" else _choose(body, ["utf-8"])).lstrip("\ufeff")
    start = body[:64].lstrip(b" \t\r\n")[:2]
    wide = next((name for sign, name in _UTF16_STARTS if start == sign), None)
    name = wide or _choose(body, _declared(body, content_type))
    return decode_as(body, name)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Give the encodings that are declared, the likeliest first; UTF-16 is none of them: its bytes show it."""
    header, own = _CHARSET.search(content_type or ""), _DECLARATION.match(body[:1024])
    labels = [header[1] if header else None, own[1].decode("ascii", "replace") if own else None]
    names = [name for label in labels if (name := encoding_name(label)) and not name.startswith("utf-16")]
    return names[::-1] if names[:1] == ["windows-1252"] else names


def _choose(body: bytes, declared: list[str]) -> str:
    if "iso-2022-jp" in declared and switches_to_japanese(body):
        return "iso-2022-jp"  # seven bits: it would pass for UTF-8
    if body.isascii() or _is_utf8(body, declared):
        return "utf-8"
    if by_language := encoding_by_language(body, declared):
        return by_language
    others = [name for name in declared if name != "utf-8"]
    fitting = next((name for name in others if _fits(body, name)), None)
    return fitting or _detect(body) or next(iter(others), "windows-1252")


def _is_utf8(body: bytes, declared: list[str]) -> bool:
    """Tell whether bytes are UTF-8, some of them broken: text of other encodings has few of its sequences, by chance."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        rest, good = _MANY.subn(b" ", body)
    else:
        return True
    bad = len(_BEYOND_ASCII.findall(_CUT.sub(b"\xff", rest)))
    if declared and "utf-8" not in declared:
        return good >= GOOD_PER_BAD * bad
    return good >= bad if good else len(_CUT.findall(rest)) >= bad


def _fits(body: bytes, name: str) -> bool:
    if name == "windows-1252":
        return True  # encoders of the web put C1 controls where it has gaps
    broken = decode_as(body, name).count("\ufffd")
    return broken <= max(1, BROKEN_SHARE * len(_BEYOND_ASCII.findall(body)))


def _detect(body: bytes) -> str | None:
    """Detect by what stands between the tags: element names are ASCII in every encoding."""
    words = b" ".join(_MARKUP.sub(b" ", body).split())
    if len(words) > DETECT_BYTES:  # a character that is cut in two would speak against its encoding
        words = words[: words.rfind(b" ", 0, DETECT_BYTES)]
    return detect_encoding(words)
