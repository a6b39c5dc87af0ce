"""Which character encoding a page is in, decided once, and its text.

Labels mean what browsers take them to mean (WHATWG Encoding Standard): `iso-8859-1` is windows-1252, `gb2312` is gb18030.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from transforms.pure.net.language_encodings import encoding_by_language

PRESCAN_BYTES = 4096
DETECT_BYTES = 65536
# A page that declares UTF-8 and is so but for some broken bytes (a comment cut in the middle) is still UTF-8.
BROKEN_SHARE = 0.02
# JIS X 0208 of 1978 and of 1983, katakana, Roman letters.
_TO_JAPANESE = re.compile(rb"\x1b(?:\$[@B]|\([IJ])")

# name in the Encoding Standard: (Python's codec, labels beside the name itself)
_ENCODINGS: dict[str, tuple[str, str]] = {
    "utf-8": ("utf-8", "utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8"),
    "ibm866": ("cp866", "866 cp866 csibm866"),
    "iso-8859-2": ("iso8859-2", "latin2 l2 csisolatin2 iso_8859-2 iso8859-2 iso88592 iso-ir-101"),
    "iso-8859-3": ("iso8859-3", "latin3 l3 csisolatin3 iso_8859-3 iso8859-3 iso88593 iso-ir-109"),
    "iso-8859-4": ("iso8859-4", "latin4 l4 csisolatin4 iso_8859-4 iso8859-4 iso88594 iso-ir-110"),
    "iso-8859-5": ("iso8859-5", "cyrillic csisolatincyrillic iso_8859-5 iso8859-5 iso88595 iso-ir-144"),
    "iso-8859-6": ("iso8859-6", "arabic asmo-708 ecma-114 csisolatinarabic iso_8859-6 iso8859-6 iso88596 iso-ir-127"),
    "iso-8859-7": ("iso8859-7", "greek greek8 ecma-118 elot_928 iso_8859-7 iso8859-7 iso88597 iso-ir-126 sun_eu_greek"),
    "iso-8859-8": (
        "iso8859-8",
        "hebrew visual iso_8859-8 iso8859-8 iso88598 iso-8859-8-e iso-8859-8-i logical csiso88598i",
    ),
    "iso-8859-10": ("iso8859-10", "latin6 l6 csisolatin6 iso8859-10 iso885910 iso-ir-157"),
    "iso-8859-13": ("iso8859-13", "iso8859-13 iso885913"),
    "iso-8859-14": ("iso8859-14", "iso8859-14 iso885914"),
    "iso-8859-15": ("iso8859-15", "latin9 l9 csisolatin9 iso_8859-15 iso8859-15 iso885915"),
    "iso-8859-16": ("iso8859-16", ""),
    "koi8-r": ("koi8-r", "koi koi8 koi8_r cskoi8r"),
    "koi8-u": ("koi8-u", "koi8-ru"),
    "macintosh": ("mac-roman", "mac x-mac-roman csmacintosh"),
    "windows-874": ("cp874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"),
    "windows-1250": ("cp1250", "cp1250 x-cp1250"),
    "windows-1251": ("cp1251", "cp1251 x-cp1251"),
    "windows-1252": (
        "cp1252",
        "ascii us-ascii ansi_x3.4-1968 cp1252 x-cp1252 cp819 ibm819 iso-8859-1 iso8859-1 iso88591 iso_8859-1 "
        "iso_8859-1:1987 iso-ir-100 latin1 l1 csisolatin1",
    ),
    "windows-1253": ("cp1253", "cp1253 x-cp1253"),
    "windows-1254": (
        "cp1254",
        "cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso-ir-148 latin5 l5 csisolatin5",
    ),
    "windows-1255": ("cp1255", "cp1255 x-cp1255"),
    "windows-1256": ("cp1256", "cp1256 x-cp1256"),
    "windows-1257": ("cp1257", "cp1257 x-cp1257"),
    "windows-1258": ("cp1258", "cp1258 x-cp1258"),
    "x-mac-cyrillic": ("mac-cyrillic", "x-mac-ukrainian"),
    "gb18030": ("gb18030", "gbk x-gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 iso-ir-58"),
    "big5": ("big5hkscs", "big5-hkscs cn-big5 csbig5 x-x-big5"),
    "euc-jp": ("euc-jp", "x-euc-jp cseucpkdfmtjapanese"),
    "iso-2022-jp": ("iso2022-jp", "csiso2022jp"),
    "shift_jis": ("cp932", "shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis"),
    "euc-kr": ("cp949", "korean cp949 ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 cseuckr windows-949 iso-ir-149"),
    "utf-16le": ("utf-16-le", "utf-16 unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff"),
    "utf-16be": ("utf-16-be", "unicodefffe"),
}
_LABELS = {label: name for name, (_, labels) in _ENCODINGS.items() for label in [name, *labels.split()]}
# What detection may answer, by Python's names: what pages that declare nothing are really in. UTF-8 is ruled out by then.
_DETECTABLE = {
    codecs.lookup(_ENCODINGS[name][0]).name.replace("-", "_"): name
    for name in (
        *(
            "windows-1250",
            "windows-1251",
            "windows-1252",
            "windows-1253",
            "windows-1254",
            "windows-1255",
            "windows-1256",
        ),
        *("windows-1257", "windows-1258", "windows-874", "iso-8859-2", "iso-8859-5", "iso-8859-7", "koi8-r", "koi8-u"),
        *("gb18030", "big5", "euc-jp", "shift_jis", "euc-kr"),
    )
}

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)""", re.IGNORECASE)
_XML = re.compile(rb"""\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']\s*([^\s"'>]+)""", re.IGNORECASE)


def encoding_name(label: str | None) -> str | None:
    """Give the Encoding Standard's name for a label; None where the label means nothing there.

    >>> encoding_name(" ISO-8859-1 "), encoding_name("utf-7")
    ('windows-1252', None)
    """
    return _LABELS.get(label.strip().strip("\"'").lower()) if label else None


def meta_charset(body: bytes) -> str | None:
    """Give the encoding that a page's first 4 KB declare in a meta element or an XML declaration; None where none is named.

    >>> meta_charset(b"<meta charset=latin1>"), meta_charset(b"<p>Dam")
    ('windows-1252', None)
    """
    head = _COMMENT.sub(b"", body[:PRESCAN_BYTES])
    found = _META.search(head) or _XML.match(head)
    name = encoding_name(found.group(1).decode("ascii", "replace")) if found else None
    # A declaration that can be read as ASCII is not in UTF-16 (HTML Standard, "prescan a byte stream").
    return "utf-8" if name in ("utf-16le", "utf-16be") else name


def decode_page(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """Give the text of a page and the name of its encoding.

    `declared` is the charset of the HTTP header. Order: byte order mark; valid UTF-8, whatever is declared; the encoding that
    suits the language which the page names; HTTP header; meta element; detection; windows-1252. Bytes that the encoding does
    not know become U+FFFD.

    >>> decode_page("<p>Zürich".encode("latin-1"), "iso-8859-1")
    ('<p>Zürich', 'windows-1252')
    >>> decode_page("<p>Zürich".encode("utf-8"), "iso-8859-1")
    ('<p>Zürich', 'utf-8')
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return decode_as(body[len(mark) :], name), name
    declarations = [name for name in (encoding_name(declared), meta_charset(body)) if name is not None]
    if "iso-2022-jp" in declarations and switches_to_japanese(body):
        return decode_as(body, "iso-2022-jp"), "iso-2022-jp"  # seven bits: it would pass for UTF-8
    if (text := _decode_strictly(body, "utf-8")) is not None:
        return text, "utf-8"
    by_language = encoding_by_language(body, declarations)
    for name in [by_language, *declarations] if by_language else declarations:
        # UTF-16 without a byte order mark is only believed of the header, and only where it fits.
        if (text := _decode_strictly(body, name)) is not None:
            return text, name
    if _nearly_utf8(body):
        return decode_as(body, "utf-8"), "utf-8"
    name = detect_encoding(body) or next((name for name in declarations if name != "utf-8"), "windows-1252")
    return decode_as(body, name), name


def switches_to_japanese(body: bytes) -> bool:
    """Tell whether bytes hold an escape sequence of ISO-2022-JP that begins Japanese letters (Encoding Standard, 13.2).

    >>> switches_to_japanese("ダム".encode("iso2022-jp")), switches_to_japanese(b"a stray \\x1b")
    (True, False)
    """
    return _TO_JAPANESE.search(body) is not None


def decode_as(body: bytes, name: str) -> str:
    """Give the text of bytes in an encoding of the Encoding Standard; bytes that it does not know become U+FFFD.

    >>> decode_as(b"Z\\xfcrich", "windows-1252")
    'Zürich'
    """
    return body.decode(_ENCODINGS[name][0], errors="replace")


def _decode_strictly(body: bytes, name: str) -> str | None:
    """Give the text of bytes that fit an encoding; None where they do not."""
    if name in ("utf-16le", "utf-16be") and b"<\x00" not in body and b"\x00<" not in body:
        return None
    try:
        return body.decode(_ENCODINGS[name][0])
    except UnicodeDecodeError:
        # Encoders of the web put C1 controls where windows code pages have gaps.
        return decode_as(body, name) if name == "windows-1252" else None


def utf8_of(body: bytes, text: str, encoding: str) -> bytes:
    """Give the text of a page in UTF-8: its own bytes, where those are it, since to encode a page takes long.

    `text` and `encoding` are those of `decode_page`.

    >>> utf8_of(b"<p>Dam", "<p>Dam", "utf-8"), utf8_of(b"<p>Z\\xfcrich", "<p>Zürich", "windows-1252")
    (b'<p>Dam', b'<p>Z\\xc3\\xbcrich')
    """
    is_own = encoding == "utf-8" and "\ufffd" not in text and not body.startswith(codecs.BOM_UTF8)
    return body if is_own else text.encode("utf-8", "replace")


def _nearly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", errors="replace")
    beyond_ascii = sum(1 for character in text if character > "\x7f")
    return text.count("\ufffd") <= BROKEN_SHARE * beyond_ascii


def detect_encoding(body: bytes) -> str | None:
    """Give the encoding in which bytes make the likeliest text; None where none does. UTF-8 has been ruled out before."""
    sample = body[:DETECT_BYTES]
    if len(body) > DETECT_BYTES:
        sample = sample[: sample.rfind(b"<") + 1] or sample  # do not end within a character
    matches = from_bytes(sample, cp_isolation=list(_DETECTABLE))
    best = matches.best()
    if best is None:
        return None
    # Western letters have the same places in most code pages of Europe: of equals the commonest it is, as in browsers.
    equals = [match for match in matches if match.chaos <= best.chaos and match.coherence >= best.coherence]
    if any("cp1252" in match.could_be_from_charset for match in equals):
        return "windows-1252"
    return _DETECTABLE.get(best.encoding)
