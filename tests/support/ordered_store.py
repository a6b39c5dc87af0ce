"""A store in memory that keeps what it is given, in order."""

from __future__ import annotations

from transforms.errors import StorageError


class OrderedStore:
    """A store that keeps what it is given, in order, and refuses what a test says."""

    root = "ordered"

    def __init__(self, refuse: str = "nothing") -> None:
        self.refuse, self.kept = refuse, {}  # type: tuple[str, dict[str, bytes]]

    def read(self, path: str) -> bytes | None:
        return self.kept.get(path)

    def names(self, folder: str) -> list[str]:
        return sorted(path.removeprefix(f"{folder}/") for path in self.kept if path.startswith(f"{folder}/"))

    def create(self, path: str, data: bytes) -> None:
        self.put(path, data)

    def put(self, path: str, data: bytes) -> None:
        if path.startswith(self.refuse):
            raise StorageError(f"{path}: the store is full; free space")
        self.kept[path] = data

    def delete(self, path: str) -> None:
        self.kept.pop(path, None)
