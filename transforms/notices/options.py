"""Options of notices. None is sent until an address is named."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

# What a state is called, in the configuration and in what is sent.
STORE, DISK, LEDGER = "store_failing", "disk_low", "ledger_unbalanced"
ENTRIES, FEEDS, SILENT = "entries_failing", "feeds_failing", "source_silent"
STATES: Final = (STORE, DISK, LEDGER, ENTRIES, FEEDS, SILENT)


class NotifyOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent to whom.

    url: where notices are posted; null: nowhere.
    secret_env: the environment variable that holds the secret by which they are signed.
    secret_file: a file that holds it, in place of the variable.
    allow_addresses: addresses or networks that notices may go to although they are not public.
    states: which states are told.
    after_seconds: a state must last so long before it is told, and be gone so long before its end is told.
    failure_share: the share of entries, or of feeds, that fail, above which it is told.
    failure_hours: the share of entries is that of so many hours.
    least_failures: fewer failures of entries than these are not told, whatever their share.
    silent_extra_days: a source is silent when nothing came for so many days more than in its longest pause of a month.
    disk_free_mb: less room than this on the disk of state or output is told, in millions of bytes.
    timeout_seconds: how long the receiver may take to answer.
    """

    url: str | None = None
    secret_env: str = "NEWSBEAM_NOTIFY_SECRET"
    secret_file: str | None = None
    allow_addresses: tuple[str, ...] = ()
    states: tuple[str, ...] = STATES
    after_seconds: Annotated[float, Meta(ge=0)] = 600.0
    failure_share: Annotated[float, Meta(gt=0, le=1)] = 0.5
    failure_hours: Annotated[float, Meta(gt=0, le=168)] = 6.0
    least_failures: Annotated[int, Meta(ge=1)] = 20
    silent_extra_days: Annotated[float, Meta(ge=0)] = 1.0
    disk_free_mb: Annotated[float, Meta(ge=0)] = 1000.0
    timeout_seconds: Annotated[float, Meta(gt=0, le=60)] = 10.0


def check_states(states: tuple[str, ...]) -> None:
    """See that states have names of ours. Raises: ValueError, with a sentence.

    >>> check_states(("disk_low", "disk_high"))
    Traceback (most recent call last):
    ...
    ValueError: 'disk_high' is none of store_failing, disk_low, ledger_unbalanced, entries_failing, feeds_failing, source_silent
    """
    for state in states:
        if state not in STATES:
            raise ValueError(f"{state!r} is none of {', '.join(STATES)}")
