"""Cookies that are kept along one chain of redirects (RFC 6265, without what only a browser needs).

Each goes back to the origin that set it, and to no other, whatever its Domain says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from transforms.pure.net.http_dates import read_http_date

COOKIES_MAX = 50
COOKIE_MAX_CHARACTERS = 4096
HEADER_MAX_CHARACTERS = 16_384
# What may stand in a header that is sent: printable ASCII, without the signs that part cookies.
_SENDABLE = re.compile(r"[\x20-\x3a\x3c-\x7e]+")


class Cookie(Struct, frozen=True, kw_only=True):
    """A cookie and where it goes. `path` is that of RFC 6265, 5.1.4."""

    origin: str
    path: str
    name: str
    value: str

    def __repr__(self) -> str:
        return f"Cookie({self.origin}{self.path}, {self.name})"  # The value may be a secret.


def keep_cookies(kept: tuple[Cookie, ...], url: str, lines: Iterable[str], now: datetime) -> tuple[Cookie, ...]:
    """Give the cookies after an answer from `url` with these Set-Cookie lines. An expired one takes the kept one away.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> cookie_header(keep_cookies((), "http://a.example/x", ["k=1; Path=/"], noon), "http://a.example/y")
    'k=1'
    """
    found = {(cookie.origin, cookie.path, cookie.name): cookie for cookie in kept}
    for line in lines:
        cookie, attributes = _read(url, line)
        if cookie is None:
            continue
        key = (cookie.origin, cookie.path, cookie.name)
        found.pop(key, None)
        if not _is_expired(attributes, now) and len(found) < COOKIES_MAX:
            found[key] = cookie
    return tuple(found.values())


def cookie_header(kept: tuple[Cookie, ...], url: str, own: str | None = None) -> str | None:
    """Give the Cookie header for a request; None where there is none. What is in `own`, the user's, is not replaced.

    >>> cookie_header((), "http://a.example/", "session=7")
    'session=7'
    """
    origin, path = _origin(url), urlsplit(url).path or "/"
    own_names = {pair.partition("=")[0].strip() for pair in (own or "").split(";")}
    fitting = [cookie for cookie in kept if cookie.origin == origin and _is_within(path, cookie.path)]
    fitting.sort(key=lambda cookie: -len(cookie.path))
    pairs = [f"{cookie.name}={cookie.value}" for cookie in fitting if cookie.name not in own_names]
    header = "; ".join([own, *pairs] if own else pairs)
    return header[:HEADER_MAX_CHARACTERS].rpartition(";")[0] if len(header) > HEADER_MAX_CHARACTERS else header or None


def _read(url: str, line: str) -> tuple[Cookie | None, dict[str, str]]:
    pair, *rest = line.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    attributes: dict[str, str] = {}
    for part in rest:
        key, _, text = part.partition("=")
        attributes[key.strip().lower()] = text.strip()
    is_bad = not (name and equals) or len(pair) > COOKIE_MAX_CHARACTERS or not _SENDABLE.fullmatch(name + value)
    if is_bad or not _may_set(url, attributes):
        return None, {}
    path = attributes.get("path", "")
    if not path.startswith("/"):
        path = urlsplit(url).path.rpartition("/")[0] or "/"
    return Cookie(origin=_origin(url), path=path, name=name, value=value), attributes


def _may_set(url: str, attributes: dict[str, str]) -> bool:
    parts = urlsplit(url)
    host, domain = parts.hostname or "", attributes.get("domain", "").lower().removeprefix(".")
    is_own = not domain or host == domain or host.endswith(f".{domain}")
    return is_own and ("secure" not in attributes or parts.scheme == "https")


def _is_expired(attributes: dict[str, str], now: datetime) -> bool:
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?[0-9]{1,18}", age):
        return int(age) <= 0
    # The cookies' own form of a date has hyphens: Thu, 01-Jan-1970 00:00:00 GMT.
    until = read_http_date(attributes.get("expires", "").replace("-", " "))
    return until is not None and until <= now


def _is_within(path: str, cookie_path: str) -> bool:
    return path == cookie_path or path.startswith(cookie_path.rstrip("/") + "/")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
