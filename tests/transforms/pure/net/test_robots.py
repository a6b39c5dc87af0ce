"""robots.txt by RFC 9309."""

import pytest

from transforms.pure.net.robots import (
    ROBOTS_MAX_BYTES,
    allows,
    crawl_delay_seconds,
    decode_robots,
    judge_status,
    keep_seconds,
    read_rules,
    sitemap_urls,
)

SITE = "https://paper.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: newsbeam\nDisallow: /a", "/a/b", False),
        ("USER-AGENT: NewsBeam\nDISALLOW: /a", "/a", False),
        ("User-agent: newsbeam/0.1\nDisallow: /a", "/a", False),
        ("User-agent: news\nDisallow: /a", "/a", True),
        ("User-agent: newsbeam2\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newsbeam\nAllow: /", "/a", True),
        ("User-agent: other\nUser-agent: newsbeam # us\nDisallow: /a", "/a", False),
        (
            "User-agent: newsbeam\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: newsbeam\nDisallow: /b",
            "/b",
            False,
        ),
        ("User-agent: *\nDisallow: /a\nAllow: /a/open", "/a/open/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /*?print=", "/x?print=1", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%c3%a9", False),
        ("User-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("<html><body>Not found</body></html>", "/a", True),
        ("\0" * 100, "/a", True),
        ("Disallow: /", "/a", True),
    ],
)
def test_verdicts(text: str, path: str, allowed: bool) -> None:
    assert allows(read_rules(text, "newsbeam"), SITE + path) is allowed


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("10", 10.0), ("0.5", 0.5), ("0", None), ("-1", None), ("nan", None), ("inf", None), ("ten", None)],
)
def test_crawl_delays(asked: str, seconds: float | None) -> None:
    assert crawl_delay_seconds(read_rules(f"User-agent: *\nCrawl-delay: {asked}", "newsbeam")) == seconds


def test_the_crawl_delay_of_another_is_not_ours() -> None:
    rules = read_rules("User-agent: other\nCrawl-delay: 9\n\nUser-agent: *\nDisallow: /x", "newsbeam")
    assert crawl_delay_seconds(rules) is None


def test_text_is_cut_and_loses_its_mark() -> None:
    assert decode_robots(b"\xef\xbb\xbfUser-agent: *") == "User-agent: *"
    assert len(decode_robots(b"x" * (ROBOTS_MAX_BYTES + 1))) == ROBOTS_MAX_BYTES
    assert decode_robots(b"Disallow: /caf\xe9") == "Disallow: /caf\ufffd"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: a{n}\n" for n in range(20_000)) + "".join(f"Disallow: /{n}\n" for n in range(20_000)),
        "User-agent: *\nDisallow: /" + "*a" * 200_000,
        "User-agent: *\n" + "".join(f"Disallow: /*{n}*x*y*z$\n" for n in range(20_000)),
        "User-agent: *\n" * 35_000 + "Disallow: /a\n",
    ],
    ids=["agents times rules", "many stars", "many patterns", "one agent often"],
)
def test_hostile_files_end_soon(text: str) -> None:
    assert allows(read_rules(decode_robots(text.encode()), "newsbeam"), SITE + "/" + "b" * 2000)


@pytest.mark.parametrize(
    ("status", "what", "hours"),
    [
        (200, "rules", 6),
        (204, "rules", 6),
        (301, "open", 1),
        (404, "open", 6),
        (410, "open", 6),
        (403, "open", 1),
        (429, "closed", 1),
        (500, "closed", 1),
        (503, "closed", 1),
    ],
)
def test_statuses(status: int, what: str, hours: int) -> None:
    assert (judge_status(status), keep_seconds(status)) == (what, hours * 3600)


def test_no_answer_closes() -> None:
    assert judge_status(None) == "closed"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Sitemap: https://a.example/news.xml", ("https://a.example/news.xml",)),
        (
            "sitemap:/news.xml # of today\nSITEMAP :  /b.xml\r\n",
            ("https://a.example/news.xml", "https://a.example/b.xml"),
        ),
        ("Site-map: /news.xml\nSitemap: /news.xml", ("https://a.example/news.xml",)),
        ("User-agent: x\nDisallow: /\nSitemap: https://b.example/c", ("https://b.example/c",)),
        ("Sitemap:\nSitemap: javascript:x\n# Sitemap: /no.xml", ()),
        ("", ()),
    ],
)
def test_sitemaps_are_named_outside_of_the_groups(text: str, urls: tuple[str, ...]) -> None:
    assert sitemap_urls(text, "https://a.example/robots.txt") == urls


def test_no_more_than_a_hundred_sitemaps_are_taken() -> None:
    text = "\n".join(f"Sitemap: /{n}.xml" for n in range(5000))
    assert len(sitemap_urls(text, "https://a.example/robots.txt")) == 100
