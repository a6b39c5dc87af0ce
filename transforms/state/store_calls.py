"""Ask a foreign file system: each call has a deadline, what fails for a moment is asked again, what hangs is left alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from queue import SimpleQueue
from random import SystemRandom
from threading import Lock, Thread
from typing import Any, TypeVar

from transforms.state.store_answers import may_pass, pauses
from transforms.stopping import seconds_of_grace

A = TypeVar("A")
_Asked = SimpleQueue[tuple[Future[Any], Callable[[], Any]]]

# So long a call may still take that begins when the grace after a stop is over: what is finished then is to be committed.
LAST_SECONDS = 5.0
# So often who waits looks whether somebody asked to stop.
_LOOK_SECONDS = 0.25
# So long a silence is remembered.
SILENT_SECONDS = 60.0
# A call that has longer than a listing carries bytes, which take their time.
_LISTING = 120.0


class AnswerTimeoutError(TimeoutError):
    """A store did not answer in time."""


class _Silence:
    """When a store was last silent, by time.monotonic: never, once one has answered since."""

    noticed_at = -math.inf

    @classmethod
    def is_fresh(cls, now: float) -> bool:
        return now - cls.noticed_at < SILENT_SECONDS


class Deadline:
    """How long a call, with all its tries, may take: so many seconds, and after a stop no longer than its grace.

    A call that begins when the grace is over has `LAST_SECONDS`, but none once a store was silent then. One that begins soon
    after a silence has so few, too: else a run would wait for each call that it makes on its way out.
    """

    def __init__(self, seconds: float) -> None:
        self._begun = time.monotonic()
        self.seconds = (
            min(seconds, max(LAST_SECONDS, seconds - _LISTING)) if _Silence.is_fresh(self._begun) else seconds
        )

    def left(self) -> float:
        """Give the seconds that are left; 0 or less where the time is up."""
        now = time.monotonic()
        grace_ends = now + seconds_of_grace()
        last = self._begun if _Silence.noticed_at > grace_ends else self._begun + LAST_SECONDS
        return min(self._begun + self.seconds, max(grace_ends, last)) - now

    def wait(self, future: Future[A]) -> A:
        """Wait for what a call gives. Raises: what it raises; AnswerTimeoutError, and then the call is given up."""
        while not future.done():
            left = self.left()
            if left <= 0:
                future.cancel()
                _Silence.noticed_at = time.monotonic()
                raise AnswerTimeoutError(f"did not answer within {max(time.monotonic() - self._begun, 0.1):.1f} s")
            wait([future], min(left, _LOOK_SECONDS))
        _Silence.noticed_at = -math.inf  # Also an error is an answer.
        return future.result()


def is_silence(error: BaseException) -> bool:
    """Tell whether an error says that a store did not answer at all: who asks again waits as long again.

    >>> is_silence(AnswerTimeoutError()), is_silence(ConnectionResetError())
    (True, False)
    """
    return any(isinstance(one, AnswerTimeoutError) for one in (error, error.__cause__))


def give_up_on_silence(error: BaseException) -> None:
    """End the tries of a call that a store did not answer at all. Raises: the error."""
    if is_silence(error):
        raise error


def ask(
    filesystem: Any,
    method: str,
    *arguments: object,
    seconds: float,
    tries_again: Callable[[BaseException], bool] = may_pass,
    **options: object,
) -> Any:
    """Call a method of a foreign file system, again while it raises what `tries_again` says of, until the time is up.

    Raises: what the method raises; AnswerTimeoutError where there was no answer at all.
    """
    if getattr(filesystem, "protocol", None) == "memory":  # Nothing waits there.
        return getattr(filesystem, method)(*arguments, **options)
    deadline = Deadline(seconds)
    for pause in pauses(SystemRandom()):
        try:
            return deadline.wait(_begin(filesystem, method, arguments, options))
        except Exception as error:  # Each library has errors of its own.
            if not tries_again(error) or pause >= deadline.left():
                raise
        time.sleep(pause)
    raise AssertionError("there is always one more pause")


def _begin(filesystem: Any, method: str, arguments: tuple[object, ...], options: dict[str, object]) -> Future[Any]:
    """Begin a call: in the loop of fsspec, where it can be cancelled, or else in a thread of its own, which may hang."""
    if getattr(filesystem, "async_impl", False):
        import asyncio  # here, so that a command that needs no such store does not wait for it

        return asyncio.run_coroutine_threadsafe(
            getattr(filesystem, f"_{method}")(*arguments, **options), filesystem.loop
        )
    future: Future[Any] = Future()
    Thread(
        target=_fill, args=(future, partial(getattr(filesystem, method), *arguments, **options)), daemon=True
    ).start()
    return future


def _fill(future: Future[Any], call: Callable[[], Any]) -> None:
    future.set_running_or_notify_cancel()  # From now on it cannot be cancelled, only be forgotten.
    try:
        future.set_result(call())
    except BaseException as error:  # It is raised where somebody waits for it.
        future.set_exception(error)


class Aside:
    """One daemon thread that does one thing after another, for who will not wait for ever.

    fsspec keeps some file systems by the thread that opened them: one thread has each once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread: Thread | None = None
        self._asked: _Asked = SimpleQueue()

    def do(self, call: Callable[[], A], seconds: float) -> A:
        """Give what a call gives. Raises: what it raises; AnswerTimeoutError where it takes longer."""
        future: Future[A] = Future()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():  # A fork takes no threads along.
                self._asked = SimpleQueue()
                self._thread = Thread(target=_work_off, args=(self._asked,), daemon=True)
                self._thread.start()
            self._asked.put((future, call))
        try:
            return Deadline(seconds).wait(future)
        except AnswerTimeoutError:
            self._thread = None  # It hangs; the next call has another.
            raise


def _work_off(asked: _Asked) -> None:
    while True:
        future, call = asked.get()
        if not future.cancelled():
            _fill(future, call)
