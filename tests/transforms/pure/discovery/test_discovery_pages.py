"""A page where a feed was expected: which of its feeds the sentence names."""

import pytest

from transforms import reasons
from transforms.errors import FeedError
from transforms.pure.discovery.pages import name_feeds
from transforms.records import Evidence

URL = "https://www.valley.example/"
ERROR = FeedError(URL, "expected a feed", reason=reasons.NOT_A_FEED, retry=True, evidence=Evidence(bytes=7))


def link(href: str) -> str:
    return f"<link rel='alternate' type='application/rss+xml' href='{href}'>"


def named(body: str, error: FeedError = ERROR) -> str:
    return str(name_feeds(error, f"<!doctype html><html><head>{body}".encode(), URL, "text/html"))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (link("/rss"), "; the page declares https://www.valley.example/rss"),
        (
            link("/comments/feed") + link("/a") + link("https://b.example/b"),
            "; the page declares https://www.valley.example/a, https://b.example/b",
        ),
        (link("/comments/feed"), "; the page declares https://www.valley.example/comments/feed"),
        (
            "".join(link(f"/{n}") for n in range(5)),
            "; the page declares " + ", ".join(f"{URL}{n}" for n in range(3)) + " and 2 more",
        ),
        ("", ""),
        (link("/"), ""),
        ("<title>" + "x" * 400_000 + "</title>" + link("/rss"), ""),
    ],
    ids=["one", "comments aside", "comments alone", "many", "none", "itself", "far down"],
)  # fmt: skip
def test_the_feeds_of_a_page_are_named(head: str, said: str) -> None:
    assert named(head) == f"{URL}: expected a feed{said}"


def test_all_else_of_the_error_stays() -> None:
    got = name_feeds(ERROR, f"<!doctype html>{link('/rss')}".encode(), URL, None)
    assert (got.reason, got.retry, got.evidence, got.subject) == (ERROR.reason, True, ERROR.evidence, URL)


def test_other_errors_are_left_as_they_are() -> None:
    error = FeedError(URL, "cut off", reason=reasons.MALFORMED_FEED)
    assert name_feeds(error, f"<rss>{link('/rss')}".encode(), URL, None) is error
