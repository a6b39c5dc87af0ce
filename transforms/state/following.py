"""The manifests of an output, followed from a position on: which rows are new since, and where they stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial

from transforms.errors import OutputError, StateError
from transforms.row_files import read_lines
from transforms.state.changes import Forgotten, Replaced, RowPlace, find_rows, rows_left
from transforms.state.decoding import read_document
from transforms.state.manifests import KeptFile, Manifest, difference, list_published
from transforms.state.storage import Store, side_by_side

_RESTORE = (
    "bring it back from a copy, mend the dataset with `newsbeam verify --repair`, or begin behind it:"
    " read(..., since=<the number after it>)"
)


class Follower:
    """An output's manifests behind a position, as they were when it was made.

    `position` is the number of the manifest to begin behind, `last` that of the newest one; `forgotten` is what was taken down
    since `position`, by id. `found` are the manifests that are there, by number, where they were listed already: at least those
    behind `since`. Raises: OutputError where a manifest is gone; StorageError.
    """

    def __init__(self, output: Store, since: int | date | None, found: dict[int, str] | None = None) -> None:
        self._store = output
        self._replaced: dict[str, Replaced] = {}
        self._kept: dict[str, KeptFile] = {}
        self._opened: tuple[str, list[bytes]] = "", []
        self.forgotten: dict[str, Forgotten] = {}
        found = list_published(self._store) if found is None else found
        _refuse_beyond(self._store, since, max(found, default=0))
        self.position = since if isinstance(since, int) else _position_before(found, since)
        self.last = self.position
        self._new: dict[int, tuple[KeptFile, ...]] = {}
        self._damaged: OutputError | None = None
        for number, manifest in self._read(found):
            self._new[number] = manifest.files

    @property
    def replaced(self) -> tuple[Replaced, ...]:
        """Give what became of files in the manifests that are read."""
        return tuple(self._replaced.values())

    def files(self, kind: str) -> Iterator[tuple[int, tuple[KeptFile, ...]]]:
        """Give the files of a kind that each manifest brought, with its number, in order; all of them where none is named.

        Raises: OutputError behind the last manifest that can be read.
        """
        for number, files in self._new.items():
            yield number, tuple(file for file in files if not kind or file.path.startswith(f"{kind}/"))
        if self._damaged is not None:
            raise self._damaged

    def lines(self, file: KeptFile) -> Iterator[bytes]:
        """Give the rows that a file brought, from where they stand now; what was taken down is not among them.

        Raises: OutputError where the file that has them is gone, or not the one that its manifest names.
        """
        return (line for _, line in self.numbered_lines(file))

    def numbered_lines(self, file: KeptFile) -> Iterator[tuple[int, bytes]]:
        """Give the same rows, each with the number that it had in that file. Raises: as `lines`."""
        place = self.place(file)
        if place is None:
            return
        if self._opened[0] != place.path:
            data = self._store.read(place.path)
            problem = difference(self._kept[place.path], data, "names")
            if problem is not None:
                if self._is_replaced_since(place.path):
                    yield from self.numbered_lines(file)
                    return
                raise OutputError(f"{self._store.root}/{place.path}: {problem}; {_RESTORE}")
            self._opened = place.path, read_lines(data or b"")
        lines = self._opened[1]
        left = rows_left(file.path, self._kept[file.path].rows, self._changes_of(file.path))
        yield from zip(left, (lines[number] for number in place.rows), strict=True)

    def kept(self, path: str) -> KeptFile:
        """Give a file that holds rows now, as its manifest lists it."""
        return self._kept[path]

    def place(self, file: KeptFile) -> RowPlace | None:
        """Say where the rows stand now that a file brought; None where nothing of them is left."""
        return find_rows(file.path, self._kept[file.path].rows, self._changes_of(file.path))

    def paths(self, kind: str) -> list[str]:
        """Give the paths of `whole_files`. Raises: OutputError."""
        return [file.path for file in self.whole_files(kind)]

    def twins(self, kind: str) -> list[str]:
        """Give the paths of the Parquet twins of `whole_files`. Raises: OutputError, too, where one has none."""
        files = self.whole_files(kind)
        without = [file.path for file in files if file.parquet is None]
        if without:
            raise OutputError(
                f"{self._store.root}: {len(without)} of {len(files)} files have no Parquet beside them, for instance"
                f" {without[0]}: they were written before `parquet` stood in `write.formats`; read the rows as jsonl, begin"
                " behind these files (since=...), or make a copy in Parquet with `newsbeam export`"
            )
        return [file.parquet for file in files if file.parquet is not None]

    def whole_files(self, kind: str) -> list[KeptFile]:
        """Give the files that hold the new rows of a kind, and no others.

        Raises: OutputError where new rows were put into one file with earlier ones.
        """
        found: Counter[str] = Counter()
        for _, files in self.files(kind):
            for place in filter(None, map(self.place, files)):
                found[place.path] += len(place.rows)
        for path, rows in found.items():
            if rows < self._kept[path].rows:
                raise OutputError(
                    f"{self._store.root}/{path}: it holds rows from before manifest {self.position + 1}, too, since files were"
                    " put together meanwhile; follow the rows with read(..., since=...), or list all files: files(output)"
                )
        return [self._kept[path] for path in found]

    def _read(self, found: dict[int, str]) -> Iterator[tuple[int, Manifest]]:
        """Read the manifests behind `last`, up to the first that is damaged, and note what became of earlier files."""
        paths = _behind(self._store, found, self.last)
        manifests = side_by_side(self._store, partial(_manifest_at, self._store), paths.values())
        try:
            for number, manifest in zip(paths, manifests, strict=True):
                self.last = number
                self._kept |= {file.path: file for file in (*manifest.files, *manifest.rewritten)}
                self._replaced |= {change.path: change for change in manifest.replaced}
                self.forgotten |= {one.id: one for one in manifest.forgotten}
                yield number, manifest
        except OutputError as error:
            self._damaged = error

    def _changes_of(self, path: str) -> Iterator[Replaced]:
        """Give what became of a file, one change after another; each file is replaced once at most."""
        following: str | None = path
        while following is not None and (change := self._replaced.get(following)) is not None:
            yield change
            following = change.by

    def _is_replaced_since(self, path: str) -> bool:
        """Read the manifests that came meanwhile, and tell whether one of them replaces a file."""
        newer = list(self._read(list_published(self._store)))
        return any(change.path == path for _, manifest in newer for change in manifest.replaced)


def _refuse_beyond(store: Store, since: int | date | None, newest: int) -> None:
    """See that a position is not behind the newest manifest: what comes next would be missed until the numbers pass it."""
    if isinstance(since, int) and since > newest:
        raise OutputError(
            f"{store.root}/runs: the newest manifest has number {newest}, and you have read up to {since}: an older copy of the"
            f" output was brought back; begin behind its end, read(..., since={newest}), and expect what it lacks once more"
        )


def _behind(store: Store, found: dict[int, str], position: int) -> dict[int, str]:
    """Give the paths of the manifests behind a position, by number, in order. Raises: OutputError."""
    numbers = sorted(number for number in found if number > position)
    missing = next((number for at, number in enumerate(numbers, position + 1) if number != at), None)
    if missing is not None:
        gone = next(number for number in range(position + 1, missing) if number not in found)
        raise OutputError(f"{store.root}/runs: manifest {gone} is gone, and later ones are there; {_RESTORE}")
    return {number: found[number] for number in numbers}


def _position_before(found: dict[int, str], day: date | None) -> int:
    """Give the number before the first manifest of a UTC day or a later one; before the oldest that there is for None."""
    wanted = [number for number, path in found.items() if day is None or path >= f"runs/date={day:%Y-%m-%d}"]
    return min(wanted) - 1 if wanted else max(found, default=0)


def _manifest_at(store: Store, path: str) -> Manifest:
    try:
        manifest = read_document(store, path, Manifest, _RESTORE)
    except StateError as error:
        raise OutputError(str(error)) from error
    if manifest is None:
        raise OutputError(f"{store.root}/{path}: this manifest was there a moment ago, and is gone; {_RESTORE}")
    return manifest
