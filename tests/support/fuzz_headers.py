"""Made-up bytes as the head of an HTTP answer."""

from __future__ import annotations

import re
from datetime import timedelta

from fuzz_checks import NOW, UNSOUND, URL, check_line, check_record

from transforms.errors import FetchError
from transforms.pure.net.caching import GREATEST_SECONDS, cache_seconds
from transforms.pure.net.charsets import encoding_name
from transforms.pure.net.codings import KNOWN, find_unreadable, read_codings
from transforms.pure.net.cookies import COOKIES_MAX, HEADER_MAX_CHARACTERS, cookie_header, keep_cookies
from transforms.pure.net.header_values import MOST_CHARACTERS, MOST_OF_A_VALIDATOR, read_location
from transforms.pure.net.http_dates import read_http_date
from transforms.pure.net.response_heads import find_end, may_begin, mend_head
from transforms.pure.net.responses import (
    RETRY_AFTER_CAP_SECONDS,
    check_type,
    declared_charset,
    find_error,
    media_type,
    retry_after_seconds,
)
from transforms.pure.net.urls import clean, resolve
from transforms.pure.page.refreshes import find_refresh
from transforms.pure.websub.hubs import find_hub
from transforms.web.exchange import _cookies, _headers

# What may be sent in a header, line breaks aside.
_SENDABLE = re.compile(r"[\x20-\x7e]+")
_STATUSES = (200, 301, 304, 403, 404, 410, 429, 500, 503)


def run(data: bytes) -> None:
    """Headers are read within their bounds, whatever a server sends, and hold nothing that a terminal obeys."""
    _check_head(data)
    lines = [line.partition(b":") for line in data.split(b"\n")]
    raw = [(name.strip(), value.strip()) for name, _, value in lines if name.strip()]
    headers, cookies = _headers(raw), _cookies(raw)
    for name, value in headers.items():
        assert name == "location" or (
            not UNSOUND.search(value) and "\n" not in value and len(value) <= MOST_CHARACTERS * 4
        )
    assert len(headers.get("etag", "")) <= MOST_OF_A_VALIDATOR
    _check_meaning(headers, data)
    _check_links(headers, data)
    _check_cookies(cookies)


def _check_head(data: bytes) -> None:
    end = find_end(data)
    assert end is None or (0 < end <= len(data) and may_begin(data) in (True, False))
    mended = mend_head(data)
    assert mended.status is None or 0 <= mended.status <= 999
    again = mend_head(mended.data)
    assert (again.data, again.status, again.is_all) == (mended.data, mended.status, mended.is_all)


def _check_meaning(headers: dict[str, str], data: bytes) -> None:
    kind, charset = media_type(headers), declared_charset(headers)
    assert kind is None or (kind and kind == kind.strip().lower())
    assert charset is None or (charset and not re.search(r"\s", charset))
    assert encoding_name(charset) is None or encoding_name(encoding_name(charset)) == encoding_name(charset)
    wait, fresh = retry_after_seconds(headers, NOW), cache_seconds(headers, NOW)
    assert wait is None or 0 <= wait <= RETRY_AFTER_CAP_SECONDS
    assert fresh is None or 0 <= fresh <= GREATEST_SECONDS
    for name in ("date", "expires", "last-modified", "retry-after"):
        moment = read_http_date(headers.get(name))
        # It is compared with others, and moved to UTC.
        assert moment is None or (moment - NOW != timedelta.max and moment.utcoffset() is not None)
    coding = headers.get("content-encoding")
    assert set(read_codings(coding)) <= KNOWN and find_unreadable(coding) not in KNOWN
    for status in _STATUSES:
        error = find_error(URL, status, headers, NOW)
        if error is not None:
            check_record(error.evidence)
            check_line(str(error))
    for asked in ("page", "feed"):
        try:
            check_type(asked, URL, headers, data)
        except FetchError as error:
            check_record(error.evidence)
            check_line(str(error))


def _check_links(headers: dict[str, str], data: bytes) -> None:
    hub = find_hub(headers, None, None, URL)
    assert hub is None or (resolve(URL, hub.url) == hub.url and resolve(URL, hub.topic) == hub.topic)
    refresh = find_refresh(URL, headers, b"")
    assert refresh is None or (clean(refresh) and "#" not in refresh)
    try:
        target = read_location(URL, headers.get("location", ""))
    except ValueError as error:
        check_line(str(error))
    else:
        assert resolve(URL, target) == target and "#" not in target and target.isascii()


def _check_cookies(lines: tuple[str, ...]) -> None:
    kept = keep_cookies((), URL, lines, NOW)
    assert len(kept) <= COOKIES_MAX
    assert keep_cookies(kept, URL, (), NOW) == kept
    for asked in (URL, "https://other.example/news/dam", "http://valley.example/"):
        sent = cookie_header(kept, asked)
        assert sent is None or (_SENDABLE.fullmatch(sent) and len(sent) <= HEADER_MAX_CHARACTERS)
        assert sent is None or asked == URL, "a cookie goes back to the origin that set it"
