"""A server that takes connections and never answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silent_server() -> Iterator[tuple[str, threading.Event]]:
    """Give its address, and what is set once somebody has connected."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        met, held = threading.Event(), []

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return
                met.set()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", met
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()
