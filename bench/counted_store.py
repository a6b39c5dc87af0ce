"""A store whose requests are counted: the fsspec protocol `counted`, local files behind it, as an object store sees them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import fsspec

PROTOCOL = "counted"


class CountedFileSystem(fsspec.AbstractFileSystem):
    """Files of this machine; each request is counted in `requests`, by kind, and its bytes in `moved`.

    Not a LocalFileSystem by inheritance, so that newsbeam treats it as it treats the store of a cloud.
    """

    protocol = PROTOCOL
    root_marker = "/"
    requests: ClassVar[Counter[str]] = Counter()
    moved: ClassVar[Counter[str]] = Counter()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix(f"{PROTOCOL}://").rstrip("/") or cls.root_marker

    @classmethod
    def reset(cls) -> None:
        """Sets the counts to nothing."""
        cls.requests.clear()
        cls.moved.clear()

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **options: Any) -> bytes:
        self.requests["read"] += 1
        data = Path(self._strip_protocol(path)).read_bytes()
        self.moved["read"] += len(data)
        return data[start:end]

    def ls(self, path: str, detail: bool = True, **options: Any) -> list[Any]:
        self.requests["list"] += 1
        found = [f"{entry}" for entry in Path(self._strip_protocol(path)).iterdir()]
        return [{"name": name, "size": None, "type": "file"} for name in found] if detail else found

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **options: Any) -> None:
        self.requests["create" if mode == "create" else "put"] += 1
        self.moved["written"] += len(value)
        target = Path(self._strip_protocol(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb" if mode == "create" else "wb") as file:
            file.write(value)

    def rm_file(self, path: str) -> None:
        self.requests["delete"] += 1
        Path(self._strip_protocol(path)).unlink()


fsspec.register_implementation(PROTOCOL, CountedFileSystem)
