"""Say which entries wait long, for which reason, and what would bring them."""

from __future__ import annotations

from collections.abc import Iterable

from transforms import reasons
from transforms.state.waits import Wait


def describe_waits(waits: Iterable[Wait], expire_days: float) -> list[str]:
    """Give a line for each reason for which entries wait long: they are owed for `expire_days` at most."""
    return [f"{'' if at else 'Waiting':10}{_line(wait, expire_days)}" for at, wait in enumerate(waits)]


def _line(wait: Wait, expire_days: float) -> str:
    row = reasons.row_of(wait.reason)
    cure = f" {row.cure}" if row is not None else ""
    days = f"{expire_days:g} {'day' if expire_days == 1 else 'days'}"
    at = f"{wait.next_try:%Y-%m-%d %H:%M} UTC"
    return f"{wait.entries:,} for {wait.reason}: asked for again from {at} on, for {days} in all.{cure}"
