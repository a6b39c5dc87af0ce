"""A page that no feed led to: its entry, and what is no address."""

from datetime import UTC, datetime

import pytest

from transforms.pure.single_page import NO_FEED, single_entry, single_page

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_address_is_cleaned_and_the_link_kept() -> None:
    link = "HTTPS://Valley.example:443/dam?utm_source=mail#top"
    page = single_page(b"<p>Dam", link, NOON, "utf-8")
    assert (page.entry.url, page.entry.link, page.fetched_url) == ("https://valley.example/dam", link, page.entry.url)
    assert (page.entry.feed_url, page.entry.parked_at, page.fetched_at) == (NO_FEED, NOON, NOON)
    assert (page.status, page.body, page.size, page.charset) == (200, b"<p>Dam", 6, "utf-8")


def test_the_same_page_has_the_same_id() -> None:
    ids = {single_entry(f"https://valley.example/dam{end}", NOON).id for end in ("", "#top", "?utm_source=mail")}
    assert len(ids) == 1


@pytest.mark.parametrize("url", ["mailto:desk@valley.example", "dam.html", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=url or "URL"):
        single_entry(url, NOON)
