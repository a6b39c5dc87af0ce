"""The rows that an export takes: those of the files that the manifests list, filtered by duckdb.

duckdb gets the rows as they are read, file by file, and sees no other file of this machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.export.choice import ExportChoice
from pipelines.run.errors import Refused
from transforms.errors import OutputError, StateError
from transforms.parquet import import_pyarrow, schema_of, table_of_lines
from transforms.row_files import read_lines
from transforms.row_kinds import TIMES
from transforms.state.decoding import DAMAGED
from transforms.state.following import Follower
from transforms.state.manifests import KeptFile, difference
from transforms.state.storage import open_store, side_by_side
from transforms.written import line_as_written

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 2_000
_EXAMPLE = "write a condition like language = 'de' AND source.site = 'news.example', over the fields in docs/records.md"
_RESTORE = "bring it back from a copy; `newsbeam verify` names all that is wrong"


class MovedMeanwhile(Exception):
    """Files were replaced while they were read: the rows stand elsewhere now."""


class Selection:
    """The rows that a choice takes of an output, as batches of Arrow."""

    def __init__(self, output: str, choice: ExportChoice) -> None:
        """Raises: Refused where duckdb is missing, or finds something wrong with the condition."""
        self._output, self._choice = output, choice
        self._failed: Exception | None = None
        self._query = f"SELECT * FROM newsbeam_rows WHERE {condition(choice)}"
        self._check()

    def batches(self, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Give the rows, at most so many at once, in the order in which they were published.

        Raises: MovedMeanwhile where the reading has to begin again; OutputError where a file is gone or damaged; Refused where
        the condition fails on a row.
        """
        pyarrow, schema = import_pyarrow("pyarrow"), schema_of(self._choice.kind)
        files = self._files()
        connection = _connect()
        connection.register("newsbeam_rows", pyarrow.RecordBatchReader.from_batches(schema, self._read(files)))
        try:
            yield from connection.sql(self._query).to_arrow_reader(batch_rows)
        except (
            Exception
        ) as error:  # Of duckdb, or of Arrow, which hands on what our own reading raised as one of its own.
            if self._failed is not None:
                raise self._failed from None
            if not isinstance(error, _duckdb().Error):
                raise
            raise self._refused(error) from None
        # A file is made void only after a manifest says that it is replaced. Whatever is still listed was whole when we read it.
        if not {file.path for file in files} <= {file.path for file in self._files()}:
            raise MovedMeanwhile

    def _files(self) -> list[KeptFile]:
        files = Follower(open_store(self._output), None).whole_files(self._choice.kind)
        return [file for file in files if not _is_before(file.path, self._choice.since)]

    def _read(self, files: list[KeptFile]) -> Iterator[pa.RecordBatch]:
        try:
            store = open_store(self._output)
            for file, data in zip(files, side_by_side(store, lambda file: store.read(file.path), files), strict=True):
                problem = difference(file, data)
                if problem is not None:
                    if file.path not in {listed.path for listed in self._files()}:
                        raise MovedMeanwhile
                    raise OutputError(f"{store.root}/{file.path}: {problem}; {_RESTORE}")
                yield from self._table(f"{store.root}/{file.path}", data or b"").to_batches(BATCH_ROWS)
        except Exception as error:  # It passes through duckdb, and would come out as an error of duckdb's.
            self._failed = error
            raise

    def _table(self, address: str, data: bytes) -> pa.Table:
        try:
            # Earlier versions left secrets of addresses in their rows.
            lines = (line_as_written(self._choice.kind, line) + b"\n" for line in read_lines(data))
            return table_of_lines(self._choice.kind, b"".join(lines))
        except (StateError, *DAMAGED) as error:
            raise OutputError(f"{address}: {error}; export it with the version of newsbeam that wrote it") from error

    def _check(self) -> None:
        """Let duckdb read the condition, over no rows."""
        connection = _connect()
        connection.register("newsbeam_rows", schema_of(self._choice.kind).empty_table())
        try:
            connection.execute(self._query)
        except _duckdb().Error as error:
            raise self._refused(error) from None

    def _refused(self, error: Exception) -> Refused:
        said = str(error).partition("\n\nLINE")[0].replace("\n", " ")
        return Refused(f"--where {self._choice.where!r}: {said}; {_EXAMPLE}")


def condition(choice: ExportChoice) -> str:
    """Give the condition in SQL that the rows of a choice meet.

    >>> condition(ExportChoice(to="x", since=date(2026, 11, 22)))
    "fetched.fetched_at >= '2026-11-22'"
    """
    parts = []
    if choice.since is not None:
        parts.append(f"{TIMES[choice.kind]} >= '{choice.since}'")
    if choice.where is not None:
        parts.append(f"(\n{choice.where}\n)")  # in lines of its own, since it may end in a comment
    return " AND ".join(parts) or "true"


def _is_before(path: str, since: date | None) -> bool:
    """Tell whether a file can hold no row of a day or a later one: no row is older than its partition says."""
    day = path.partition("date=")[2][:10]
    return since is not None and day < f"{since}"


def _connect() -> Any:
    connection = _duckdb().connect()
    # One thread keeps the order, and reading takes the time. No file but those that we hand over is opened.
    for setting in ("TimeZone = 'UTC'", "threads = 1", "enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return connection


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise Refused(
            f"an export needs duckdb, and it cannot be imported ({error}): pip install 'newsbeam[export]'"
        ) from error
    return duckdb
