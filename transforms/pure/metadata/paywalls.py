"""Whether a page says that its article is free to read, or stands behind a paywall.

Words in the text that say so ("Subscribe to read on") are phrases: they cut the text off in `body.cuts`.
"""

from __future__ import annotations

from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, value_of

# A metered page is free for some readers, so it counts as neither.
_TIERS = {"free": True, "locked": False}


def read_is_free(linked: Linked, metas: Metas) -> tuple[bool | None, str | None]:
    """Tell whether an article is free, and where the page says so: JSON-LD, then meta elements; None where it does not say.

    >>> read_is_free(Linked(), {"article:content_tier": ["locked"]})
    (False, 'meta')
    """
    if linked.is_free is not None:
        return linked.is_free, "jsonld"
    free = _TIERS.get((value_of(metas, "article:content_tier") or "").lower())
    return free, None if free is None else "meta"
