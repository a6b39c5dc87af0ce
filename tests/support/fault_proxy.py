"""A proxy before an emulator: it passes on what it is asked, spoils answers by a plan, and takes conditions away."""

from __future__ import annotations

import http.client
import random
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# What may happen to a request: refused before it is passed on, answered with half a body, or its answer lost.
FAULTS = ("429", "500", "503", "reset", "lost", "half")
_HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


@dataclass
class FaultProxy:
    """What it does, and what it did: `plan` gives the fault of a request (its method and path), None for none."""

    target: str
    plan: Callable[[str, str], str | None] = lambda method, path: None
    unconditional: bool = False
    done: Counter[str] = field(default_factory=Counter)
    address: str = ""


def by_seed(seed: int, share: float) -> Callable[[str, str], str | None]:
    """A plan that spoils a share of the requests, the same for a seed, but never three in a row."""
    chance, lock, in_a_row = random.Random(seed), threading.Lock(), [0]

    def plan(method: str, path: str) -> str | None:
        with lock:
            fault = chance.choice(FAULTS) if chance.random() < share and in_a_row[0] < 2 else None
            in_a_row[0] = in_a_row[0] + 1 if fault else 0
            return fault

    return plan


@contextmanager
def fault_proxy(target: str) -> Iterator[FaultProxy]:
    """A proxy while it is needed."""
    proxy = FaultProxy(target)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: _Handler(proxy, *given))
    server.daemon_threads = True
    proxy.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, proxy: FaultProxy, *given: object) -> None:
        self.proxy = proxy
        super().__init__(*given)  # type: ignore[arg-type]

    def _pass(self) -> None:
        body = self._body()
        fault = self.proxy.plan(self.command, self.path)
        if fault is not None:
            self.proxy.done[fault] += 1
        if fault == "reset":
            return self._reset()
        if fault is not None and fault.isdigit():
            return self._send(int(fault), [], b"not now")
        status, headers, data = self._ask(body)
        if fault == "lost":
            return self._reset()
        if fault == "half" and len(data) > 1:
            self._send(status, headers, data, sent=len(data) // 2)
            return self._reset()
        return self._send(status, headers, data)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = _pass  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Expect", "").lower() == "100-continue" and self.request_version != "HTTP/1.1":
            self.send_response_only(100)
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        path, headers = self.path, dict(self.headers.items())
        headers.pop("Transfer-Encoding", None)
        headers.pop("Expect", None)
        if body:
            headers["Content-Length"] = str(len(body))
        if self.proxy.unconditional:
            headers = {name: value for name, value in headers.items() if name.lower() != "if-none-match"}
            path = path.replace("ifGenerationMatch=0", "x=0")
        connection = http.client.HTTPConnection(urlsplit(self.proxy.target).netloc)
        try:
            connection.request(self.command, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _send(self, status: int, headers: list[tuple[str, str]], data: bytes, sent: int | None = None) -> None:
        self.send_response_only(status)
        length = [value for name, value in headers if name.lower() == "content-length"]
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if self.command == "HEAD" and length:
            self.send_header("Content-Length", length[0])
        elif status not in (204, 304):
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[:sent])

    def _reset(self) -> None:
        """End the connection with a reset: what a crashed server, or a router in between, looks like."""
        self.wfile.flush()
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def log_message(self, *given: object) -> None:
        """Say nothing."""
