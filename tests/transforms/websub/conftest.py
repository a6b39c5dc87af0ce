"""A keeper of subscriptions, its listener, and a real hub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from websub_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()
