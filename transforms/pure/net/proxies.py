"""The address of an HTTP proxy, and how it is shown: never with its credentials."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from msgspec import Struct

# What other programs obey; newsbeam does not.
VARIABLES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY")
_EXPECTED: Final = "expected one like http://proxy.example:3128 or https://user:password@proxy.example:3129"
_CREDENTIALS: Final = re.compile(r"^([^:/?#]*:?//)?.*@", re.DOTALL)


class Proxy(Struct, frozen=True):
    """A proxy: `url` is without credentials, `user` None where there are none."""

    url: str
    host: str
    port: int
    user: str | None = None
    password: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.url!r})"


def read_proxy(text: str) -> Proxy:
    """Read the address of a proxy, credentials percent-encoded. Raises: ValueError, with a sentence that does not show it.

    >>> read_proxy("http://desk:s%40cret@proxy.example:3128").password
    's@cret'
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise ValueError(f"is not the address of a proxy; {_EXPECTED}") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"is not the address of an HTTP proxy (SOCKS and others are not supported); {_EXPECTED}")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment or not text.isprintable():
        raise ValueError(f"is not the address of a proxy alone; {_EXPECTED}")
    port = port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user = None if parts.username is None else unquote(parts.username)
    return Proxy(f"{parts.scheme}://{host}:{port}", parts.hostname, port, user, unquote(parts.password or ""))


def shown_proxy(text: str) -> str:
    """Give the address of a proxy for people to read, without what stands before its last @.

    >>> shown_proxy("http://desk:s%40cret@proxy.example:3128")
    'http://(hidden)@proxy.example:3128'
    """
    return _CREDENTIALS.sub(lambda match: f"{match[1] or ''}(hidden)@", text)


def set_proxy_variables(names: Iterable[str]) -> list[str]:
    """Give those names of environment variables that name a proxy, in upper or lower case.

    >>> set_proxy_variables(["PATH", "https_proxy", "NO_PROXY"])
    ['https_proxy']
    """
    return sorted(name for name in names if name.upper() in VARIABLES)
