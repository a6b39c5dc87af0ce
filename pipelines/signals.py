"""What signals do to a command that ingests: some end it in order, some at once, some nothing; the dataset is right after each.

| signal | what happens |
|---|---|
| INT, TERM, HUP | what has begun ends in order; a second one leaves at once. HUP does nothing under nohup |
| QUIT | it leaves at once |
| USR1, USR2, ALRM | nothing |
| PIPE | nothing: who read along has gone |
| STOP, CONT | it pauses, and continues |
| KILL, and any other | it is gone at once |
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from pipelines.output import say, say_last

STOPPING = "Stopping: waiting for the requests under way. Press Ctrl-C once more to leave at once."
LEFT = "Left at once. Nothing is lost: what was not written is still owed. Run the same command again."

# By name, since some systems lack some of them.
IN_ORDER: Final = ("SIGINT", "SIGTERM", "SIGHUP")
AT_ONCE: Final = ("SIGQUIT",)
NOTHING: Final = ("SIGUSR1", "SIGUSR2", "SIGALRM")


def leave_silent_disk(sentence: str) -> None:
    """Say that a disk does not answer, and leave at once: the thread that waits for it cannot be freed."""
    say_last(sentence, is_error=True)
    os._exit(2)


@contextmanager
def stopping_on_signals(grace_seconds: float) -> Iterator[None]:
    """Let the first signal end what has begun in order, and the second leave at once."""
    from transforms.stopping import request_stop, stop_requested

    def leave(number: int, frame: FrameType | None) -> None:
        # An exception would be raised somewhere inside a step of Beam, which reports it as an error of that step.
        say_last(LEFT)
        os._exit(3)

    def stop(number: int, frame: FrameType | None) -> None:
        if stop_requested():
            leave(number, frame)
        request_stop(grace_seconds)
        say(STOPPING)

    def ignore(number: int, frame: FrameType | None) -> None:
        """Do nothing. A signal that is ignored outright would be ignored by all that this process starts as well."""

    handlers = dict.fromkeys(IN_ORDER, stop) | dict.fromkeys(AT_ONCE, leave) | dict.fromkeys(NOTHING, ignore)
    before: dict[int, Any] = {}
    for name, handler in handlers.items():
        number = getattr(signal, name, None)
        if number is not None and not (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
            before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
