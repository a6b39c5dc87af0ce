"""What kind of article a page says in its data that it holds: an opinion, or what an advertiser paid for."""

from __future__ import annotations

from typing import Final

from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, Sourced, value_of

# Types of schema.org, lower case, and the flags that say the same.
_FLAGS_BY_TYPE: Final = {"opinionnewsarticle": "opinion", "advertisercontentarticle": "sponsored"}


def read_declared_kinds(linked: Linked, metas: Metas) -> tuple[Sourced, ...]:
    """Give the flags for the kinds that JSON-LD, or else a meta element, declares, each with where it comes from.

    >>> read_declared_kinds(Linked(types=frozenset({"opinionnewsarticle"})), {})
    (Sourced(value='opinion', source='jsonld'),)
    """
    flags = tuple(Sourced(flag, "jsonld") for name, flag in _FLAGS_BY_TYPE.items() if name in linked.types)
    if not flags and (value_of(metas, "article:opinion") or "").lower() == "true":
        return (Sourced("opinion", "opengraph"),)
    return flags
