"""Which URL identifies an article."""

import pytest

from transforms.pure.net.canonical_urls import choose_article_url
from transforms.pure.net.urls import clean

V = "https://valley.example"


ARTICLES = {
    "none": (f"{V}/a?utm_source=rss", None, f"{V}/a"),
    "blank": (f"{V}/a", "  ", f"{V}/a"),
    "the same": (f"{V}/news/flood", f"{V}/news/flood/", f"{V}/news/flood/"),
    "relative": (f"{V}/news/flood?x=y", "/news/flood?x=y", f"{V}/news/flood?x=y"),
    "same last segment elsewhere": (f"{V}/rss/flood", f"{V}/news/flood", f"{V}/news/flood"),
    "mobile host": ("https://m.valley.example/news/flood", f"{V}/news/flood", f"{V}/news/flood"),
    "canonical is tracked": (f"{V}/news/flood", f"{V}/news/flood?utm_campaign=x#top", f"{V}/news/flood"),
    "words": (f"{V}/p/88", f"{V}/dam-opens-early", f"{V}/dam-opens-early"),
    "words with an extension": (f"{V}/p/88", f"{V}/dam_opens_early.html", f"{V}/dam_opens_early.html"),
    "words of another script": (f"{V}/p/88", f"{V}/سد-يفتح-مبكرا", clean(f"{V}/سد-يفتح-مبكرا")),
    "number": (f"{V}/p/88", f"{V}/news/84211", f"{V}/news/84211"),
    "AMP": (f"{V}/dam-opens-early/amp", f"{V}/dam-opens-early", f"{V}/dam-opens-early"),
    "view dropped": (f"{V}/dam-opens-early?view=amp", f"{V}/dam-opens-early", f"{V}/dam-opens-early"),
    "page dropped": (f"{V}/dam-opens-early?page=2", f"{V}/dam-opens-early", f"{V}/dam-opens-early"),
    "headline edited": (f"{V}/dam-opens-early-84211", f"{V}/gates-are-open-84211", f"{V}/gates-are-open-84211"),
    "number added": (f"{V}/dam-opens-early", f"{V}/dam-opens-early-84211", f"{V}/dam-opens-early-84211"),
    "other site": (f"{V}/news/flood", "https://agency.example/news/flood", f"{V}/news/flood"),
    "front page": (f"{V}/news/flood", f"{V}/", f"{V}/news/flood"),
    "front page by name": (f"{V}/2026/flood/index.html", f"{V}/index.html", f"{V}/2026/flood/index.html"),
    "section": (f"{V}/news/dam-opens-early", f"{V}/news", f"{V}/news/dam-opens-early"),
    "wordy section": (f"{V}/news/dam-opens-early", f"{V}/all-latest-news", f"{V}/news/dam-opens-early"),
    "id dropped": (f"{V}/article?id=5", f"{V}/article", f"{V}/article?id=5"),
    "id dropped, wordy path": (f"{V}/all-the-news.php?id=5", f"{V}/all-the-news.php", f"{V}/all-the-news.php?id=5"),
    "number dropped": (f"{V}/all-the-news?x=84211", f"{V}/all-the-news", f"{V}/all-the-news?x=84211"),
    "unknown parameter dropped": (f"{V}/read?which=flood", f"{V}/read", f"{V}/read?which=flood"),
    "id kept": (f"{V}/article?id=5&utm_source=x", f"{V}/article?id=5", f"{V}/article?id=5"),
    "id of another": (f"{V}/article?id=5", f"{V}/article?id=6", f"{V}/article?id=5"),
    "not http": (f"{V}/news/flood", "javascript:void(0)", f"{V}/news/flood"),
    "not a URL": (f"{V}/news/flood", "http://", f"{V}/news/flood"),
}


@pytest.mark.parametrize(("final", "canonical", "expected"), ARTICLES.values(), ids=ARTICLES)
def test_choose_article_url(final: str, canonical: str | None, expected: str) -> None:
    assert choose_article_url(final, canonical) == expected


def test_choose_article_url_refuses_a_final_url_that_is_none() -> None:
    with pytest.raises(ValueError, match="'about:blank' has the scheme about: but only http and https can be fetched"):
        choose_article_url("about:blank", None)
