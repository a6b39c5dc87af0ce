"""An output in any store, to which files are added with their manifests, as a publisher does."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from transforms.records import Article, Failure
from transforms.row_files import VOID
from transforms.state.changes import Replaced
from transforms.state.manifests import KeptFile, Manifest
from transforms.state.storage import Store
from transforms.written import written


class Published:
    """An output and its manifests."""

    def __init__(self, store: Store) -> None:
        self.store, self.sequence = store, 0

    def add(self, day: str, *records: Article | Failure) -> str:
        """Publish a file of records of one kind, and give its path."""
        file = self._file(day, records)
        self._manifest(day, files=(file,))
        return file.path

    def add_bytes(self, day: str, data: bytes) -> str:
        """Publish a file of articles with one row, whatever is in it, and give its path."""
        file = self._put("articles", day, data, 1)
        self._manifest(day, files=(file,))
        return file.path

    def take_down(self, path: str, day: str, kept: Sequence[Article], removed: tuple[int, ...]) -> str:
        """Publish a file in place of another one, which is made void."""
        file = self._file(day, kept)
        self._manifest(day, rewritten=(file,), replaced=(Replaced(path=path, by=file.path, removed=removed),))
        self.store.put(path, VOID)
        return file.path

    def _file(self, day: str, records: Sequence[Article | Failure]) -> KeptFile:
        folder = "articles" if isinstance(records[0], Article) else "failures"
        data = gzip.compress(b"".join(msgspec.json.encode(written(record)) + b"\n" for record in records), mtime=0)
        return self._put(folder, day, data, len(records))

    def _put(self, folder: str, day: str, data: bytes, rows: int) -> KeptFile:
        path = f"{folder}/date={day}/part-{self.sequence}.jsonl.gz"
        self.store.put(path, data)
        return KeptFile(path=path, rows=rows, size=len(data), sha256=hashlib.sha256(data).hexdigest())

    def _manifest(self, day: str, **changes: object) -> None:
        self.sequence += 1
        manifest = Manifest(
            sequence=self.sequence,
            pass_id=f"p{self.sequence}",
            made_at=datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC),
            newsbeam_version="0",
            **changes,  # type: ignore[arg-type]
        )
        self.store.put(manifest.path, msgspec.json.encode(manifest))
