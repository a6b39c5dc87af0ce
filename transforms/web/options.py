"""Options of the HTTP client; the defaults are those of polite archives of news."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import msgspec
from msgspec import Meta

from transforms.pure.net.proxies import shown_proxy

PRODUCT = "newsbeam"
# A request that is under way for longer has stalled: nothing waits for it that need not. News sites answer within a second.
STALLED_SECONDS = 3.0


class SignatureOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By what key requests are signed (Web Bot Auth). Nothing is signed until a directory is named.

    directory: the https address under which the public keys are published; null: nothing is signed.
    key: the file that holds the private key, or several, of which the one that became valid last signs.
    key_env: the environment variable that holds it, where no file is named.
    older_form: whether the directory is named as sites read it that know the drafts of before November 2025 alone.
    """

    directory: str | None = None
    key: str | tuple[str, ...] = ()
    key_env: str = "NEWSBEAM_SIGNING_KEY"
    older_form: bool = False

    @property
    def key_files(self) -> tuple[str, ...]:
        """List the files that hold keys."""
        return (self.key,) if isinstance(self.key, str) else self.key


class WebOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the HTTP side. Sizes count decoded bytes.

    `contact` is a URL or an e-mail address for the User-Agent; `user_agent` replaces the whole of it. `total_seconds`
    counts over all redirects of a request, but not while it waits for its site's slot. `concurrency` is over all sites, per
    worker process; a request that has been open for three seconds no longer counts (`transforms.web.places`).
    `allow_addresses` are addresses or networks that may be reached although they are not public. `resolve` maps a host name
    to `address` or `address:port`; it opens that address to that name alone. `proxy` is the URL of an HTTP proxy that all other
    names are asked through (`transforms.web.proxied`); its credentials are secret. `signature` is how requests are signed.
    """

    user_agent: str | None = None
    contact: str | None = None
    respect_robots: bool = True
    per_site: Annotated[int, Meta(ge=1)] = 2
    spacing_seconds: Annotated[float, Meta(ge=0)] = 1.0
    crawl_delay_max_seconds: Annotated[float, Meta(ge=0)] = 120.0
    concurrency: Annotated[int, Meta(ge=1)] = 64
    connect_seconds: Annotated[float, Meta(gt=0)] = 10.0
    total_seconds: Annotated[float, Meta(gt=0)] = 60.0
    max_redirects: Annotated[int, Meta(ge=0)] = 5
    page_max_bytes: Annotated[int, Meta(ge=1)] = 10_000_000
    feed_max_bytes: Annotated[int, Meta(ge=1)] = 10_000_000
    down_seconds: Annotated[float, Meta(ge=0)] = 600.0
    allow_addresses: tuple[str, ...] = ()
    resolve: dict[str, str] = {}
    proxy: str | None = None
    signature: SignatureOptions = SignatureOptions()

    def __repr__(self) -> str:
        shown = [(name, value) for name, value in msgspec.structs.asdict(self).items() if name != "proxy"]
        shown.append(("proxy", self.proxy and shown_proxy(self.proxy)))
        return f"WebOptions({', '.join(f'{name}={value!r}' for name, value in shown)})"

    def sent_user_agent(self) -> str:
        """Give the User-Agent header.

        >>> WebOptions(user_agent="example-archive/2").sent_user_agent()
        'example-archive/2'
        """
        if self.user_agent:
            return self.user_agent
        try:
            product = f"{PRODUCT}/{version(PRODUCT)}"
        except PackageNotFoundError:  # run from a checkout that is not installed
            product = PRODUCT
        return f"{product} (+{self.contact})" if self.contact else product

    def robots_agent(self) -> str:
        """Give the product token that robots.txt is read for (RFC 9309, 2.2.1): the User-Agent's first word, without version.

        >>> WebOptions().robots_agent(), WebOptions(user_agent="Example-Archive/2 (+https://a.example)").robots_agent()
        ('newsbeam', 'example-archive')
        """
        words = (self.user_agent or PRODUCT).replace("/", " ").split()
        return words[0].lower() if words else PRODUCT
