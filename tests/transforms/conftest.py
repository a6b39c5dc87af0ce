"""Fixtures for tests of the steps and of what they stand on."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest


def _load(name: str) -> ModuleType:
    # Tests are no package: a module that several of them share is loaded by its path.
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


hostile_server = _load("hostile_server")


@pytest.fixture
def server() -> Iterator["hostile_server.HostileServer"]:
    """A real HTTP server on loopback whose paths the test decides (see hostile_server.py)."""
    running = hostile_server.HostileServer()
    yield running
    running.close()
