"""Fixtures for tests of arrangements and of the command."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_newsroom import HostileServer, Newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A feed and its pages on a real server, with a configuration that ingests them."""
    server = HostileServer()
    yield Newsroom(server, tmp_path)
    server.close()
