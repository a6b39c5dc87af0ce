"""A store whose requests are counted: the fsspec protocol `counted`, local files behind it, as an object store sees them.

It takes its time with each, where it is told to.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import fsspec

PROTOCOL = "counted"
STATE_FOLDERS = ("inbox", "log", "due", "feeds", "sites", "rests", "next", "manifests", "roster")
FOLDERS = (*STATE_FOLDERS, "articles", "failures", "runs")


class CountedFileSystem(fsspec.AbstractFileSystem):
    """Files of this machine; each request takes `latency_seconds`, and is counted by kind, its bytes too.

    `named` counts the requests by kind and by the folder of the state or the output that they are about: "read log".

    Not a LocalFileSystem by inheritance, so that newsbeam treats it as it treats the store of a cloud.
    """

    protocol = PROTOCOL
    root_marker = "/"
    requests: ClassVar[Counter[str]] = Counter()
    named: ClassVar[Counter[str]] = Counter()
    moved: ClassVar[Counter[str]] = Counter()
    latency_seconds: ClassVar[float] = 0.0
    _lock: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix(f"{PROTOCOL}://").rstrip("/") or cls.root_marker

    @classmethod
    def reset(cls) -> None:
        """Sets the counts to nothing."""
        cls.requests.clear()
        cls.named.clear()
        cls.moved.clear()

    def _count(self, kind: str, path: str) -> None:
        folder = next((part for part in reversed(path.split("/")) if part in FOLDERS), "other")
        with self._lock:
            self.requests[kind] += 1
            self.named[f"{kind} {folder}"] += 1
        if self.latency_seconds:
            time.sleep(self.latency_seconds)

    def _count_bytes(self, way: str, data: bytes) -> None:
        with self._lock:
            self.moved[way] += len(data)

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **options: Any) -> bytes:
        self._count("read", path)
        data = Path(self._strip_protocol(path)).read_bytes()[start:end]
        self._count_bytes("read", data)
        return data

    def ls(self, path: str, detail: bool = True, **options: Any) -> list[Any]:
        self._count("list", path)
        found = [f"{entry}" for entry in Path(self._strip_protocol(path)).iterdir()]
        return [{"name": name, "size": None, "type": "file"} for name in found] if detail else found

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **options: Any) -> None:
        self._count("create" if mode == "create" else "put", path)
        self._count_bytes("written", value)
        target = Path(self._strip_protocol(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb" if mode == "create" else "wb") as file:
            file.write(value)

    def rm_file(self, path: str) -> None:
        self._count("delete", path)
        Path(self._strip_protocol(path)).unlink()


fsspec.register_implementation(PROTOCOL, CountedFileSystem)
