"""The values of an answer's headers, as they may be kept and shown: decoded, without control characters, and bounded.

What comes in a header goes into records, failures, the state, logs and terminals. RFC 9110 (5.5) lets a value hold no control
character, and servers send them all the same.
"""

from __future__ import annotations

from typing import Final

from transforms.pure.net.urls import MAX_URL_CHARACTERS, resolve
from transforms.pure.shown.display import one_line

MOST_CHARACTERS: Final = 16_384
# A longer media type is none; validators that are longer than any known server's would fill the state.
_MOST: Final = {
    "content-type": 300,
    "date": 100,
    "expires": 100,
    "last-modified": 100,
    "retry-after": 100,
    "server": 300,
    "cf-mitigated": 100,
}
MOST_OF_A_VALIDATOR: Final = 1_000


def read_value(name: str, raw: bytes) -> str | None:
    r"""Give the value of a header (its name in lower case), cut to its bound; None for an ETag that is longer.

    It is UTF-8, or Latin-1 where it is no UTF-8. A `location` stays as it came: `read_location` reads it. Of other headers None
    as well where nothing is left, but of `expires`: what is no date there is over (RFC 9111, section 5.3).

    >>> read_value("content-type", b"text/\x1b[2Jhtml\r\n x"), read_value("etag", b"x" * 2_000)
    ('text/[2Jhtml  x', None)
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if name == "location":
        return text
    if name == "etag" and len(text) > MOST_OF_A_VALIDATOR:
        return None
    value = one_line(text)[: _MOST.get(name, MOST_CHARACTERS)]
    return value if value.strip() or name == "expires" else None


def read_location(url: str, location: str) -> str:
    """Give the absolute URL that a redirect at `url` leads to, its fragment aside.

    Raises: ValueError, with a sentence, where that is no http(s) URL, or one of more than 8,192 characters.

    >>> read_location("https://valley.example/a", "/b#c")
    'https://valley.example/b'
    """
    target = resolve(url, location).partition("#")[0] if len(location) <= MAX_URL_CHARACTERS else location
    if len(target) > MAX_URL_CHARACTERS:
        raise ValueError(f"the address has {len(target):,} characters, and may have {MAX_URL_CHARACTERS:,}")
    return target
