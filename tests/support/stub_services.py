"""Services that examples ask, on this machine: a translator and a language model, which say what they were asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKENS = 100


class StubServices:
    """`asked` are the questions, by path. `refuses`: the model answers those that hold these words with status 500."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: dict[str, list[dict[str, Any]]] = {"/translate": [], "/v1/chat/completions": []}
        self.keys: set[str | None] = set()
        self.refuses: str | None = None

    def answer(self, path: str, question: dict[str, Any]) -> dict[str, Any] | None:
        self.asked[path].append(question)
        if path == "/translate":
            return {
                "translatedText": [f"{text} ({question['source']} > {question['target']})" for text in question["q"]]
            }
        content = question["messages"][0]["content"]
        if self.refuses and self.refuses in content:
            return None
        said = f"  Of {len(content)} characters.\n"
        return {"choices": [{"message": {"content": said}}], "usage": {"total_tokens": TOKENS}}


@contextmanager
def stub_services() -> Iterator[StubServices]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            services.keys.add(self.headers.get("Authorization") or question.get("api_key"))
            answer = services.answer(self.path, question)
            body = json.dumps(answer).encode()
            self.send_response(200 if answer is not None else 500)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    services = StubServices(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
