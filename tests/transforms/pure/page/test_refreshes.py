"""`transforms.pure.page.refreshes`: which pages are redirects, and where they lead."""

from pathlib import Path

import pytest
from ends_soon import ends_soon

from transforms.pure.page.refreshes import MAX_SHOWN_CHARACTERS, find_refresh, read_refresh

URL = "http://paper.example/old/page?x=1"
CASES = Path(__file__).parents[5] / "shared" / "cases" / "meta_refresh"
TEXT = "<p>The dam was opened on Monday, and the valley below had water again for the first time in years.</p>"
GO = '<meta http-equiv="refresh" content="0; url=/new">'


@pytest.mark.parametrize(
    ("content", "link"),
    [
        ("0; url=/new", "/new"),
        ("0;URL='/new'", "/new"),
        ('0; URL = "/new" ', "/new"),
        ("0;url=/new?a=1;b=2", "/new?a=1;b=2"),
        ("0, url=/new", "/new"),
        ("0 url=/new", "/new"),
        ("0;/new", "/new"),
        ("0; 'https://a.example/x' ", "https://a.example/x"),
        ("0.5; url=/new", "/new"),
        (".5; url=/new", "/new"),
        ("5;url=/new", "/new"),
        ("6;url=/new", None),
        ("300; url=/live", None),
        ("0", None),
        ("0;", None),
        ("0; url=", None),
        ("0; url=''", None),
        ("; url=/new", None),
        ("url=/new", None),
        ("-1; url=/new", None),
        ("", None),
    ],
)
def test_the_content_of_a_refresh(content: str, link: str | None) -> None:
    assert read_refresh(content) == link


@pytest.mark.parametrize(
    "page",
    [
        f"<html><head>{GO}</head></html>",
        f"<!DOCTYPE html><title>Moved</title>{GO}<p>This page has moved. <a href='/new'>Click here</a>.</p>",
        f"\ufeff <!-- moved --> <?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C'>\n<HTML>{GO.upper().replace('/NEW', '/new')}",
        f"<html>{GO}<script>location = '/elsewhere'</script><style>p {{ color: red }}</style>",
        f"<html><script src='/app.js'></script><noscript>{GO}Please enable JavaScript. {'x' * 600}</noscript>",
        f"<html><noscript><iframe src='https://tags.example/'></iframe></noscript>{GO}",
        '<meta charset="utf-8"><meta http-equiv=" Refresh" content="0; url=http://paper.example/new#top">',
        '<html><base href="/a/b/"><meta http-equiv="refresh" content="1;url=../../new">',
        f'<html><meta http-equiv="refresh" content="9;url=/late">{GO}',
    ],
)
def test_a_page_that_is_nothing_but_a_redirect(page: str) -> None:
    assert find_refresh(URL, {}, page.encode()) == "http://paper.example/new"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><p>Nothing to refresh</p>",
        f"<html>{GO}<body>{TEXT * 6}",
        f"<html>{GO}<body><article><p>Dam opens</p></article>",
        f"<html><head><noscript>{GO}</noscript></head><body>{TEXT * 2}",
        f"<html><body>{TEXT * 20}<noscript>{GO}</noscript>",
        f"<html><noscript>{GO}</noscript><script type='application/ld+json'>{{}}</script>",
        f"<html>{GO}<script>document.cookie = 'task=1'; location.reload()</script>",
        f"<html>{GO}<script>{'x' * 4000}</script>",
        f"<html>{GO}<form action='/login'><input name='user'></form>",
        f"<html>{GO}<iframe src='/all-of-it'></iframe>",
        f"<html>{GO}{'<br>' * 400}",
        f"<html>{GO}<!-- {'x' * 40_000} -->",
        '<html><meta http-equiv="refresh" content="30; url=/live">',
        '<html><meta http-equiv="refresh" content="0; url=javascript:alert(1)">',
        '<html><meta http-equiv="refresh" content="0; url=file:///etc/passwd">',
        '<html><meta http-equiv="refresh" content="0; url=http://[bad">',
        '<html><meta name="refresh" content="0; url=/new">',
        f"<rss version='2.0'><channel><title>{GO}</title></channel></rss>",
        f"<?xml version='1.0'?><feed><title>{GO}</title></feed>",
        f'{{"title": "{GO}"}}',
        "<html><!-- <meta http-equiv='refresh' content='0; url=/new'> -->",
    ],
)
def test_a_page_that_is_no_redirect(page: str) -> None:
    assert find_refresh(URL, {}, page.encode()) is None


def test_the_text_around_it_may_be_so_long() -> None:
    for length, found in ((MAX_SHOWN_CHARACTERS, True), (MAX_SHOWN_CHARACTERS + 1, False)):
        page = f"<html>{GO}<body><p>{'x' * length}</p>".encode()
        assert (find_refresh(URL, {}, page) is not None) is found


@pytest.mark.parametrize("body", [b"", b"<html><title>Moved</title>"])
def test_a_refresh_header_counts_as_the_element(body: bytes) -> None:
    assert find_refresh(URL, {"refresh": "0; url=/new"}, body) == "http://paper.example/new"
    assert find_refresh(URL, {"refresh": "60; url=/new"}, body) is None
    assert find_refresh(URL, {"refresh": "0; url=/new"}, TEXT.encode() * 9) is None


def test_an_address_in_another_charset() -> None:
    page = '<html><meta http-equiv="refresh" content="0; url=/n\xfc">'
    headers = {"content-type": "text/html; charset=iso-8859-1"}
    assert find_refresh(URL, headers, page.encode("latin-1")) == "http://paper.example/n%C3%BC"


@ends_soon
@pytest.mark.parametrize(
    "page", [b" " * 29_000 + b"refresh", b"<!-- a -->" * 2900 + b"refresh", b"<html>refresh" + b"<i>" * 9000]
)
def test_a_hostile_page_takes_no_time(page: bytes) -> None:
    assert find_refresh(URL, {}, page) is None


@pytest.mark.parametrize(
    ("case", "target"),
    [("feed", "http://quarry.example/f/basic"), ("page_jekyll", "http://quarry.example/p/mr2-target")],
)
def test_pages_that_were_reported(case: str, target: str) -> None:
    path = CASES / f"{case}.http"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    body = path.read_bytes().partition(b"\r\n\r\n")[2]
    assert find_refresh("http://quarry.example/x", {}, body) == target
