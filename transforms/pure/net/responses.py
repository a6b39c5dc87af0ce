"""What an HTTP answer means: usable, or which FetchError; and what its headers ask for.

Headers are dicts with lower-case names, as `transforms.web.client` gives them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from transforms import reasons
from transforms.errors import FetchError, Severity
from transforms.pure.net.http_dates import read_http_date
from transforms.records import Evidence

Kind = Literal["page", "feed", "robots", "rights", "hub", "notice", "sink"]

USABLE = frozenset({200, 203})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
RETRY_AFTER_CAP_SECONDS = 24 * 3600.0

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
# Types that servers put on HTML they know nothing about: the first bytes decide.
_VAGUE_TYPES = frozenset(
    {
        *("text/plain", "text/xml", "application/xml", "application/octet-stream", "application/unknown"),
        *("application/gzip", "application/x-gzip"),
    }
)
_LOOKS_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_NEVER_FEED = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/msword")
# 401 and 403 are often a bot wall that is gone an hour later.
_CURABLE_4XX = frozenset({401, 403, 408, 425, 429})


def media_type(headers: Mapping[str, str]) -> str | None:
    """Give the media type of an answer, lower case, without parameters; None where none is given.

    >>> media_type({"content-type": "Text/HTML; charset=utf-8"})
    'text/html'
    """
    return headers.get("content-type", "").partition(";")[0].strip().lower() or None


def declared_charset(headers: Mapping[str, str]) -> str | None:
    """Give the charset that the Content-Type header names; None where it names none.

    >>> declared_charset({"content-type": 'text/html; Charset="ISO-8859-15"'})
    'ISO-8859-15'
    """
    found = re.search(r";\s*charset\s*=\s*[\"']?([^\s\"';,]+)", headers.get("content-type", ""), re.IGNORECASE)
    return found.group(1) if found else None


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Give the seconds that Retry-After asks for, 0 to 24 h; None where it is absent or unreadable (RFC 9110, 10.2.3).

    A date is taken relative to the answer's own Date, since many servers' clocks are wrong.

    >>> from datetime import UTC
    >>> retry_after_seconds({"retry-after": "Sun, 22 Nov 2026 12:05:00 GMT",
    ...     "date": "Sun, 22 Nov 2026 12:00:00 GMT"}, datetime(2020, 1, 1, tzinfo=UTC))
    300.0
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return min(float(value), RETRY_AFTER_CAP_SECONDS)
    until = read_http_date(value)
    if until is None:
        return None
    seconds = (until - (read_http_date(headers.get("date")) or now)).total_seconds()
    return min(max(0.0, seconds), RETRY_AFTER_CAP_SECONDS)


def has_body(kind: Kind, status: int) -> bool:
    """Tell whether the body of an answer is read: a sink says in it what it refuses, and why.

    >>> has_body("page", 404), has_body("sink", 400)
    (False, True)
    """
    return status in USABLE or kind == "sink"


def check_type(kind: Kind, url: str, headers: Mapping[str, str], start: bytes | None = None) -> None:
    """Refuse an answer whose media type cannot be what was asked for.

    Without the body's `start` only what is certain is refused, so that a video need not be read. A feed may come under any
    type of text, since servers rarely name it well. Raises: FetchError, `content_type`.
    """
    given = media_type(headers)
    if kind in ("robots", "rights", "hub", "notice", "sink") or (
        kind == "feed" and not (given or "").startswith(_NEVER_FEED)
    ):
        return
    if kind == "page" and given in _PAGE_TYPES:
        return
    vague = given is None or given in _VAGUE_TYPES or "/" not in given
    if kind == "page" and vague and (start is None or _LOOKS_HTML.search(start[:2048])):
        return
    wanted = "a feed (RSS, Atom or JSON Feed)" if kind == "feed" else "an HTML page"
    problem = f"expected {wanted}, got {given or 'a body without a Content-Type that is no HTML'}"
    raise FetchError(
        url, problem, reason=reasons.CONTENT_TYPE, evidence=Evidence(content_type=headers.get("content-type"))
    )


def find_error(url: str, status: int, headers: Mapping[str, str], now: datetime) -> FetchError | None:
    """Give the FetchError that a status stands for; None for 200 and 203. Redirects and a 304 are the caller's to see first.

    >>> from datetime import UTC
    >>> find_error("https://a.example/x", 404, {}, datetime(2026, 11, 22, tzinfo=UTC)).reason
    'http_404'
    """
    if status in USABLE:
        return None
    wait = retry_after_seconds(headers, now) if status in (429, 503) else None
    severity, retry = _weigh(status)
    return FetchError(
        url,
        _sentence(status, wait, headers),
        reason=reasons.http_status(status),
        retry=retry,
        severity=severity,
        status=status,
        wait_seconds=wait,
        # A 503 with a Retry-After says how long the service will be unavailable (RFC 9110, 10.2.3), not the one address.
        wait_scope="host" if status == 429 or wait else None,
        evidence=_evidence(status, headers),
    )


def _weigh(status: int) -> tuple[Severity, bool]:
    if status in (408, 425, 429):
        return "temporary", True
    if status in _CURABLE_4XX:
        return "soft", True
    if 400 <= status < 500:
        return "hard", False
    # 5xx, and answers that make no sense here (202 of a bot wall, a 304 that we did not ask for).
    return "soft", True


def _sentence(status: int, wait: float | None, headers: Mapping[str, str]) -> str:
    if "cf-mitigated" in headers:
        return f"the server answered {status} with a challenge for browsers"
    meaning = {
        401: "it wants a login",
        403: "it refuses us, perhaps as an automated client",
        404: "there is no such page",
        410: "the page is gone for good",
        429: "we ask too often",
        503: "it is not available now",
    }.get(status, "the server failed" if status >= 500 else "no page comes with it")
    asked = f"; it asks to wait {wait:.0f} s" if wait is not None else ""
    return f"the server answered {status}: {meaning}{asked}"


def _evidence(status: int, headers: Mapping[str, str]) -> Evidence:
    shown = ("content-type", "retry-after", "server", "cf-mitigated")
    values = {name.replace("-", "_"): headers[name][:200] for name in shown if name in headers}
    return Evidence(status=status, **values)  # type: ignore[arg-type]
