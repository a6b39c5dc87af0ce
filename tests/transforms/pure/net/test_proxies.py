"""Addresses of proxies: how they are read, and that their credentials are never shown."""

from __future__ import annotations

import pytest

from transforms.pure.net.proxies import Proxy, read_proxy, set_proxy_variables, shown_proxy

READ: dict[str, Proxy] = {
    "http://proxy.example:3128": Proxy("http://proxy.example:3128", "proxy.example", 3128),
    " http://proxy.example:3128/ ": Proxy("http://proxy.example:3128", "proxy.example", 3128),
    "http://proxy.example": Proxy("http://proxy.example:80", "proxy.example", 80),
    "https://proxy.example": Proxy("https://proxy.example:443", "proxy.example", 443),
    "http://desk:pass@10.0.0.1:8080": Proxy("http://10.0.0.1:8080", "10.0.0.1", 8080, "desk", "pass"),
    "http://desk@10.0.0.1:8080": Proxy("http://10.0.0.1:8080", "10.0.0.1", 8080, "desk"),
    "http://d%40sk:p%3Ass%2F@proxy.example:1": Proxy("http://proxy.example:1", "proxy.example", 1, "d@sk", "p:ss/"),
    "http://[::1]:3128": Proxy("http://[::1]:3128", "::1", 3128),
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_read(text: str, expected: Proxy) -> None:
    assert read_proxy(text) == expected
    assert "pass" not in repr(read_proxy(text))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("proxy.example:3128", "not the address of an HTTP proxy"),
        ("socks5://desk:s3cret@proxy.example:1080", "SOCKS and others are not supported"),
        ("http://desk:s3cret@proxy.example:port", "not the address of a proxy"),
        ("http://desk:s3cret@proxy.example:99999", "not the address of a proxy"),
        ("http://desk:s3cret@", "not the address of a proxy"),
        ("http://desk:s3cret@proxy.example/path", "not the address of a proxy alone"),
        ("http://desk:s3cret@proxy.example:3128?x=y", "not the address of a proxy alone"),
        ("http://desk:s3cr\net@proxy.example:3128", "not the address of a proxy alone"),
        ("", "not the address of an HTTP proxy"),
    ],
)
def test_what_is_no_proxy_is_refused_and_not_shown(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as caught:
        read_proxy(text)
    assert "s3cret" not in str(caught.value) and "http://proxy.example:3128" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("http://desk:s3cret@proxy.example:3128", "http://(hidden)@proxy.example:3128"),
        ("http://desk:s3cr@et@proxy.example:3128", "http://(hidden)@proxy.example:3128"),
        ("http://desk:s3cr/et@proxy.example", "http://(hidden)@proxy.example"),
        ("desk:s3cret@proxy.example:3128", "(hidden)@proxy.example:3128"),
    ],
)
def test_what_is_shown(text: str, expected: str) -> None:
    assert shown_proxy(text) == expected


def test_the_variables_of_other_programs() -> None:
    names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "all_proxy", "NO_PROXY", "PROXY", "MY_HTTP_PROXY"]
    assert set_proxy_variables(names) == ["HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "http_proxy"]
