"""Export: write the rows that were chosen to a place of their own, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipelines.export.card import CardFigures, card
from pipelines.export.choice import ExportChoice, Kind
from pipelines.export.formats import form_of
from pipelines.export.places import CARD, Contents, ExportPlace, Written, open_place
from pipelines.export.selection import BATCH_ROWS, MovedMeanwhile, Selection
from pipelines.run.errors import Refused
from pipelines.version import VERSION
from transforms.parquet import import_pyarrow, schema_of
from transforms.state.local_store import LocalStore
from transforms.state.storage import TRIES, open_store

if TYPE_CHECKING:
    import pyarrow as pa

# Rows of so many bytes, as Arrow has them, make a file: 20 to 30 MB as Parquet.
FILE_BYTES = 64_000_000


class Exported(Struct, frozen=True, kw_only=True):
    """What an export wrote, and how it is opened."""

    to: str
    rows: int
    files: int
    bytes: int
    opens: str


def export(
    output: str,
    choice: ExportChoice,
    now: datetime,
    *,
    place_at: Callable[[str, bool], ExportPlace] = open_place,
    file_bytes: int = FILE_BYTES,
    batch_rows: int = BATCH_ROWS,
) -> Exported:
    """Write the rows of an output that are chosen to their place.

    A file is full when it has so many bytes, which is looked at after each batch of so many rows.
    Raises: Refused where the choice is not possible; OutputError where the output is damaged; StateError where pyarrow is
    missing; StorageError.
    """
    selection = Selection(output, choice)
    place = place_at(choice.to, choice.overwrite)
    _refuse_inside(output, choice.to)
    for _ in range(TRIES):
        try:
            place.begin()
            figures = CardFigures()
            tables = _tables(selection.batches(batch_rows), choice.kind, file_bytes)
            files = tuple(_write_files(tables, choice, place, figures))
            if choice.format == "datasets":
                _refuse_empty(figures)
                place.write(CARD, card(choice, figures, VERSION, now).encode())
            place.finish(_contents(choice, files))
            return _exported(choice, files)
        except MovedMeanwhile:
            continue
        except Exception:
            place.give_up()
            raise
    place.give_up()
    raise Refused(
        f"{output}: files were put together or taken down {TRIES} times while they were read; try again later"
    )


def _write_files(
    tables: Iterable[pa.Table], choice: ExportChoice, place: ExportPlace, figures: CardFigures
) -> Iterator[Written]:
    form = form_of(choice.format)
    for number, table in enumerate(tables):
        figures.add(choice.kind, table)
        path, data = form.name.format(number), form.encode(choice.kind, table)
        place.write(path, data)
        yield Written(path=path, rows=table.num_rows, bytes=len(data))


def _tables(batches: Iterable[pa.RecordBatch], kind: Kind, file_bytes: int) -> Iterator[pa.Table]:
    """Give the rows of each file: at least one, so that also an export without rows can be opened."""
    pyarrow, schema = import_pyarrow("pyarrow"), schema_of(kind)
    waiting: list[pa.RecordBatch] = []
    is_first = True
    for batch in batches:
        waiting.append(batch)
        if sum(held.nbytes for held in waiting) >= file_bytes:
            yield pyarrow.Table.from_batches(waiting).cast(schema)
            waiting, is_first = [], False
    if waiting or is_first:
        yield pyarrow.Table.from_batches(waiting).cast(schema) if waiting else schema.empty_table()


def _refuse_inside(output: str, to: str) -> None:
    """Refuse a place inside the output: its readers would take the copy for rows of their own. Raises: Refused."""
    if f"{_address(to)}/".startswith(f"{_address(output)}/"):
        raise Refused(f"--to {to}: this lies in the output {output}; name a folder outside of it")


def _address(root: str) -> str:
    """Give one address for all ways to write it, as far as it is a local one."""
    store = open_store(root)
    return f"{Path(store.root).resolve()}" if isinstance(store, LocalStore) else store.root.rstrip("/")


def _refuse_empty(figures: CardFigures) -> None:
    """Refuse a dataset without rows, which Hugging Face's library does not open. Raises: Refused."""
    if not figures.rows:
        raise Refused("--format datasets: no row is chosen, and a dataset without rows cannot be opened; choose others")


def _contents(choice: ExportChoice, files: tuple[Written, ...]) -> Contents:
    return Contents(
        newsbeam_version=VERSION,
        format=choice.format,
        kind=choice.kind,
        since=None if choice.since is None else f"{choice.since}",
        where=choice.where,
        files=files,
    )


def _exported(choice: ExportChoice, files: tuple[Written, ...]) -> Exported:
    to = choice.to.rstrip("/")
    return Exported(
        to=to,
        rows=sum(file.rows for file in files),
        files=len(files),
        bytes=sum(file.bytes for file in files),
        opens=form_of(choice.format).opens.format(to),
    )
