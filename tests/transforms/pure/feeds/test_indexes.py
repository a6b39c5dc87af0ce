"""Which sitemaps of an index are read: tables of indexes as publishers write them."""

from datetime import UTC, datetime

import pytest

from transforms.pure.feeds.indexes import choose_sitemaps, is_settled
from transforms.pure.feeds.sitemaps import IndexedSitemap
from transforms.pure.feeds.window import KnownSitemap

INDEX = "https://www.valley.example/sitemap_index.xml"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def chosen(*listed: str, most: int = 3, index: str = INDEX) -> list[str]:
    """The names that are chosen; a line is an address, or an address and a day in November."""
    sitemaps = []
    for line in listed:
        url, _, day = line.partition(" ")
        at = datetime.fromisoformat(f"2026-11-{day}").replace(tzinfo=UTC) if day else None
        sitemaps.append(IndexedSitemap(url=url if "://" in url else f"https://www.valley.example{url}", changed_at=at))
    return [one.url.removeprefix("https://www.valley.example") for one in choose_sitemaps(sitemaps, index, most)]


INDEXES = {
    "the last changed first": (["/a.xml 01", "/b.xml 24", "/c.xml 12", "/d.xml 02"], ["/b.xml", "/c.xml", "/d.xml"]),
    "a time within the day": (["/a.xml 24T08:00", "/b.xml 24T09:00"], ["/b.xml", "/a.xml"]),
    "news alone, where there are such": (
        ["/sitemap-articles-2026-11.xml 24", "/sitemap-news.xml 24", "/sitemap-images.xml 24"],
        ["/sitemap-news.xml"],
    ),
    "Yoast's, without lists and pages": (
        ["/post-sitemap.xml 01", "/post-sitemap2.xml 24", "/page-sitemap.xml 20", "/category-sitemap.xml 24",
         "/post_tag-sitemap.xml 24", "/author-sitemap.xml 24"],
        ["/post-sitemap2.xml", "/post-sitemap.xml"],
    ),
    "lists, where there is nothing else": (["/category-sitemap.xml 24"], ["/category-sitemap.xml"]),
    "dates in names": (
        ["/2025/12.xml", "/2026/2.xml", "/sitemap-2026-11-23.xml", "/sitemap-20261124.xml", "/s.xml?yyyy=2026&mm=10"],
        ["/s.xml?yyyy=2026&mm=10", "/2026/2.xml", "/sitemap-20261124.xml"],
    ),
    "no dates: both ends": ([f"/s{n}.xml" for n in range(10, 20)], ["/s10.xml", "/s19.xml", "/s11.xml"]),
    "dated before undated": (["/a.xml", "/b.xml 02"], ["/b.xml", "/a.xml"]),
    "the own site alone": (
        ["https://other.example/a.xml", "https://news.valley.example/b.xml", "https://127.0.0.1/c.xml"],
        ["https://news.valley.example/b.xml"],
    ),
    "not itself, and each once": (
        ["/sitemap_index.xml", "http://valley.example/sitemap_index.xml/", "/a.xml", "/a.xml"], ["/a.xml"],
    ),
    "nothing": ([], []),
}  # fmt: skip


@pytest.mark.parametrize(("listed", "names"), INDEXES.values(), ids=INDEXES)
def test_few_sitemaps_of_an_index_are_read(listed: list[str], names: list[str]) -> None:
    assert chosen(*listed) == names


def test_an_index_of_fifty_thousand_is_chosen_from_at_once() -> None:
    assert len(chosen(*(f"/s-{n}.xml" for n in range(50_000)), most=5)) == 5


@pytest.mark.parametrize(
    ("listed", "known", "settled"),
    [
        ("2026-11-24T08:00", "2026-11-24T08:00", True),
        ("2026-11-24T08:01", "2026-11-24T08:00", False),
        ("2026-11-24T00:00", "2026-11-24T00:00", False),  # a day that is not over
        ("2026-11-21T00:00", "2026-11-21T00:00", True),
        (None, "2026-11-24T08:00", False),
        (None, None, False),
    ],
)
def test_what_has_the_date_of_its_last_reading_need_not_be_asked(
    listed: str | None, known: str | None, settled: bool
) -> None:
    def at(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None

    sitemap = IndexedSitemap(url="https://valley.example/a.xml", changed_at=at(listed))
    before = KnownSitemap(url=sitemap.url, changed_at=at(known), body_hash="x")
    assert is_settled(sitemap, before, NOON) is settled
    assert not is_settled(sitemap, None, NOON)
    assert not is_settled(sitemap, KnownSitemap(url=sitemap.url, changed_at=at(known)), NOON)
