"""A double of OpenSearch's bulk API over real HTTP, in memory: documents with external versions, deletes, deletes by a span.

`tests/test_sink_servers.py` puts the same questions to it and to a real OpenSearch.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Item = dict[str, Any]


class SmallOpenSearch:
    """Its documents by `_id`. `refuses` may give an answer for a document in place of its own, `status` for a whole request."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.versions: dict[str, int] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.status, self.headers = 200, dict[str, str]()
        self.refuses: Callable[[dict[str, Any]], Item | None] = lambda document: None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, body: bytes) -> dict[str, Any]:
        """What it says to a request."""
        action = path.partition("?")[0].rpartition("/")[2]
        with self._lock:
            if action == "_bulk":
                return self._bulk([json.loads(line) for line in body.splitlines()])
            if action == "_delete_by_query":
                ((field, span),) = json.loads(body)["query"]["range"].items()
                return {"deleted": self._delete(field, span["gte"], span["lt"])}
            return {}

    def _bulk(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        items: list[Item] = []
        while lines:
            ((action, meta),) = lines.pop(0).items()
            if action == "delete":
                found = self.documents.pop(meta["_id"], None)
                self.versions[meta["_id"]] = self.versions.get(meta["_id"], 0) + 1
                items.append({"delete": {"status": 404 if found is None else 200}})
            else:
                items.append({"index": self._index(meta, lines.pop(0))})
        return {"errors": any(next(iter(item.values()))["status"] >= 300 for item in items), "items": items}

    def _index(self, meta: dict[str, Any], document: dict[str, Any]) -> Item:
        refused = self.refuses(document)
        if refused is not None:
            return refused
        if meta["version"] < self.versions.get(meta["_id"], 0):
            return {"status": 409, "error": {"type": "version_conflict_engine_exception"}}
        is_new = meta["_id"] not in self.documents
        self.versions[meta["_id"]], self.documents[meta["_id"]] = meta["version"], document
        return {"status": 201 if is_new else 200}

    def _delete(self, field: str, first: str, end: str) -> int:
        def value(document: Any) -> str:
            for name in field.split("."):
                document = document.get(name, {})
            return document or ""

        gone = [id_ for id_, document in self.documents.items() if first <= value(document) < end]
        for id_ in gone:
            del self.documents[id_]
        return len(gone)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                double.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                is_well = double.status == 200
                said = json.dumps(double.answer(self.path, body) if is_well else {"error": "not now"}).encode()
                self.send_response(double.status)
                for name, value in {"Content-Length": str(len(said)), **double.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
