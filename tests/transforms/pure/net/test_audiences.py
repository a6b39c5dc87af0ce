"""Who may get the headers of a subscriber."""

from __future__ import annotations

import pytest

from transforms.pure.net.audiences import Audience, Scope, origin_of, own_site

HOME = "https://valley.example/rss"

ORIGINS = {
    "path and query": ("https://a.example/x?y", "https://a.example"),
    "a port": ("https://a.example:8443/x", "https://a.example:8443"),
    "an address": ("http://[::1]:8080/", "http://[::1]:8080"),
    "a name and a password": ("http://user:secret@a.example/x", "http://a.example"),
    "an at sign in the password": ("http://user:p@ss@a.example/x", "http://a.example"),
}


@pytest.mark.parametrize(("url", "origin"), ORIGINS.values(), ids=ORIGINS)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


OWN_SITES = {
    "https://valley.example/rss": "valley.example",
    "https://www.valley.co.uk/rss": "valley.co.uk",
    "https://sport.valley.co.uk/": "valley.co.uk",
    "https://alice.github.io/rss": "alice.github.io",
    "https://github.io/": "github.io",
    "https://a.alice.github.io/": "alice.github.io",
    "https://alice.substack.com/feed": "alice.substack.com",
    "https://substack.com/": "substack.com",
    "https://feeds.feedburner.com/valley": "feeds.feedburner.com",
    "https://bucket.s3.amazonaws.com/rss": "bucket.s3.amazonaws.com",
    "http://127.0.0.1:8000/rss": "127.0.0.1",
    "http://[::1]/rss": "::1",
    "http://localhost/": "localhost",
}


@pytest.mark.parametrize(("url", "expected"), OWN_SITES.items())
def test_the_part_of_a_name_that_one_publisher_has(url: str, expected: str) -> None:
    assert own_site(url) == expected


# Home, what is asked, and whether it is reached with `headers_for` of `feed` and of `site`.
REACHED: dict[str, tuple[str, str, bool, bool]] = {
    "the feed": (HOME, "https://valley.example/rss", True, True),
    "a page of its origin": (HOME, "https://valley.example/flood", True, True),
    "its own port, written": (HOME, "https://valley.example:443/flood", False, True),
    "another host of the site": (HOME, "https://www.valley.example/flood", False, True),
    "another port": (HOME, "https://valley.example:8443/flood", False, False),
    "without TLS": (HOME, "http://valley.example/flood", False, False),
    "without TLS, another host": (HOME, "http://www.valley.example/flood", False, False),
    "another site": (HOME, "https://hill.example/flood", False, False),
    "a name that ends alike": (HOME, "https://evilvalley.example/flood", False, False),
    "its name below another": (HOME, "https://valley.example.hill.test/flood", False, False),
    "its name as a user": (HOME, "https://valley.example@hill.test/flood", False, False),
    "another publisher of a shared domain": ("https://alice.github.io/rss", "https://bob.github.io/", False, False),
    "of a newsletter's domain": ("https://alice.substack.com/feed", "https://bob.substack.com/p/1", False, False),
    "the shared domain itself": ("https://alice.substack.com/feed", "https://substack.com/@alice", False, False),
    "below a country's suffix": ("https://a.co.uk/rss", "https://b.co.uk/", False, False),
    "from http to https": ("http://valley.example/rss", "https://valley.example/flood", False, True),
    "http all the way": ("http://valley.example/rss", "http://www.valley.example/flood", False, True),
    "the feed's port": ("https://valley.example:8443/rss", "https://www.valley.example:8443/flood", False, True),
    "another address": ("http://127.0.0.1/rss", "http://127.0.0.2/", False, False),
    "a closing dot": (HOME, "https://www.valley.example./flood", False, True),
    "no address at all": (HOME, "mailto:desk@valley.example", False, False),
}


@pytest.mark.parametrize(("home", "url", "of_feed", "of_site"), REACHED.values(), ids=REACHED)
def test_who_is_reached(home: str, url: str, of_feed: bool, of_site: bool) -> None:
    scopes: tuple[tuple[Scope, bool], ...] = (("feed", of_feed), ("site", of_site))
    for scope, expected in scopes:
        assert Audience(home, scope).includes(url) == expected, scope
