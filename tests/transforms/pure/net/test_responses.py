"""What an answer means. Expected values: RFC 9110, not the code."""

from datetime import UTC, datetime

import pytest

from transforms.errors import FetchError
from transforms.pure.net.responses import (
    check_type,
    declared_charset,
    find_error,
    media_type,
    retry_after_seconds,
)
from transforms.records import Evidence

URL = "https://paper.example/a"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DATE = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", None, 120),
        (" 120 ", None, 120),
        ("1.5", None, 1.5),
        ("0", None, 0),
        ("-5", None, None),
        ("86401", None, 86400),
        ("9" * 400, None, None),
        ("soon", None, None),
        ("", None, None),
        ("Sun, 22 Nov 2026 12:01:00 GMT", None, 60),
        ("Sun, 22 Nov 2026 12:01:00 GMT", DATE, 60),
        ("Sun, 22 Nov 2026 12:01:00 GMT", "Sun, 22 Nov 2026 12:00:30 GMT", 30),
        ("Sunday, 22-Nov-26 12:01:00 GMT", DATE, 60),
        ("Sun Nov 22 12:01:00 2026", DATE, 60),
        ("Sun, 22 Nov 2026 13:01:00 +0100", DATE, 60),
        ("Sun, 22 Nov 2026 11:00:00 GMT", DATE, 0),
        ("Sun, 22 Nov 2099 11:00:00 GMT", DATE, 86400),
        ("Sun, 99 Nov 2026 11:00:00 GMT", DATE, None),
    ],
)
def test_retry_after(value: str, date: str | None, seconds: float | None) -> None:
    headers = {"retry-after": value} | ({"date": date} if date else {})
    assert retry_after_seconds(headers, NOON) == seconds


def test_no_retry_after() -> None:
    assert retry_after_seconds({"date": DATE}, NOON) is None


@pytest.mark.parametrize(
    ("content_type", "kind", "charset"),
    [
        ("text/html", "text/html", None),
        ("TEXT/HTML;charset=UTF-8", "text/html", "UTF-8"),
        ("text/html; x=1; charset='koi8-r'", "text/html", "koi8-r"),
        ("text/html; charset=", "text/html", None),
        ("text/html; charset=utf-8, text/html", "text/html", "utf-8"),
        (";charset=utf-8", None, "utf-8"),
        ("", None, None),
    ],
)
def test_content_types(content_type: str, kind: str | None, charset: str | None) -> None:
    headers = {"content-type": content_type}
    assert (media_type(headers), declared_charset(headers)) == (kind, charset)


HTML = b"\n<!DOCTYPE html><html>"


@pytest.mark.parametrize(
    ("kind", "content_type", "start", "accepted"),
    [
        ("page", "text/html", b"", True),
        ("page", "application/xhtml+xml; charset=utf-8", b"", True),
        ("page", None, HTML, True),
        ("page", None, b"\x89PNG", False),
        ("page", None, None, True),
        ("page", "text/plain", HTML, True),
        ("page", "text/plain", b"words", False),
        ("page", "application/octet-stream", HTML, True),
        ("page", "text/xml", b"<?xml version='1.0'?><rss>", False),
        ("page", "html", HTML, True),
        ("page", "application/json", HTML, False),
        ("page", "video/mp4", None, False),
        ("feed", "application/atom+xml", None, True),
        ("feed", "text/html", HTML, True),
        ("feed", None, b"<rss>", True),
        ("feed", "application/json", b"{}", True),
        ("feed", "video/mp4", None, False),
        ("feed", "application/pdf", None, False),
        ("robots", "text/html", HTML, True),
        ("robots", "image/png", b"", True),
    ],
)
def test_which_types_are_accepted(kind: str, content_type: str | None, start: bytes | None, accepted: bool) -> None:
    headers = {"content-type": content_type} if content_type else {}
    if accepted:
        check_type(kind, URL, headers, start)  # type: ignore[arg-type]
        return
    with pytest.raises(FetchError) as caught:
        check_type(kind, URL, headers, start)  # type: ignore[arg-type]
    assert (caught.value.reason, caught.value.retry) == ("content_type", False)


@pytest.mark.parametrize("status", [200, 203])
def test_what_is_usable(status: int) -> None:
    assert find_error(URL, status, {}, NOON) is None


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (403, {}, "the server answered 403: it refuses us, perhaps as an automated client"),
        (403, {"cf-mitigated": "challenge"}, "the server answered 403 with a challenge for browsers"),
        (404, {}, "the server answered 404: there is no such page"),
        (410, {}, "the server answered 410: the page is gone for good"),
        (418, {}, "the server answered 418: no page comes with it"),
        (429, {"retry-after": "90"}, "the server answered 429: we ask too often; it asks to wait 90 s"),
        (502, {}, "the server answered 502: the server failed"),
        (503, {}, "the server answered 503: it is not available now"),
    ],
)
def test_the_sentence_of_a_status(status: int, headers: dict[str, str], message: str) -> None:
    error = find_error(URL, status, headers, NOON)
    assert str(error) == f"{URL}: {message}"


def test_the_evidence_of_a_status_is_small() -> None:
    headers = {"server": "x" * 5000, "content-type": "text/html", "www-authenticate": "Basic"}
    error = find_error(URL, 401, headers, NOON)
    assert error is not None
    assert error.evidence == Evidence(status=401, content_type="text/html", server="x" * 200)


@pytest.mark.parametrize(
    ("status", "asked", "wait", "scope"),
    [
        (429, "90", 90, "host"),
        (429, "soon", None, "host"),
        (503, "90", 90, "host"),
        (503, "soon", None, None),
        (503, "0", 0, None),
        (500, "90", None, None),
    ],
)
def test_whom_a_wait_concerns(status: int, asked: str, wait: float | None, scope: str | None) -> None:
    error = find_error(URL, status, {"retry-after": asked}, NOON)
    assert error is not None
    assert (error.wait_seconds, error.wait_scope) == (wait, scope)
