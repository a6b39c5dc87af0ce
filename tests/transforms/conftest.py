"""Fixtures for tests of the steps and of what they stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_server import HostileServer
from papers import NOON, Paper
from steps import set_now


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A real HTTP server on loopback whose paths the test decides (see tests/support/hostile_server.py)."""
    running = HostileServer()
    yield running
    running.close()


@pytest.fixture
def paper(server: HostileServer, tmp_path: Path) -> Paper:
    """Feeds and pages on that server, to be harvested at noon (see tests/support/papers.py)."""
    set_now(NOON)
    return Paper(server, tmp_path)
