"""Platforms: by which signs each is known, and where its feeds are."""

import pytest

from transforms.pure.discovery.platforms import find_platforms, usual_leads, usual_sitemaps

CHANNEL = "UCabcdefghijklmnopqrstuv"


@pytest.mark.parametrize(
    ("url", "name", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", "YouTube", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("https://www.youtube.com/playlist?list=PL12", "YouTube", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL12"),
        ("https://medium.com/@ann/a-story-12", "Medium", "https://medium.com/feed/@ann"),
        ("https://medium.com/valley-desk", "Medium", "https://medium.com/feed/valley-desk"),
        ("https://ann.medium.com/", "Medium", "https://ann.medium.com/feed"),
        ("https://valley.substack.com/archive", "Substack", "https://valley.substack.com/feed"),
        ("https://valley.blogspot.com/2026/11/", "Blogger", "https://valley.blogspot.com/feeds/posts/default"),
        ("https://valley.tumblr.com/", "Tumblr", "https://valley.tumblr.com/rss"),
        ("https://valley.wordpress.com/about/", "WordPress", "https://valley.wordpress.com/feed/"),
        ("https://www.reddit.com/r/news/", "Reddit", "https://www.reddit.com/r/news/.rss"),
        ("https://github.com/apache/beam/issues", "GitHub", "https://github.com/apache/beam/releases.atom"),
        ("https://bsky.app/profile/valley.example", "Bluesky", "https://bsky.app/profile/valley.example/rss"),
    ],
)  # fmt: skip
def test_a_platform_is_known_by_its_address(url: str, name: str, feed: str) -> None:
    (platform,) = find_platforms(url, "")
    assert platform.name == name
    assert platform.leads[0].url == feed
    assert platform.leads[0].source == "platform"


@pytest.mark.parametrize(
    ("page", "name", "feed"),
    [
        ('<meta name="generator" content="WordPress 6.8">', "WordPress", "/feed/"),
        ('<script src="/wp-content/themes/x.js">', "WordPress", "/feed/"),
        ('<meta name="generator" content="Ghost 5.2">', "Ghost", "/rss/"),
        ('<img src="https://substackcdn.com/image/x">', "Substack", "/feed"),
        ("<meta content='blogger' name='generator'/>", "Blogger", "/feeds/posts/default"),
        ('<meta property="al:ios:url" content="com.medium.reader">', "Medium", "/feed"),
        ('<script>Fusion.arcSite="valley"</script>', "Arc XP", "/arc/outboundfeeds/rss/?outputType=xml"),
        ('<link href="https://bloximages.example/">', "BLOX", "/search/?f=rss&t=article&l=50&s=start_time&sd=desc"),
        ('<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">', "Drupal", "/rss.xml"),
        ('<meta name="generator" content="Joomla! - Open Source">', "Joomla", "/?format=feed&type=rss"),
        ('<img src="https://static1.squarespace.com/x">', "Squarespace", "/?format=rss"),
        ('<img src="https://static.wixstatic.com/x">', "Wix", "/blog-feed.xml"),
        ('<meta name="generator" content="Hugo 0.140">', "Hugo", "/index.xml"),
        ('<!-- Begin Jekyll SEO tag --><meta name="generator" content="Jekyll v4">', "Jekyll", "/feed.xml"),
        ('<meta name="generator" content="TYPO3 CMS">', "TYPO3", "/rss.xml"),
        ('<meta name="generator" content="Discourse 3.4">', "Discourse", "/latest.rss"),
        ('<link href="https://cdn.shopify.com/x">', "Shopify", "/blogs/news.atom"),
    ],
)  # fmt: skip
def test_a_platform_is_known_by_its_page(page: str, name: str, feed: str) -> None:
    (platform,) = find_platforms("https://valley.example/", page)
    assert (platform.name, platform.leads[0].url) == (name, f"https://valley.example{feed}")


def test_a_channel_is_named_in_the_page_of_its_handle() -> None:
    (platform,) = find_platforms("https://www.youtube.com/@valley", f'{{"externalId":"{CHANNEL}"}}')
    assert platform.leads[0].url.endswith(f"?channel_id={CHANNEL}")
    assert find_platforms("https://www.youtube.com/@valley", "")[0].leads == ()


def test_a_section_of_wordpress_has_a_feed_of_its_own() -> None:
    (platform,) = find_platforms("https://valley.example/sport/", '<meta content="WordPress 6">')
    assert [lead.url for lead in platform.leads] == [
        "https://valley.example/feed/",
        "https://valley.example/sport/feed/",
    ]


def test_what_shows_no_sign_runs_on_no_platform() -> None:
    assert find_platforms("https://valley.example/", "<html><body>We write about Ghost towns and Hugo.") == ()
    assert find_platforms("https://github.com/", "") == ()
    assert find_platforms("https://notreddit.com/r/news", "") == ()


def test_usual_places_are_below_the_root_and_a_section() -> None:
    urls = [lead.url for lead in usual_leads("https://valley.example/en/")]
    assert urls[:2] == ["https://valley.example/feed/", "https://valley.example/en/feed/"]
    assert len(urls) == len(set(urls))
    assert not any("/en/" in lead.url for lead in usual_leads("https://valley.example/en/news.html"))
    assert all(lead.url.startswith("https://valley.example/") for lead in usual_leads("https://valley.example"))
    assert all("sitemap" in lead.url for lead in usual_sitemaps("https://valley.example/x/y"))
