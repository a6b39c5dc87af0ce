"""Sitemaps read as feeds: what each element means, spellings of the wild, and hostile documents in bounded time and memory."""

import tracemalloc

import pytest
from ends_soon import ends_soon
from feed_documents import NOW

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.sitemaps import MAX_URLS, IndexedSitemap, read_index, read_sitemap, sitemap_kind
from transforms.pure.text.dates import parse_date

URL = "https://www.valley.example/sitemap-news.xml"


def read(inner: str, head: str = "<urlset>", max_items: int = 2000) -> ParsedFeed:
    return read_sitemap(f"{head}{inner}</urlset>", URL, NOW, max_items)


def only(inner: str, head: str = "<urlset>") -> FeedItem:
    (item,) = read(f"<url>{inner}</url>", head).items
    return item


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<urlset>", "urlset"),
        (
            '\ufeff<?xml version="1.0"?>\n<?xml-stylesheet href="x.xsl"?><!-- made by > x --><urlset xmlns="y">',
            "urlset",
        ),
        ("<sm:urlset>", "urlset"),
        ("<SitemapIndex>", "sitemapindex"),
        ('<!DOCTYPE urlset [<!ENTITY a "<rss>">]>\n<urlset>', "urlset"),
        ("<rss><urlset>", None),
        ("<urlsets>", None),
        ("urlset", None),
        ("", None),
    ],
)
def test_the_root_element_tells_the_kind(text: str, kind: str | None) -> None:
    assert sitemap_kind(text) == kind


@pytest.mark.parametrize(
    ("loc", "link"),
    [
        ("https://www.valley.example/a?x=1&amp;copy=2", "https://www.valley.example/a?x=1&copy=2"),
        ("https://www.valley.example/a?x=1&copy=2", "https://www.valley.example/a?x=1&copy=2"),
        ("<![CDATA[https://www.valley.example/a?x=1&amp;y=2]]>", "https://www.valley.example/a?x=1&y=2"),
        ("\n   /flood \n", "https://www.valley.example/flood"),
        ("https://www.valley.example/Überflutung", "https://www.valley.example/%C3%9Cberflutung"),
    ],
)
def test_an_address_is_read_as_it_was_meant(loc: str, link: str) -> None:
    assert only(f"<loc>{loc}</loc>").link == link


def test_an_image_or_video_is_not_the_page() -> None:
    item = only(
        "<image:image><image:loc>/dam.jpg</image:loc><image:title>Dam</image:title></image:image>"
        "<video:video><video:title>Film</video:title></video:video><loc>/dam</loc>"
    )
    assert item == FeedItem(link="https://www.valley.example/dam", image="https://www.valley.example/dam.jpg")


@pytest.mark.parametrize(
    "head",
    [
        '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">',
        '<urlset xmlns:news="https://www.google.com/schemas/sitemap-news/0.9/">',
        "<urlset>",
    ],
    ids=["declared", "misspelt", "not declared"],
)
def test_news_is_known_whatever_its_namespace(head: str) -> None:
    item = only(
        "<loc>/dam</loc><news:news><news:publication><news:language>de</news:language></news:publication>"
        "<news:publication_date>22. November 2026</news:publication_date><news:title>Damm</news:title></news:news>",
        head,
    )
    assert (item.title, item.language) == ("Damm", "de")
    assert item.published_at == parse_date("2026-11-22", NOW)


def test_the_newest_come_first_and_the_undated_last_in_their_order() -> None:
    inner = "".join(
        f"<url><loc>/{name}</loc>{date}</url>"
        for name, date in (
            ("undated1", ""),
            ("old", "<lastmod>2026-11-01</lastmod>"),
            ("undated2", "<lastmod>soon</lastmod>"),
            ("new", "<lastmod>2026-11-24T10:00:00Z</lastmod>"),
        )
    )
    assert [item.link.rpartition("/")[2] for item in read(inner).items] == ["new", "old", "undated1", "undated2"]
    capped = read(inner, max_items=2)
    assert [item.link.rpartition("/")[2] for item in capped.items] == ["new", "old"]
    assert capped.beyond_cap == 2


def test_many_urls_without_a_date_are_refused_with_the_cure() -> None:
    urls = "<url><loc>/a</loc></url><url><loc>/b</loc></url><url><loc>/c</loc></url>"
    assert len(read(urls, max_items=3).items) == 3
    with pytest.raises(ValueError, match=r"a sitemap of 3 URLs without dates, .* give one with news:publication_date"):
        read(urls, max_items=2)


def test_one_language_is_the_feeds_and_several_are_the_items() -> None:
    def url(path: str, language: str) -> str:
        names = f"<news:publication><news:language>{language}</news:language></news:publication>"
        return f"<url><loc>{path}</loc><news:news>{names}</news:news></url>"

    assert read(url("/a", "en") + url("/b", "en")).language == "en"
    assert read(url("/a", "en") + url("/b", "cy")).language is None


@pytest.mark.parametrize(
    "document",
    [
        "<urlset><url><loc>/a</loc></url><url><loc>/b",
        "<urlset><url><loc>/a</loc></url><url><loc>/b</loc></wrong></url></urlset>",
        "<urlset><url><loc>/a</loc></url>\x01<url><loc>/b</loc></url></urlset>",
        "<urlset><url><loc>/a</loc></url> &nbsp; &bad; <url><loc>/b</loc></url></urlset>",
    ],
    ids=["cut", "wrong tag", "control character", "unknown entity"],
)
def test_damage_costs_no_more_than_what_is_damaged(document: str) -> None:
    got = read_sitemap(document, URL, NOW, 2000)
    assert [item.link for item in got.items][:1] == ["https://www.valley.example/a"]
    assert got.repaired
    assert not read("<url><loc>/a</loc></url>").repaired


def test_an_index_gives_its_sitemaps_with_their_dates() -> None:
    index = read_index(
        "<sitemapindex><sitemap><loc>/news.xml</loc><lastmod>2026-11-24T10:00:00Z</lastmod></sitemap>"
        "<sitemap><loc>javascript:x</loc></sitemap><sitemap><loc>https://other.example/b.xml.gz</loc></sitemap>",
        URL,
        NOW,
    )
    assert index.sitemaps == (
        IndexedSitemap(url="https://www.valley.example/news.xml", changed_at=parse_date("2026-11-24T10:00:00Z", NOW)),
        IndexedSitemap(url="https://other.example/b.xml.gz"),
    )


BOMB = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
HOSTILE = {
    "an entity bomb": (
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{BOMB}]><urlset><url><loc>/&k;</loc></url>'
        "<url><loc>/b</loc></url></urlset>"
    ),
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>/b&a;</loc></url></urlset>',
    "a parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]><urlset></urlset>',
    "a million deep": "<urlset>" + "<url>" * 1_000_000,
    "a million attributes": "<urlset><url " + " ".join(f'a{n}="x"' for n in range(200_000)) + "><loc>/a</loc></url>",
    "one long address": "<urlset><url><loc>/" + "a" * 10_000_000 + "</loc></url></urlset>",
    "a million open brackets": "<urlset>" + "<" * 1_000_000,
    "a million ampersands": "<urlset><url><loc>/a" + "&" * 1_000_000 + "</loc></url></urlset>",
    "a long prologue": "<!-- " + "- " * 500_000 + "--><urlset><url><loc>/a</loc></url></urlset>",
    "comments before nothing": "<!---->" * 200_000 + "<",
    "half comments": "<urlset>" + "<!-- " * 500_000,
}


@ends_soon
@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_end_soon_and_bring_nothing_in(document: str) -> None:
    sitemap_kind(document)
    got = read_sitemap(document, URL, NOW, 2000)
    read_index(document, URL, NOW)
    assert all(len(item.link) < 10_000 and "root:" not in item.link for item in got.items)


def test_too_many_urls_are_read_up_to_the_protocols_limit_in_bounded_memory() -> None:
    one = "<url><loc>https://www.valley.example/a</loc><lastmod>2026-11-22</lastmod></url>"
    document = "<urlset>" + one * 60_000 + "</urlset>"
    tracemalloc.start()
    got = read_sitemap(document, URL, NOW, 2000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(got.items) == 2000
    assert got.beyond_cap == 58_000
    assert peak < 10 * len(document)
    index = read_index("<sitemapindex>" + "<sitemap><loc>/a</loc></sitemap>" * (MAX_URLS + 5), URL, NOW)
    assert (len(index.sitemaps), index.beyond_cap) == (MAX_URLS, 5)
