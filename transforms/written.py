"""Records as they are written: all fields, and times in whole seconds."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from transforms.records import Article, Entry, Failure


class WrittenEntry(Entry, frozen=True, kw_only=True, omit_defaults=False):
    """An entry as it stands in a failure: with all its fields, so that every row has the same."""


Record = TypeVar("Record", bound=Article | Failure)
T = TypeVar("T", bound=Struct)


def written(record: Record) -> Record:
    """Give a record as written: all fields of an entry, times in whole seconds (readers take fractions for another type)."""
    if isinstance(record, Failure) and record.entry is not None:
        record = replace(record, entry=WrittenEntry(**asdict(in_seconds(record.entry))))
    if isinstance(record, Article):
        record = replace(record, fetched=in_seconds(record.fetched))
    return in_seconds(record)


def in_seconds(record: T) -> T:
    """Give a record with its own times in whole seconds."""
    times = {name: value for name, value in asdict(record).items() if isinstance(value, datetime) and value.microsecond}
    return replace(record, **{name: time.replace(microsecond=0) for name, time in times.items()}) if times else record
