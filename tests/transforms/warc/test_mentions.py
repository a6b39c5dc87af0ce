"""Which addresses stand in a document."""

from __future__ import annotations

import pytest

from transforms.warc.mentions import addresses_in

FLOOD = "https://valley.example/flood?a=1&b=2"
RSS = "<rss version='2.0'><channel><item><title>Flood</title>{}</item></channel></rss>"


@pytest.mark.parametrize(
    "body",
    [
        RSS.format("<link>https://valley.example/flood?a=1&amp;b=2</link>"),
        RSS.format("<link>/flood?a=1&amp;b=2</link>"),
        RSS.format("<description>&lt;a href='https://valley.example/flood?a=1&amp;amp;b=2'></description>"),
        f'{{"items": [{{"url": "{FLOOD}"}}]}}'.replace("/", "\\/"),
        f"Sitemap: {FLOOD}\n",
        f"<a href='{FLOOD}'>.</a>",
    ],
)
def test_an_address_is_found_however_it_is_written(body: str) -> None:
    for encoded in (body.encode(), b"\xef\xbb\xbf" + body.encode(), body.encode("utf-16")):
        assert FLOOD in addresses_in(encoded, "https://valley.example/rss"), body


def test_what_is_no_address_is_none() -> None:
    assert addresses_in(RSS.format("<guid>12345</guid><link>/a</link>").encode(), "https://valley.example/rss") == {
        "https://valley.example/a"
    }
    assert addresses_in(b"http:// https://[ \xff\xfe", "https://valley.example/rss") == set()
