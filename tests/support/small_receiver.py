"""A receiver of webhooks on this machine, over real HTTP, which answers as a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Received(NamedTuple):
    """One request: its headers in lower case, and its body."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """What the body says."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class SmallReceiver:
    """Keeps what it was sent; `status` is what it answers, `headers` what it adds."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.status, self.headers = 204, dict[str, str]()
        self.asked, self._may_answer = threading.Event(), threading.Event()
        self._may_answer.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks/SECRETPATH"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def types(self) -> list[str]:
        """The types of what it has taken or refused, in order."""
        return [one.told["type"] for one in self.received]

    def hold(self) -> None:
        """Answer nothing until it is let go."""
        self._may_answer.clear()

    def let_go(self) -> None:
        self._may_answer.set()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append(Received({name.lower(): value for name, value in self.headers.items()}, body))
                receiver.asked.set()
                receiver._may_answer.wait(600)
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
