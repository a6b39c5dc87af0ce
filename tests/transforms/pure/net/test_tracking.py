"""Which parameters of a URL only say how a reader came."""

import pytest

from transforms.pure.net.tracking import is_tracking

PAIRS = {
    "campaign": ("utm_source=rss", True),
    "any name with the prefix": ("utm_whatever=1", True),
    "case": ("UTM_Source=rss", True),
    "escaped name": ("utm%5Fsource=rss", True),
    "escaped twice": ("amp;utm_source=rss", True),
    "click": ("fbclid=IwAR0", True),
    "session": ("PHPSESSID=0f3a", True),
    "without value": ("gclid", True),
    "channel by name": ("ref=rss", True),
    "channel with a place": ("ref=rss_home", True),
    "channel, case": ("source=Twitter", True),
    "escaped channel": ("ref=%72ss", True),
    "name that tells articles apart": ("ref=20417", False),
    "agency": ("source=wire", False),
    "blank channel": ("ref=", False),
    "id": ("id=7", False),
    "page": ("page=2", False),
    "a name that only begins like one": ("utm=1", False),
    "a name within another": ("my_fbclid=1", False),
    "empty": ("", False),
}


@pytest.mark.parametrize(("pair", "expected"), PAIRS.values(), ids=PAIRS)
def test_is_tracking(pair: str, expected: bool) -> None:
    assert is_tracking(pair) is expected
