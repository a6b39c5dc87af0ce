"""`transforms.pure.net.cookies`: which cookies are kept from an answer, and which requests get them back."""

from datetime import UTC, datetime

import pytest

from transforms.pure.net.cookies import COOKIES_MAX, HEADER_MAX_CHARACTERS, cookie_header, keep_cookies

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FROM = "https://www.paper.example/news/a?b=/c"


@pytest.mark.parametrize(
    ("line", "to", "sent"),
    [
        ("k=1", "https://www.paper.example/news/b", "k=1"),
        ("k=1", "https://www.paper.example/news", "k=1"),
        ("k=1", "https://www.paper.example/newsletter", None),
        ("k=1", "https://www.paper.example/", None),
        ("k=1; Path=/", "https://www.paper.example/", "k=1"),
        ("k=1; path=/news/", "https://www.paper.example/news/x", "k=1"),
        ("k=1; Path=relative", "https://www.paper.example/news/x", "k=1"),
        ("k=1; Path=/sport", FROM, None),
        (' k = "a b" ; HttpOnly; SameSite=Lax', FROM, 'k="a b"'),
        ("k=a=b", FROM, "k=a=b"),
        ("k=", FROM, "k="),
        ("=1", FROM, None),
        ("k", FROM, None),
        ("", FROM, None),
        ("k=\xfc", FROM, None),
        ("k=1\r\nX: y", FROM, None),
        (f"k={'x' * 5000}", FROM, None),
        ("k=1; Domain=paper.example; Path=/", FROM, "k=1"),
        ("k=1; Domain=.PAPER.example; Path=/", FROM, "k=1"),
        ("k=1; Domain=paper.example; Path=/", "https://paper.example/news/a", None),
        ("k=1; Domain=paper.example; Path=/", "https://live.paper.example/", None),
        ("k=1; Domain=other.example", FROM, None),
        ("k=1; Domain=other.example; Path=/", "https://other.example/", None),
        ("k=1; Domain=w.paper.example", FROM, None),
        ("k=1; Path=/", "http://www.paper.example/", None),
        ("k=1; Path=/", "https://www.paper.example:8443/", None),
        ("k=1; Path=/; Secure", FROM, "k=1"),
        ("k=1; Max-Age=0", FROM, None),
        ("k=1; Max-Age=-1", FROM, None),
        ("k=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", FROM, "k=1"),
        ("k=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT", FROM, None),
        ("k=1; Expires=Sun, 22 Nov 2026 12:00:01 GMT", FROM, "k=1"),
        ("k=1; Expires=soon", FROM, "k=1"),
    ],
)
def test_a_cookie_goes_back_where_it_came_from(line: str, to: str, sent: str | None) -> None:
    assert cookie_header(keep_cookies((), FROM, [line], NOON), to) == sent


def test_a_secure_cookie_is_not_taken_over_an_open_line() -> None:
    assert keep_cookies((), "http://paper.example/", ["k=1; Secure"], NOON) == ()


def test_a_cookie_is_replaced_and_taken_away() -> None:
    kept = keep_cookies((), FROM, ["a=1; Path=/", "b=1", "a=2; Path=/"], NOON)
    assert cookie_header(kept, FROM) == "b=1; a=2", "the longer path first (RFC 6265, 5.4)"
    kept = keep_cookies(kept, FROM, ["b=; Max-Age=0", "a=3; Path=/"], NOON)
    assert cookie_header(kept, FROM) == "a=3"


def test_the_users_own_cookie_comes_first_and_stays_as_it_is() -> None:
    kept = keep_cookies((), FROM, ["session=theirs", "k=1"], NOON)
    assert cookie_header(kept, FROM, "session=mine; x=y") == "session=mine; x=y; k=1"
    assert cookie_header((), FROM, "session=mine") == "session=mine"


def test_there_are_limits() -> None:
    many = keep_cookies((), FROM, [f"k{n}=1" for n in range(1000)], NOON)
    assert len(many) == COOKIES_MAX
    long = keep_cookies((), FROM, [f"k{n}={'x' * 4000}" for n in range(COOKIES_MAX)], NOON)
    header = cookie_header(long, FROM)
    assert header is not None and len(header) <= HEADER_MAX_CHARACTERS
    assert {len(pair) for pair in header.split("; ")} == {4003}, "whole cookies only"


def test_a_value_is_in_no_representation() -> None:
    assert "secret" not in repr(keep_cookies((), FROM, ["k=secret"], NOON))
