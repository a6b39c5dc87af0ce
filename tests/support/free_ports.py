"""Ports of this machine that nobody listens on."""

from __future__ import annotations

import random
import socket

HOST = "127.0.0.1"
# Below those that systems give to outgoing connections, and to servers that ask for any port: one of these that is free now may
# be taken before the server that it is meant for listens.
_RANGE = range(20_000, 30_000)
_given: set[int] = set()


def free_port() -> int:
    """Give a port that is free, and that this process has not given before."""
    draw = random.SystemRandom()
    while True:
        port = draw.choice(_RANGE)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # A connection that has just ended is no server.
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
