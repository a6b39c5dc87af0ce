"""The real clock. Everything that decides takes a clock as an argument; this is the one that pipelines hand in."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, as an aware UTC datetime."""
    return datetime.now(UTC)
