"""What is kept of a request and its answer for an archive: no secret ever leaves this module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import aiohttp

from transforms.captures import Capture, HeaderLine

# Of what we send, these say nothing of who we are to the site but our name: whatever else there may be is left out.
_SENT: Final = frozenset(
    ("host", "user-agent", "accept", "accept-encoding", "accept-language", "connection", "range", "from")
)
_VALIDATORS: Final = frozenset(("if-none-match", "if-modified-since"))
# Whoever has these may be able to read as we do.
_SECRET: Final = frozenset(
    ("set-cookie", "set-cookie2", "www-authenticate", "authentication-info", "proxy-authenticate")
)


def capture_answer(url: str, asked_at: datetime, response: aiohttp.ClientResponse, given: Mapping[str, str]) -> Capture:
    """Give what is kept of a request and of the head of its answer, whose body is not read yet.

    Headers that were `given` for the request are left out.
    """
    got = tuple(_got(response.raw_headers))
    return Capture(
        url=url,
        asked_at=asked_at,
        status=response.status,
        phrase=response.reason or "",
        sent=sent_lines(response.request_info.headers.items(), given),
        got=got,
        # Not Modified tells the length of what was not sent.
        cut=response.status != 304 and any(name.lower() == "content-length" and value != "0" for name, value in got),
    )


def sent_lines(sent: Iterable[tuple[str, str]], given: Mapping[str, str]) -> tuple[HeaderLine, ...]:
    """Give the header lines of a request that are kept: of those that were `given` for it, only its validators.

    >>> sent_lines([("Host", "valley.example"), ("Authorization", "Bearer 8f3a"), ("Accept", "8f3a")], {"Accept": "8f3a"})
    (('Host', 'valley.example'),)
    """
    kept = (_SENT - {name.lower() for name in given}) | _VALIDATORS
    return tuple((str(name), value) for name, value in sent if name.lower() in kept)


def _got(raw: Iterable[tuple[bytes, bytes]]) -> Iterable[HeaderLine]:
    for name, value in raw:
        shown = name.decode("latin-1")
        if shown.lower() not in _SECRET:
            yield shown, value.decode("latin-1")
