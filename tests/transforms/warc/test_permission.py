"""Which pages may be kept as they came."""

from __future__ import annotations

import pytest
from captured_pages import BODY, capture_of, page_of_capture

from transforms.records import Page
from transforms.rights import Heard, Rights, RightsSignal
from transforms.warc.permission import may_keep

URL = "https://valley.example/flood"


def meta(value: str) -> RightsSignal:
    return RightsSignal(standard="robots_meta", place="meta", value=value)


def heard(value: str) -> Page:
    return page_of_capture(URL, heard=Heard(headers=(("x-robots-tag", value),)))


SAYS = b"<meta name=robots content='NoArchive'>"
REFRESH = capture_of("https://valley.example/old", 200, SAYS)


@pytest.mark.parametrize(
    ("page", "rights", "kept"),
    [
        (page_of_capture(URL), Rights(), True),
        (page_of_capture(URL), Rights(signals=(meta("noarchive"),)), False),
        (page_of_capture(URL), Rights(signals=(meta("gptbot: noarchive"),)), True),
        (page_of_capture(URL), Rights(signals=(meta("noindex"),) * 50), True),
        (page_of_capture(URL, SAYS), Rights(signals=(meta("noindex"),) * 50), False),
        (page_of_capture(URL, b"<p>the word noarchive</p>"), Rights(), True),
        # Nobody could read these.
        (page_of_capture(URL), None, True),
        (page_of_capture(URL, BODY + SAYS), None, False),
        (page_of_capture(URL, SAYS.decode().encode("utf-16-le")), None, False),
        (heard("noarchive"), None, False),
        (heard("newsbeam: nocache"), Rights(), False),
        (heard("googlebot: noarchive"), Rights(), True),
        (page_of_capture(URL, BODY, REFRESH), Rights(), False),
    ],
)
def test_what_says_noarchive_to_us_is_not_kept(page: Page, rights: Rights | None, kept: bool) -> None:
    assert may_keep(page, rights) is kept
