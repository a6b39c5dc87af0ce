"""What an export is asked for, and what can be wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from transforms.row_kinds import Kind

ExportFormat = Literal["parquet", "jsonl", "csv", "datasets"]

FORMATS: Final[tuple[ExportFormat, ...]] = get_args(ExportFormat)


class ExportChoice(Struct, frozen=True, kw_only=True):
    """What to export: the rows of a kind, `since` a UTC day on which they came to be, for which `where` holds.

    to: a folder or fsspec URL of the copy's own.
    where: a condition in SQL over the fields of the record; None for all rows.
    overwrite: whether an earlier export there may be replaced.
    """

    to: str
    format: ExportFormat = "parquet"
    kind: Kind = "articles"
    since: date | None = None
    where: str | None = None
    overwrite: bool = False
