"""Who works on a state, as advice: a short lease that a command renews while it runs, and takes back at its end.

The commit protocol keeps two schedulers apart without it: nothing is lost or doubled, but each asks the sites. So who finds a
lease that holds may leave, wait, or work beside it. Nothing else reads the document, and no write depends on it.

A lease is judged by the clock of who reads it. On the machine of its holder, the process itself tells more: where it is gone,
so is its lease. Elsewhere clocks may differ, by `SKEW` at most as far as they are believed: a lease that was over just now, or
that ends later than any can, holds only if it is seen to be renewed.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from transforms.errors import AlreadyExists, StorageError
from transforms.moments import Moment
from transforms.state.decoding import DAMAGED
from transforms.state.storage import Store

PLACE: Final = "holder.json"
LEASE: Final = timedelta(minutes=2)
RENEWAL: Final = timedelta(seconds=40)
SKEW: Final = timedelta(minutes=5)

# `unsure`: only a renewal shows that it holds.
Standing = Literal["held", "over", "unsure"]


class Holder(Struct, frozen=True, kw_only=True):
    """Who works on a state: a command, where, and until when at least.

    `machine` tells machines (and containers) of one name apart, `started` processes of one number. `token` is drawn for each
    run. `beat` counts renewals.
    """

    command: str
    host: str
    machine: str
    pid: Annotated[int, Meta(gt=0, lt=2**31)]
    started: str
    token: str
    since: Moment
    until: Moment
    beat: int = 0

    def describe(self) -> str:
        """Say who it is, and until when."""
        return (
            f"`newsbeam {self.command}` on {self.host} (process {self.pid}) works on it since"
            f" {self.since:%Y-%m-%d %H:%M:%S} UTC, until {self.until:%H:%M:%S} UTC unless it renews that"
        )


def this_process(command: str, now: datetime) -> Holder:
    """Give a lease for this process."""
    pid = os.getpid()
    return Holder(
        command=command,
        host=socket.gethostname(),
        machine=_machine(),
        pid=pid,
        started=_started(pid) or "",
        token=secrets.token_hex(8),
        since=now,
        until=now + LEASE,
    )


def read_holder(state: Store) -> Holder | None:
    """Read who holds a state; None where nobody does, or where what is said makes no sense. Raises: StorageError."""
    data = state.read(PLACE)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Holder)
    except DAMAGED:
        return None  # It is advice: the next holder writes it anew.


def judge(holder: Holder, now: datetime, machine: str | None = None) -> Standing:
    """Tell whether a lease holds, by the clock `now` of the machine that asks (None: this one)."""
    if holder.machine == (machine or _machine()):
        gone = _started(holder.pid) != holder.started if holder.started else not _is_there(holder.pid)
        return "over" if gone or holder.until <= now - SKEW else "held"
    if holder.until <= now - SKEW:
        return "over"
    return "unsure" if holder.until <= now or holder.until > now + LEASE + SKEW else "held"


def holder_of(state: Store, now: Callable[[], datetime], wait: Callable[[float], bool]) -> Holder | None:
    """Give who holds a state; None where nobody does. Where that is not sure, `wait` for a renewal. Raises: StorageError."""
    holder = read_holder(state)
    if holder is None:
        return None
    standing = judge(holder, now())
    if standing == "unsure":
        wait((RENEWAL * 1.5).total_seconds())
        again = read_holder(state)
        standing = "held" if again is not None and again != holder else "over"
        holder = again or holder
    return holder if standing == "held" else None


def take(state: Store, mine: Holder, now: datetime) -> Holder | None:
    """Take or renew a lease; give who holds it instead, None where it is ours now. Raises: StorageError."""
    found = read_holder(state)
    renewed = replace(mine, until=now + LEASE, beat=0 if found is None else found.beat + 1)
    if found is None:
        try:
            state.create(PLACE, msgspec.json.encode(renewed))
            return None
        except AlreadyExists:
            found = read_holder(state)  # Of a rival who came first; or damaged, and to be replaced.
    if found is not None and found.token != mine.token and judge(found, now) == "held":
        return found
    state.put(PLACE, msgspec.json.encode(renewed))
    return None


def give_back(state: Store, mine: Holder) -> None:
    """Remove a lease, if it is ours. A store that fails is left alone: the lease is soon over."""
    try:
        found = read_holder(state)
        if found is not None and found.token == mine.token:
            state.delete(PLACE)
    except StorageError:
        return


def _machine() -> str:
    """Name this machine, since its last start; a container is one of its own, since its processes have numbers of their own."""
    parts = [socket.gethostname()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        parts.append(f"{Path('/proc/self/ns/pid').readlink()}")
    except OSError:  # No Linux: the name alone has to do.
        return parts[0]
    return " ".join(parts)


def _started(pid: int) -> str | None:
    """Give when a process began, in the kernel's ticks; None where there is none, or where only its end was not yet noticed."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
