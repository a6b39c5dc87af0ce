"""Fixtures for tests of arrangements and of the command."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_newsroom import HostileServer, Newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A feed and its pages on a real server, with a configuration that ingests them."""
    server = HostileServer()
    made = Newsroom(server, tmp_path)
    yield made
    server.close()
    made.check()


@pytest.fixture(autouse=True)
def handlers_of_the_root() -> Iterator[None]:
    """The command sends all logs to its stderr, and a test's end is not its end."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    root.handlers[:] = before
