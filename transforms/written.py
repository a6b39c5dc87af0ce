"""Records as they are written: all fields, times in whole seconds, and nothing that is secret.

Feeds stand in them without user information and secret parameters, and so do the addresses in what says why something failed.
The addresses of pages stay as their publisher shows them, since they are fetched again; where they repeat a secret of the
feed's address (papers put their reader's token into each link), a mark stands for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from transforms.pure.shown.display import one_line, shown
from transforms.pure.shown.url_secrets import hide_secrets, hide_values, secrets_of, without_secrets, without_user
from transforms.records import Article, Entry, Evidence, Failure
from transforms.revision_records import Retraction
from transforms.row_kinds import RECORDS


class WrittenEntry(Entry, frozen=True, kw_only=True, omit_defaults=False):
    """An entry as it stands in a failure: with all its fields, so that every row has the same."""


Record = TypeVar("Record", bound=Article | Failure | Retraction)
T = TypeVar("T", bound=Struct)


def written(record: Record) -> Record:
    """Give a record as written: all fields of an entry, times in whole seconds (readers take fractions for another type)."""
    known = _secrets_with(record)
    record = _without_secrets(record)
    record = hide_in(record, known)
    if isinstance(record, Failure) and record.entry is not None:
        record = replace(record, entry=WrittenEntry(**asdict(in_seconds(record.entry))))
    if isinstance(record, Article):
        rights = None if record.rights is None else in_seconds(record.rights)
        record = replace(record, fetched=in_seconds(record.fetched), rights=rights)
    if isinstance(record, Retraction):
        record = replace(record, answers=tuple(map(in_seconds, record.answers)))
    return in_seconds(record)


def as_written(record: Record) -> Record:
    """Give a record of a row as this version writes it: earlier ones left secrets of addresses in their rows."""
    return written(record) if _holds_secrets(record) else record


def line_as_written(folder: str, line: bytes) -> bytes:
    """Give a row of a folder (see `transforms.row_kinds`) as this version writes it.

    Of an article only its addresses are looked at first: nearly all rows have nothing to be hidden. A row that is no record of
    this version has no secret in any address either. Raises: msgspec.DecodeError where it is no JSON.
    """
    try:
        if folder in ("articles", "revisions") and not _holds_secrets(msgspec.json.decode(line, type=_Addresses)):
            return line
        record = msgspec.json.decode(line, type=RECORDS[folder])
    except msgspec.ValidationError:
        return msgspec.json.encode(_each_text(msgspec.json.decode(line), hide_secrets))
    return msgspec.json.encode(written(record)) if _holds_secrets(record) else line


class _FeedAddresses(Struct, frozen=True):
    url: str = ""
    entry_id: str | None = None


class _Addresses(Struct, frozen=True):
    """What of an article's row may hold a secret by itself."""

    feed: _FeedAddresses = _FeedAddresses()
    fetched_url: str = ""


def _holds_secrets(record: Article | Failure | Retraction | _Addresses) -> bool:
    if isinstance(record, Retraction):
        return written(record) != record
    if isinstance(record, Failure):
        cleaned = written(record)
        # An entry as written is of another class, and equal to none.
        is_entry = cleaned.entry is None or record.entry is None or asdict(cleaned.entry) == asdict(record.entry)
        return not is_entry or replace(cleaned, entry=None) != replace(record, entry=None)
    guid, fetched_url = record.feed.entry_id or "", record.fetched_url
    return _is_secret(record.feed.url) or without_user(guid) != guid or without_user(fetched_url) != fetched_url


@lru_cache(1024)
def _is_secret(feed_url: str) -> bool:
    return without_secrets(feed_url) != feed_url


def _secrets_with(record: Article | Failure | Retraction) -> tuple[str, ...]:
    """Give the secrets in the address of a record's feed, and of where a poll was led to."""
    if isinstance(record, Article):
        return secrets_of(record.feed.url)
    if isinstance(record, Retraction):
        return secrets_of(record.feed_url or "")
    asked = (record.feed_url or "", record.subject if record.entry is None else "")
    return tuple(dict.fromkeys(value for url in asked for value in secrets_of(url)))


def _without_secrets(record: Record) -> Record:
    if isinstance(record, Article):
        guid = record.feed.entry_id
        feed = replace(record.feed, url=without_secrets(record.feed.url), entry_id=guid and without_user(guid))
        return replace(record, feed=feed, fetched_url=without_user(record.fetched_url))
    if isinstance(record, Retraction):
        return replace(
            record, url=without_user(record.url), feed_url=record.feed_url and without_secrets(record.feed_url)
        )
    assert isinstance(record, Failure)
    entry = None if record.entry is None else _entry_without_secrets(record.entry)
    is_page = record.entry is not None and record.subject == record.entry.url
    subject = record.subject if is_page else without_secrets(record.subject)
    return replace(
        record,
        subject=subject,
        message=one_line(hide_secrets(record.message)),
        feed_url=record.feed_url and without_secrets(record.feed_url),
        evidence=msgspec.convert(_bare(msgspec.to_builtins(record.evidence)), Evidence),
        entry=entry,
    )


def _entry_without_secrets(entry: Entry) -> Entry:
    return replace(
        entry,
        link=without_user(entry.link),
        feed_url=without_secrets(entry.feed_url),
        came_from=tuple(map(without_user, entry.came_from)),
        guid=entry.guid and without_user(entry.guid),
    )


def bare_entry(entry: Entry, fetched_url: str) -> tuple[Entry, str]:
    """Give an entry, and the address that answered, without the secrets that its row would not hold either."""
    known = secrets_of(entry.feed_url)
    return hide_in(_entry_without_secrets(entry), known), hide_values(without_user(fetched_url), known)


def _bare(value: Any) -> Any:
    """Give plain values in which each address is without its secrets, and no text holds what must not be shown."""
    return _each_text(value, lambda text: shown(hide_secrets(text)))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    return [_each_text(inner, change) for inner in value] if isinstance(value, list | tuple) else value


def hide_in(record: T, secrets: tuple[str, ...]) -> T:
    """Give a record with a mark in place of some values, wherever they stand in it."""
    if not secrets:
        return record
    hidden = _each_text(msgspec.to_builtins(record), lambda text: hide_values(text, secrets))
    return msgspec.convert(hidden, type(record))


def in_seconds(record: T) -> T:
    """Give a record with its own times in whole seconds."""
    times = {name: value for name, value in asdict(record).items() if isinstance(value, datetime) and value.microsecond}
    return replace(record, **{name: time.replace(microsecond=0) for name, time in times.items()}) if times else record
