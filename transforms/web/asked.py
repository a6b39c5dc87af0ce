"""What is asked of the web in one go, and which of its headers each hop gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from transforms.pure.net.audiences import Audience
from transforms.pure.rights.policy import RightsOptions
from transforms.records import Hop
from transforms.rights import Statement
from transforms.web.sites import Begin


class RightsAsked(Struct, frozen=True, kw_only=True):
    """What is to be known of the uses of a page: by which options, and what its feed `said` of it."""

    options: RightsOptions
    said: tuple[Statement, ...] = ()


class WebRequest(Struct, frozen=True, kw_only=True):
    """A request for a page or a feed, from its first URL to its last. `headers` are those of the configuration.

    `rights`: None where no file of the site is to be read.
    """

    kind: Literal["page", "feed"]
    url: str
    headers: Mapping[str, str]
    audience: Audience
    validators: Mapping[str, str]
    begin: Begin | None
    rights: RightsAsked | None = None

    def sent_to(self, url: str, hops: Iterable[Hop]) -> dict[str, str]:
        """Give the headers for one hop. Those of the configuration are secret: only their audience gets them.

        Of a site: not what another site, or an answer without TLS, has led back to.
        """
        includes = self.audience.includes
        reached = includes(url) and (self.audience.scope == "feed" or all(includes(hop.url) for hop in hops))
        return {**(self.headers if reached else {}), **self.validators}
