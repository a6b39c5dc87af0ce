"""Fixtures for tests of arrangements and of the command."""

import logging
from collections.abc import Iterator

import pytest

from pipelines.output import log_to_stderr


@pytest.fixture(autouse=True)
def handlers_of_the_root() -> Iterator[None]:
    """The command sends all logs to its stderr, and a test's end is not its end."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    log_to_stderr()  # in the form that is the default
    root.handlers[:] = before
