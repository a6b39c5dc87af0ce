"""The RSL documents that a page names, found without reading the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml import html

from transforms.pure.page.links import absolute
from transforms.pure.rights.rsl import MEDIA_TYPE

MOST_LINKS: Final = 5
_TYPE: Final = MEDIA_TYPE.encode()
_MOST_TAG_BYTES: Final = 2_000
_IS_LINK: Final = re.compile(rb"<(?:link|a)\s", re.IGNORECASE)
_BASE: Final = re.compile(rb"<base\s[^<>]{1,2000}>", re.IGNORECASE)


def find_rsl_links(body: bytes, url: str) -> list[str]:
    """Give the addresses of the RSL documents that the link elements of a page name (RSL 1.0, 4.2), each once.

    They are looked for in the bytes, so one in a comment is found, too: who reads the page knows better.

    >>> find_rsl_links(b'<p>Dam<link rel="license" type="application/rsl+xml" href="/l.xml">', "https://valley.example/dam")
    ['https://valley.example/l.xml']
    """
    if _TYPE not in body:
        return []
    found = _BASE.search(body)
    base = absolute(_attribute(found[0], "href"), url) or url if found else url
    addresses = (absolute(_attribute(tag, "href"), base) for tag in islice(_tags(body), MOST_LINKS))
    return list(dict.fromkeys(address for address in addresses if address))


def _tags(body: bytes) -> Iterator[bytes]:
    """Give the elements around each place where the media type stands."""
    at = body.find(_TYPE)
    while at >= 0:
        start = body.rfind(b"<", max(0, at - _MOST_TAG_BYTES), at)
        end = body.find(b">", at, at + _MOST_TAG_BYTES)
        if end >= 0 and _IS_LINK.match(body, max(start, 0)):
            yield body[start : end + 1]
        at = body.find(_TYPE, at + 1)


def _attribute(tag: bytes, name: str) -> str | None:
    elements = html.fragments_fromstring(tag.decode("utf-8", "replace"), no_leading_text=False)
    element = next((one for one in elements if not isinstance(one, str) and one.tag in ("link", "a", "base")), None)
    return None if element is None else element.get(name)
