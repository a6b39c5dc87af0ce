"""Fixtures for tests of the steps and of what they stand on."""

from collections.abc import Iterator

import pytest
from hostile_server import HostileServer


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A real HTTP server on loopback whose paths the test decides (see tests/support/hostile_server.py)."""
    running = HostileServer()
    yield running
    running.close()
