"""Which headers of a request each hop gets."""

from typing import Literal

import pytest

from transforms.pure.net.audiences import Audience
from transforms.records import Hop
from transforms.web.asked import WebRequest

PAGE = "https://paper.example/a"
VALIDATORS = {"If-None-Match": '"1"'}


def request(scope: Literal["feed", "site"]) -> WebRequest:
    return WebRequest(
        kind="page", url=PAGE, headers={"X-Key": "s"}, audience=Audience(PAGE, scope), validators=VALIDATORS, begin=None
    )


@pytest.mark.parametrize(
    ("scope", "url", "came_over", "is_secret_sent"),
    [
        ("feed", PAGE, [], True),
        ("site", PAGE, [], True),
        ("feed", "https://other.example/a", [], False),
        ("site", "https://www.paper.example/a", [], True),
        ("site", PAGE, ["https://other.example/a"], False),
    ],
)
def test_headers_of_the_configuration_go_to_their_audience(
    scope: Literal["feed", "site"], url: str, came_over: list[str], is_secret_sent: bool
) -> None:
    hops = [Hop(status=302, url=one, location=url) for one in came_over]
    sent = request(scope).sent_to(url, hops)
    assert sent == ({"X-Key": "s"} if is_secret_sent else {}) | VALIDATORS
