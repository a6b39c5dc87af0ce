"""URLs of news on the web: cleaning, identity, sites, shards.

Three forms of one address, from lossless to lossy: the feed's own link, kept as it came; the *cleaned* URL (`clean`), which
is fetched and written; and the *key* (`url_key`), which is only ever compared, and from which ids are made.

`RULES_VERSION` numbers everything here, in `tracking`, `shard_suffixes` and `canonical_urls` that ids and shards depend on.
It is stored in the state's meta.json: change a rule that moves a key, an id or a shard, and the number has to rise.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

import ada_url
import tldextract

from transforms.pure.net.shard_suffixes import count_shard_labels
from transforms.pure.net.tracking import is_tracking

RULES_VERSION = 1
MAX_URL_CHARACTERS = 8192

_JSESSIONID = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_BEGUN_ESCAPE = re.compile(r"%[0-9A-Fa-f]?$")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# The bundled list only: no download, no cache folder, private suffixes (github.io and the like) off.
_public_suffixes = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=False)


@lru_cache(maxsize=4_096)  # of each link, by its poll, its page and its record
def clean(url: str) -> str:
    """Give the URL to fetch and to write: WHATWG normal form without fragment, user, default port and tracking.

    Order and blank values of the other parameters are kept. Idempotent. Raises: ValueError with a sentence for what is not
    an http(s) URL. Source: WHATWG URL Standard.

    >>> clean("HTTP://WWW.Valley.example:80/a/../News?id=7&utm_source=rss#top")
    'http://www.valley.example/News?id=7'
    """
    read, cleaned = url, _assemble(_parse(url))
    # Taking something off can leave what reads differently (a host `0x7f.1.`, a path `/a/..;jsessionid=1`): read it again.
    while cleaned != read:
        read, cleaned = cleaned, _assemble(_parse(cleaned))
    if len(cleaned) > MAX_URL_CHARACTERS:
        raise ValueError(f"{_shown(url)} is longer than {MAX_URL_CHARACTERS:,} characters")
    return cleaned


def url_key(url: str) -> str:
    """Give the identity form: the cleaned URL without scheme, `www.` and closing slashes; for comparing, never to fetch.

    Escapes are brought to one spelling (RFC 3986, section 6.2.2), since feeds write `%d9` where servers redirect to `%D9`.

    >>> url_key("https://www.valley.example/news/flood/#more")
    'valley.example/news/flood'
    """
    address = clean(url).partition("://")[2]
    host, slash, rest = address.partition("/")
    path, mark, query = rest.partition("?")
    if host.startswith("www.") and "." in host.removeprefix("www."):
        host = host.removeprefix("www.")
    return host + _ESCAPE.sub(_plain_escape, slash + path.rstrip("/") + mark + query)


def url_id(url: str) -> str:
    """Give the stable id of a URL: 24 characters of a-z and 2-7, the same on every machine for ever.

    120 bits of BLAKE2b over `url_key`: a million million URLs collide with a chance of one in a million million.

    >>> url_id("http://www.valley.example/news/flood") == url_id("https://valley.example/news/flood/#more")
    True
    """
    digest = hashlib.blake2b(url_key(url).encode("utf-8"), digest_size=15).digest()
    return base64.b32encode(digest).decode("ascii").lower()


def resolve(base: str, link: str) -> str:
    """Give `link` as an absolute http(s) URL, read against `base`; not cleaned, the fragment is kept.

    Raises: ValueError with a sentence when that is no http(s) URL (`mailto:`, `javascript:`).

    >>> resolve("https://valley.example/rss/all.xml", "../news/flood")
    'https://valley.example/news/flood'
    """
    return str(_parse(link, None if base == link else base).href)


def host_of(url: str) -> str:
    """Give the host of a URL, or a bare host in normal form: lower case, Punycode, no port, no brackets, no closing dot.

    Raises: ValueError with a sentence when there is none.

    >>> host_of("https://Bücher.example:8443/neu")
    'xn--bcher-kva.example'
    """
    return _host(url)[0]


def site_of(url_or_host: str) -> str:
    """Give the site, the unit of politeness: the registrable domain by the bundled public suffix list.

    An IP address is its own site; under a TLD that the list does not know it is the last two labels. Raises: ValueError.

    >>> site_of("https://sport.valley.co.uk/results"), site_of("m.valley.example")
    ('valley.co.uk', 'valley.example')
    """
    host, is_address = _host(url_or_host)
    return host if is_address else _site_of_name(host)


@lru_cache(maxsize=16_384)
def _site_of_name(host: str) -> str:
    labels = host.split(".")
    suffix = _public_suffixes(host).suffix
    registrable = suffix.count(".") + 2 if suffix else 2
    # Never coarser than what decides the shard, whatever a later suffix list drops: one site has one owner.
    return ".".join(labels[-max(registrable, count_shard_labels(labels)) :])


def shard_of(url_or_host: str, shards: int) -> int:
    """Give the shard that owns a URL's site, 0 to `shards` - 1: the same for all hosts of one `site_of`, for ever.

    It hashes a key coarser than the site (the last two labels, three under `SHARD_SUFFIXES`), so that a newer public suffix
    list moves nothing. Each key ends, or is, the site: the same site has the same key. Raises: ValueError.

    >>> shard_of("https://www.valley.example/a", 8) == shard_of("img.valley.example", 8)
    True
    """
    if shards < 1:
        raise ValueError(f"the number of shards must be at least 1, got {shards}")
    host, is_address = _host(url_or_host)
    labels = host.split(".")
    key = host if is_address else ".".join(labels[-count_shard_labels(labels) :])
    return int.from_bytes(hashlib.blake2b(key.encode("ascii"), digest_size=8).digest(), "big") % shards


def same_site(a: str, b: str) -> bool:
    """Tell whether two URLs or hosts belong to one site. Raises: ValueError.

    >>> same_site("https://m.valley.example/a", "www.valley.example")
    True
    """
    return site_of(a) == site_of(b)


def _parse(url: str, base: str | None = None) -> ada_url.URL:
    try:
        parsed = ada_url.URL(url.strip(), base=base if base is None else base.strip())
    except ValueError:
        against = "" if base is None else f", read against {_shown(base)},"
        problem = "is not a URL: expected something like https://paper.example/article"
        raise ValueError(f"{_shown(url)}{against} {problem}") from None
    if parsed.protocol not in ("http:", "https:"):
        raise ValueError(f"{_shown(url)} has the scheme {parsed.protocol} but only http and https can be fetched")
    if not all(parsed.hostname.removesuffix(".").split(".")):
        raise ValueError(f"{_shown(url)} has a host with an empty label ({parsed.hostname})")
    return parsed


def _assemble(parsed: ada_url.URL) -> str:
    port = f":{parsed.port}" if parsed.port else ""
    path = _JSESSIONID.sub("", parsed.pathname)
    kept = "&".join(pair for pair in parsed.search[1:].split("&") if pair and not is_tracking(pair))
    return f"{parsed.protocol}//{parsed.hostname.removesuffix('.')}{port}{path}{'?' if kept else ''}{kept}"


def _plain_escape(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    if character not in _UNRESERVED:
        return match[0].upper()
    # Behind a `%` or `%3` the character would complete another escape: `%3%30` is not `%30`, which is `0`.
    completes = _BEGUN_ESCAPE.search(match.string[max(match.start() - 2, 0) : match.start()])
    return match[0].upper() if completes else character


@lru_cache(maxsize=4_096)  # of each URL on its way the host is asked some ten times
def _host(url_or_host: str) -> tuple[str, bool]:
    """Give the host in normal form, and whether it is an IP address."""
    text = url_or_host.strip()
    if "://" not in text:
        text = f"http://[{text}]" if text.count(":") > 1 and not text.startswith("[") else f"http://{text}"
    parsed = _parse(text)
    name = parsed.hostname.removesuffix(".")
    if name != parsed.hostname:
        parsed = _parse(f"http://{name}")  # `0x7f.1.` is a name, `0x7f.1` an address
    return parsed.hostname.strip("[]"), parsed.host_type != ada_url.HostType.DEFAULT


def _shown(url: str) -> str:
    return repr(url if len(url) <= 200 else url[:200] + "...")
