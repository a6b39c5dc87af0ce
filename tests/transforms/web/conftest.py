"""A Web for tests of what it asks, and how politely."""

from typing import Any

import pytest
from hostile_server import HostileServer

from transforms.clock import Clock, utc_now
from transforms.web.client import Web
from transforms.web.options import WebOptions

NAMES = ("paper.example", "www.paper.example", "other.example", "down.example")


@pytest.fixture
def open_web(server: HostileServer, request: pytest.FixtureRequest) -> Any:
    """Makes a Web for which the names lead to the server; it obeys robots.txt, and goes by the system's clock or a given one."""

    def make(clock: Clock = utc_now, **changes: Any) -> Web:
        defaults: dict[str, Any] = {"spacing_seconds": 0.0, "resolve": server.pins(*NAMES)}
        web = Web(WebOptions(**{**defaults, **changes}), clock=clock)
        request.addfinalizer(web.close)
        return web

    return make
