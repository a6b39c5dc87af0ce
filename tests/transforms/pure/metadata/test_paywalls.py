"""Whether an article is free: what JSON-LD says, then what meta elements say."""

import pytest

from transforms.pure.metadata.paywalls import read_is_free
from transforms.pure.page.jsonld import Linked


@pytest.mark.parametrize(
    ("linked", "tier", "found"),
    [
        (True, None, (True, "jsonld")),
        (False, "free", (False, "jsonld")),
        (None, "free", (True, "meta")),
        (None, "Locked", (False, "meta")),
        (None, "metered", (None, None)),
        (None, "", (None, None)),
        (None, None, (None, None)),
    ],
)
def test_who_says_so_and_what(linked: bool | None, tier: str | None, found: tuple[bool | None, str | None]) -> None:
    metas = {} if tier is None else {"article:content_tier": [tier]}
    assert read_is_free(Linked(is_free=linked), metas) == found
