"""Hold a state while a command works on it, so that another one leaves instead of asking the same sites; advice only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from pipelines.output import print_error
from pipelines.run.errors import Busy
from transforms.clock import Clock, utc_now
from transforms.errors import StateError, StorageError
from transforms.state.holder import RENEWAL, Holder, give_back, holder_of, take, this_process
from transforms.state.roots import Roots, find
from transforms.state.storage import Store
from transforms.state.store_calls import AnswerTimeoutError
from transforms.stopping import wait_for_stop

# What to do where somebody else holds the state: leave, wait for the end of that, or work beside it.
Manner = Literal["leave", "wait", "share"]
CURE = (
    "`--wait` begins once it is over, `--share` works beside it (nothing is lost or doubled, but sites are asked twice)"
)
LOOK_SECONDS = 2.0
# The first ingest of all makes the state after the command has begun: until then there is nowhere to put a lease.
FIRST_LOOKS_SECONDS = 0.1


@contextmanager
def holding(
    roots: Roots,
    command: str,
    manner: Manner = "leave",
    *,
    cure: str = CURE,
    clock: Clock = utc_now,
    wait: Callable[[float], bool] = wait_for_stop,
) -> Iterator[None]:
    """Hold a state until the end of the block.

    Raises: Busy where another command does; KeyboardInterrupt where the wait for that was stopped; StorageError where the store
    does not answer. One that cannot be used is said by what comes next, which needs it.
    """
    mine = this_process(command, clock())
    state: Store | None = None
    try:
        state, _ = roots.stores()
        _come_in(state, roots, mine, manner, cure, clock, wait)
    except (StateError, StorageError) as error:
        if isinstance(error.__cause__, AnswerTimeoutError):
            raise  # Who says nothing at all need not be asked again, and a stop that ended the wait has been heard.
    if state is None:
        yield
        return
    over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(state, roots, mine, clock, over), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join(RENEWAL.total_seconds())
        give_back(state, mine)


def _come_in(
    state: Store, roots: Roots, mine: Holder, manner: Manner, cure: str, clock: Clock, wait: Callable[[float], bool]
) -> None:
    """Take the lease, or say who has it."""
    said = False
    while manner != "share":
        holder = holder_of(state, clock, wait)
        if holder is None:
            holder = take(state, mine, clock()) if find(roots) is not None else None
        if holder is None:
            return
        if manner == "leave":
            raise Busy(roots.output, holder.describe(), cure)
        if not said:
            print_error(f"Waiting: {holder.describe()}.")
            said = True
        if wait(LOOK_SECONDS):
            raise KeyboardInterrupt


def _renew(state: Store, roots: Roots, mine: Holder, clock: Clock, over: threading.Event) -> None:
    """Renew the lease until it is over; who shares, or makes the state first, takes it as soon as it can be had."""
    pause = FIRST_LOOKS_SECONDS
    while not over.wait(pause):
        try:
            if find(roots) is not None:
                take(state, mine, clock())
                pause = RENEWAL.total_seconds()
        except (StateError, StorageError):
            continue  # It is advice: the command itself meets the store, and says so.
