"""Character references of a feed document, mended before the parser reads them: surrogates, bare ampersands, HTML's names.

What is no XML makes feedparser fall back on a parser that reads addresses wrong; a name of HTML or an ampersand is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

_SURROGATES = re.compile(
    r"(?:&#(?:[xX]0{0,4}[dD][89a-fA-F][0-9a-fA-F]{2}|0{0,4}5(?:5(?:29[6-9]|[3-9]\d\d)|6\d{3}|7(?:[0-2]\d\d|3[0-3]\d|34[0-3])));)+",
    re.ASCII,
)
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
# A tag and the text behind it, of which no part can match in two ways.
_TAG = re.compile(r"<([A-Za-z][\w:.-]*+)([^<>]*+)>([^<]*+)", re.ASCII)
_AMPERSAND = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{0,31};))?")
_AMPERSAND_IN_TEXT = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{0,31};?))?")
# Elements that hold an address, whatever their prefix.
_ADDRESSES = frozenset(
    (
        "link",
        "guid",
        "id",
        "origlink",
        "comments",
        "commentrss",
        "url",
        "uri",
        "icon",
        "logo",
        "docs",
        "loc",
        "origenclosurelink",
    )
)
# An entity that a document declares with its value. A value that ends nowhere is none.
_DECLARED = re.compile(r"<!ENTITY\s++(%\s++)?([^\s\"'<>%]{1,100}+)\s++(?:\"([^\"]*+)\"|'([^']*+)')")
# What a value may hold that leads to no other entity: characters by number, unless they are `&`, `%` or `<` themselves.
_HARMLESS = re.compile(
    r"&(?:amp|lt|gt|quot|apos|#(?!0{0,9}(?:38|37|60);)[0-9]{1,7}|#[xX](?!0{0,9}(?:26|25|3[cC]);)[0-9a-fA-F]{1,6});"
)
# So many characters may the entities of a document add to it.
_GROWTH_MAX = 1_000_000
_XML_NAMES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_CDATA = ("<![CDATA[", "]]>")


def mend_references(document: str) -> tuple[str, bool]:
    """Give a document with the references mended that make the parser raise or read another address, and whether any was.

    An address that was written down without escapes has no entities: `&copy=2` is a parameter. Texts keep theirs, as numbers;
    CDATA stays as it is. A document that declares entities itself keeps the names in its texts; where they hold one another, or
    make it far longer, its declarations go: some lines can stand for a thousand million characters.

    >>> mend_references("<link>/flood?id=1&copy=2&amp;lang=3</link><title>Rain &copy; & wind</title>")
    ('<link>/flood?id=1&amp;copy=2&amp;lang=3</link><title>Rain &#169; &amp; wind</title>', True)
    """
    mended = _SURROGATES.sub(_mend_surrogates, document) if "&#" in document else document
    if "<!ENTITY" in mended and _grows(mended):
        mended = mended.replace("<!ENTITY", "<!IGNORED")
    if "&" in mended:
        has_entities = "<!ENTITY" in mended
        mended = "".join(
            part if is_cdata else _mend_part(part, has_entities) for part, is_cdata in _split_cdata(mended)
        )
    return mended, mended != document


def _grows(document: str) -> bool:
    """Tell whether the entities that a document declares lead to others, or make far more of it than it is."""
    longest = 0
    for declared in _DECLARED.finditer(document):
        is_parameter, name, value = declared[1], declared[2], declared[3] or declared[4] or ""
        if f"{name};" in _XML_NAMES and not is_parameter:
            continue  # The parser knows these itself.
        rest = _HARMLESS.sub("", value)
        if is_parameter or "&" in rest or "%" in rest:
            return True
        longest = max(longest, len(value))
    return longest * document.count("&") > _GROWTH_MAX


def _mend_surrogates(match: re.Match[str]) -> str:
    """Give `&#x1F600;` for `&#xD83D;&#xDE00;`, as some systems write it; one such reference makes feedparser raise."""
    units = [
        int(hexadecimal, 16) if hexadecimal else int(decimal) for hexadecimal, decimal in _NUMBER.findall(match[0])
    ]
    text = b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")
    return "".join(f"&#{ord(character)};" for character in text)


def _split_cdata(document: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a document, and whether they are CDATA; what is not closed is none."""
    position = 0
    while position < len(document):
        start = document.find(_CDATA[0], position)
        end = document.find(_CDATA[1], start) if start >= 0 else -1
        start, end = (start, end) if end >= 0 else (len(document), len(document))
        yield document[position:start], False
        yield document[start:end], True
        position = end


def _mend_part(part: str, has_entities: bool) -> str:
    if "&" not in part:
        return part
    part = _TAG.sub(_mend_tag, part)
    return part if has_entities else _AMPERSAND_IN_TEXT.sub(_mend_in_text, part)


def _mend_tag(match: re.Match[str]) -> str:
    if "&" not in match[0]:
        return match[0]
    name, attributes, text = match.groups()
    is_address = name.rpartition(":")[2].lower() in _ADDRESSES
    return f"<{name}{_escape(attributes)}>{_escape(text) if is_address else text}"


def _escape(address: str) -> str:
    return _AMPERSAND.sub(_mend_in_address, address)


def _mend_in_address(match: re.Match[str]) -> str:
    is_reference = match[1] in html5 if match[1] else len(match[0]) > 1
    return match[0] if is_reference else f"&amp;{match[0][1:]}"


def _mend_in_text(match: re.Match[str]) -> str:
    """Give a reference as XML knows it: HTML has names without a semicolon, too."""
    name = match[1]
    if name in _XML_NAMES or (name is None and len(match[0]) > 1):
        return match[0]
    if name in html5:
        return "".join(f"&#{ord(character)};" for character in html5[name])
    return f"&amp;{match[0][1:]}"
