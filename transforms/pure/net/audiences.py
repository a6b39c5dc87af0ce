"""Who may get the headers of a subscriber: the origin of the feed, or the feed's own site where the user says so.

They are as good as a password, so a site is taken narrowly here. Where a domain is shared by publishers who do not know each
other (`alice.github.io`, `alice.substack.com`), each has its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal
from urllib.parse import urlsplit

import tldextract
from msgspec import Struct

from transforms.pure.net.urls import host_of, site_of

Scope = Literal["feed", "site"]

# Domains below which everybody can have a name, and that the public suffix list does not have.
_SHARED_NAMES: Final = """
    substack.com medium.com tumblr.com ghost.io beehiiv.com buttondown.email livejournal.com hatenablog.com hatenablog.jp
    weebly.com wixsite.com squarespace.com webflow.io wordpress.com blogspot.com typepad.com jimdo.com jimdofree.com
    steady.page steadyhq.com note.com cocolog-nifty.com fc2.com ameblo.jp naver.com tistory.com over-blog.com canalblog.com
    altervista.org blog.hu noblogs.org micro.blog bearblog.dev write.as patreon.com transistor.fm libsyn.com podbean.com
    feedburner.com amazonaws.com azurewebsites.net appspot.com herokuapp.com netlify.app vercel.app pages.dev workers.dev
"""
_SHARED: Final = frozenset(_SHARED_NAMES.split())
_with_private = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
_PORTS: Final = {"http": 80, "https": 443}


class Audience(Struct, frozen=True):
    """Who gets the headers of a feed: `home` is the feed's URL as it is configured, `scope` as in `headers_for`."""

    home: str
    scope: Scope = "feed"

    def includes(self, url: str) -> bool:
        """Tell whether a URL may be asked with the headers.

        `feed`: scheme, host and port are the feed's. `site`: the host is of the feed's site, its port the usual one or the
        feed's, and what is kept by TLS at home is never sent without.

        >>> Audience("https://valley.example/rss", "site").includes("https://www.valley.example/flood")
        True
        >>> Audience("https://valley.example/rss", "site").includes("http://valley.example/flood")
        False
        """
        try:
            if origin_of(url) == origin_of(self.home):
                return True
            return self.scope == "site" and self._is_at_home(url)
        except ValueError:
            return False

    def _is_at_home(self, url: str) -> bool:
        home, asked = urlsplit(self.home), urlsplit(url)
        if home.scheme == "https" and asked.scheme != "https":
            return False
        usual = asked.port is None or asked.port == _PORTS.get(asked.scheme)
        return (usual or asked.port == home.port) and own_site(url) == own_site(self.home)


@lru_cache(maxsize=4_096)  # of each URL on its way it is asked some ten times
def origin_of(url: str) -> str:
    """Give scheme, host and port of a WHATWG URL, which leaves the scheme's own port out.

    >>> origin_of("https://a.example:8443/x?y")
    'https://a.example:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def own_site(url: str) -> str:
    """Give the part of a host's name that one publisher has: its site, or its name below a domain that many share.

    Raises: ValueError where the URL has no host.

    >>> own_site("https://www.valley.example/rss"), own_site("https://alice.github.io/rss")
    ('valley.example', 'alice.github.io')
    """
    host, site = host_of(url), site_of(url)
    narrow = _with_private(host).suffix.count(".") + 2
    least = site.count(".") + (2 if site in _SHARED else 1)
    return site if host == site else ".".join(host.split(".")[-max(narrow, least) :])
