"""URLs: cleaning, identity, sites, shards."""

import hashlib
import string

import pytest
import tldextract
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.pure.net.shard_suffixes import SHARD_SUFFIXES
from transforms.pure.net.tracking import is_tracking
from transforms.pure.net.urls import (
    clean,
    host_of,
    resolve,
    same_site,
    shard_of,
    site_of,
    url_id,
    url_key,
)

CLEANED = {
    "already clean": ("https://valley.example/news/flood", "https://valley.example/news/flood"),
    "empty path": ("https://valley.example", "https://valley.example/"),
    "case of scheme and host": ("HTTPS://Valley.EXAMPLE/News", "https://valley.example/News"),
    "fragment": ("https://valley.example/a#comments", "https://valley.example/a"),
    "user and password": ("https://me:secret@valley.example/a", "https://valley.example/a"),
    "default port of http": ("http://valley.example:80/a", "http://valley.example/a"),
    "default port of https": ("https://valley.example:443/a", "https://valley.example/a"),
    "other port": ("https://valley.example:8443/a", "https://valley.example:8443/a"),
    "dot segments": ("https://valley.example/a/./b/../c", "https://valley.example/a/c"),
    "backslashes": ("https:\\\\valley.example\\a", "https://valley.example/a"),
    "white space around and within": (" \u00a0https://valley.example/a\n/b\t ", "https://valley.example/a/b"),
    "international host": ("https://Bücher.example/neu", "https://xn--bcher-kva.example/neu"),
    "international path": ("https://valley.example/ü", "https://valley.example/%C3%BC"),
    "closing dot of the host": ("https://valley.example./a", "https://valley.example/a"),
    "IPv4 in another spelling": ("http://0x7f.1/a", "http://127.0.0.1/a"),
    "IPv4 with a closing dot": ("http://0x7f.1./a", "http://127.0.0.1/a"),
    "IPv6": ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
    "only tracking": ("https://valley.example/a?utm_source=rss&UTM_Medium=feed", "https://valley.example/a"),
    "order kept": ("https://valley.example/a?b=2&utm_term=x&a=1", "https://valley.example/a?b=2&a=1"),
    "blank values kept": ("https://valley.example/a?b=&fbclid=1&print", "https://valley.example/a?b=&print"),
    "empty pairs dropped": ("https://valley.example/a?&b=1&&", "https://valley.example/a?b=1"),
    "empty query": ("https://valley.example/a?", "https://valley.example/a"),
    "escaped twice": ("https://valley.example/a?id=7&amp;utm_source=rss", "https://valley.example/a?id=7"),
    "escaped name": ("https://valley.example/a?utm%5Fsource=rss", "https://valley.example/a"),
    "session in the path": ("https://valley.example/a;jsessionid=0F3A?id=7", "https://valley.example/a?id=7"),
    "session between dot segments": ("https://valley.example/a/..;jsessionid=1", "https://valley.example/"),
    "reference by channel": ("https://valley.example/a?ref=rss_home&source=Twitter", "https://valley.example/a"),
    "reference that names": ("https://valley.example/a?ref=20417", "https://valley.example/a?ref=20417"),
    "source that names": ("https://valley.example/a?source=wire", "https://valley.example/a?source=wire"),
    "escapes kept": ("https://valley.example/a%2fb?q=%zz", "https://valley.example/a%2fb?q=%zz"),
}


@pytest.mark.parametrize(("url", "expected"), CLEANED.values(), ids=CLEANED)
def test_clean(url: str, expected: str) -> None:
    assert clean(url) == expected
    assert clean(expected) == expected


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "ID",
        "cid",
        "eid",
        "sid",
        "uid",
        "p",
        "page",
        "article",
        "articleId",
        "story",
        "key",
        "q",
        "nid",
        "item",
        "v",
        "no",
    ],
)
def test_parameters_that_tell_articles_apart_are_kept(name: str) -> None:
    url = f"https://valley.example/read?{name}=7"
    assert clean(url) == url
    assert url_id(url) != url_id("https://valley.example/read?" + name + "=8")


@pytest.mark.parametrize(
    "name",
    ["utm_whatever", "FBCLID", "gclid", "mc_cid", "mkt_tok", "at_medium", "ns_mchannel", "xtor", "PHPSESSID", "_ga"],
)
def test_tracking_parameters_are_dropped(name: str) -> None:
    assert is_tracking(f"{name}=1")
    assert clean(f"https://valley.example/read?{name}=1") == "https://valley.example/read"


NOT_A_URL = "is not a URL: expected something like https://paper.example/article"
LONG = "http://valley.example/" + "a" * 9000
UNUSABLE = {
    "no scheme": ("valley.example/a", f"'valley.example/a' {NOT_A_URL}"),
    "empty": ("", f"'' {NOT_A_URL}"),
    "space in the host": ("http://val ley.example/", f"'http://val ley.example/' {NOT_A_URL}"),
    "lone surrogate": ("http://valley.example/\ud800", f"'http://valley.example/\\ud800' {NOT_A_URL}"),
    "mail": (
        "mailto:a@b.example",
        "'mailto:a@b.example' has the scheme mailto: but only http and https can be fetched",
    ),
    "file": ("file:///etc/hosts", "'file:///etc/hosts' has the scheme file: but only http and https can be fetched"),
    "empty label": ("http://a..example/", "'http://a..example/' has a host with an empty label (a..example)"),
    "only a dot": ("http://./a", "'http://./a' has a host with an empty label (.)"),
    "too long": (LONG, f"'{LONG[:200]}...' is longer than 8,192 characters"),
}


@pytest.mark.parametrize(("url", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_is_no_web_address_is_refused_with_a_sentence(url: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        clean(url)
    assert str(caught.value) == message


words = st.text(string.ascii_letters + string.digits + "-_.%;=&?+/ü ", max_size=12)
hosts = st.lists(st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=6), min_size=1, max_size=4).map(
    ".".join
)


@settings(deadline=None)
@given(
    hosts,
    words,
    st.lists(st.tuples(st.sampled_from(["id", "utm_x", "ref", "amp;utm_y", "p", ";jsessionid"]), words)),
    words,
)
def test_clean_is_idempotent_and_keeps_the_key(
    host: str, path: str, pairs: list[tuple[str, str]], fragment: str
) -> None:
    url = f"http://{host}/{path};jsessionid=1?" + "&".join(f"{name}={value}" for name, value in pairs) + "#" + fragment
    try:
        cleaned = clean(url)
    except ValueError:
        return  # a number that is no IPv4 address, such as 1.2.3.4.5
    assert clean(cleaned) == cleaned
    assert url_key(cleaned) == url_key(url)
    assert url_id(cleaned) == url_id(url)


SAME_ARTICLE = [
    "https://valley.example/news/flood-%D9%85",
    "http://valley.example/news/flood-%d9%85",
    "https://www.valley.example/news/flood-%D9%85",
    "http://www.VALLEY.example:80/news/flood-%D9%85/",
    "https://valley.example/news/flood-م#comments",
    "https://valley.example/news/fl%6Fod%2D%D9%85?utm_source=rss&fbclid=x",
]


def test_scheme_www_and_fragment_moves_keep_the_id() -> None:
    assert {url_key(url) for url in SAME_ARTICLE} == {"valley.example/news/flood-%D9%85"}
    assert len({url_id(url) for url in SAME_ARTICLE}) == 1


@pytest.mark.parametrize("path", ["%3%30", "%%330", "%%34%31", "%2%35%34", "a?b=%7%31&c=%%62d", "100%%e2%80%9d"])
def test_an_escape_that_is_cut_off_is_not_completed_by_the_next(path: str) -> None:
    key = url_key(f"https://valley.example/{path}")
    assert url_key(f"https://{key}") == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://valley.example/a?id=1", "https://valley.example/a?id=2"),
        ("https://valley.example/A", "https://valley.example/a"),
        ("https://valley.example/a%2Fb", "https://valley.example/a/b"),
        ("https://sport.valley.example/a", "https://valley.example/a"),
        ("https://valley.example:8443/a", "https://valley.example/a"),
        ("https://valley.example/a?b=1", "https://valley.example/a?b=1&c="),
        ("https://www.example/a", "https://example/a"),
        ("https://valley.example/%3%30", "https://valley.example/%%330"),
    ],
    ids=[
        "parameter",
        "case of the path",
        "escaped slash",
        "sub-domain",
        "port",
        "blank parameter",
        "www is the name",
        "cut off",
    ],
)
def test_different_pages_have_different_ids(one: str, other: str) -> None:
    assert url_id(one) != url_id(other)


def test_the_id_is_the_same_for_ever() -> None:
    # A state of ten years ago holds these: a change here orphans every state unless RULES_VERSION rises.
    assert url_key("https://www.valley.example/") == "valley.example/"
    assert url_id("https://valley.example/news/flood") == "wqqyxhq5ncgs53u7ideq3ogj"
    alphabet = set(string.ascii_lowercase + "234567")
    assert len(url_id("https://valley.example/a")) == 24
    assert set(url_id("https://valley.example/a")) <= alphabet


@pytest.mark.parametrize(
    ("base", "link", "expected"),
    [
        ("https://valley.example/rss/all.xml", "flood", "https://valley.example/rss/flood"),
        ("https://valley.example/rss/all.xml", "/flood#top", "https://valley.example/flood#top"),
        ("https://valley.example/rss/all.xml", "//cdn.example/flood", "https://cdn.example/flood"),
        ("https://valley.example/rss/all.xml", "?id=7", "https://valley.example/rss/all.xml?id=7"),
        ("https://valley.example/", " http://hills.example/a ", "http://hills.example/a"),
    ],
    ids=["sibling", "from the root", "other host", "query", "absolute"],
)
def test_resolve(base: str, link: str, expected: str) -> None:
    assert resolve(base, link) == expected


@pytest.mark.parametrize(
    ("base", "link", "message"),
    [
        (
            "https://valley.example/",
            "mailto:desk@valley.example",
            "has the scheme mailto: but only http and https can be fetched",
        ),
        ("https://valley.example/", "http://", "'http://', read against 'https://valley.example/', is not a URL"),
        ("valley", "a", "'a', read against 'valley', is not a URL"),
    ],
    ids=["mail", "no host", "base is no URL"],
)
def test_resolve_refuses_what_leads_nowhere(base: str, link: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        resolve(base, link)
    assert message in str(caught.value)


SITES = {
    "host": ("valley.example", "valley.example"),
    "sub-domain": ("https://a.b.valley.example/x", "valley.example"),
    "unknown TLD": ("a.b.valley.test", "valley.test"),
    "com": ("m.valley.com", "valley.com"),
    "co.uk": ("sport.valley.co.uk", "valley.co.uk"),
    "three-label suffix": ("a.b.valley.act.edu.au", "valley.act.edu.au"),
    "wildcard suffix": ("a.valley.com.bd", "valley.com.bd"),
    "private suffix is none": ("valley.github.io", "github.io"),
    "a suffix itself": ("co.uk", "co.uk"),
    "one label": ("http://localhost:8000/", "localhost"),
    "IPv4": ("http://127.0.0.1:8000/a", "127.0.0.1"),
    "IPv6": ("http://[::1]:8000/a", "::1"),
    "bare IPv6": ("::1", "::1"),
    "international suffix": ("a.b.xn--p1ai", "b.xn--p1ai"),
    "case, port and dot": ("WWW.Valley.Example.:80", "valley.example"),
}


@pytest.mark.parametrize(("url_or_host", "site"), SITES.values(), ids=SITES)
def test_site_of(url_or_host: str, site: str) -> None:
    assert site_of(url_or_host) == site


def test_host_of() -> None:
    assert host_of("http://[2001:DB8::1]:80/") == "2001:db8::1"
    assert host_of("https://WWW.valley.example./a") == "www.valley.example"
    with pytest.raises(ValueError, match="is not a URL"):
        host_of("")


def test_same_site() -> None:
    assert same_site("https://m.valley.co.uk/a", "valley.co.uk")
    assert not same_site("https://valley.co.uk/a", "hills.co.uk")


public_suffixes = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=()).tlds
suffixes = st.one_of(st.sampled_from(sorted(public_suffixes)), st.sampled_from(sorted(SHARD_SUFFIXES)), hosts)
labels = st.text(string.ascii_lowercase, min_size=1, max_size=5)


@settings(deadline=None)
@given(
    suffixes.map(lambda suffix: suffix.replace("*.", "any.").lstrip("!")), labels, st.lists(labels, max_size=2), labels
)
def test_hosts_of_one_site_share_a_shard(suffix: str, name: str, sub: list[str], other_sub: str) -> None:
    try:
        one = host_of(".".join([*sub, name, suffix]))
    except ValueError:
        return  # digits at the end that are no IPv4 address
    other = host_of(f"{other_sub}.{site_of(one)}") if "." in site_of(one) else one
    for shards in (1, 2, 8, 1009):
        assert shard_of(one, shards) == shard_of(site_of(one), shards)
        assert site_of(other) != site_of(one) or shard_of(other, shards) == shard_of(one, shards)


@pytest.mark.parametrize(
    ("url_or_host", "key"),
    [
        ("https://www.valley.example/a", "valley.example"),
        ("https://www.valley.co.uk/a", "valley.co.uk"),
        ("https://a.valley.act.edu.au/a", "act.edu.au"),
        ("https://a.valley.com.fr/a", "com.fr"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("localhost", "localhost"),
    ],
    ids=["two labels", "three labels", "coarser than the site", "suffix not on the list", "IPv4", "IPv6", "one label"],
)
def test_a_shard_is_the_hash_of_the_coarse_key(url_or_host: str, key: str) -> None:
    digest = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
    assert [shard_of(url_or_host, shards) for shards in (1, 4, 97)] == [0, digest % 4, digest % 97]


def test_shards_never_change() -> None:
    listed = hashlib.sha256(" ".join(sorted(SHARD_SUFFIXES)).encode()).hexdigest()
    assert listed == "75f9cfcc925eb6a3141437677b5737dde142b7f00cfd1c7bfc03f88a52044fd1", (
        "a host's shard would move: raise RULES_VERSION and reshard"
    )
    assert [shard_of(f"https://paper{n}.example/", 8) for n in range(8)] == [6, 7, 2, 5, 1, 0, 3, 1]


def test_no_shards_are_refused() -> None:
    with pytest.raises(ValueError, match="the number of shards must be at least 1, got 0"):
        shard_of("valley.example", 0)
