"""Run CPU work in child processes, where a task that crashes or hangs costs that task only.

Every child has a pipe and an owner of its own: a thread of the parent that hands it one task at a time. So a death is always
the death of a known task, and nothing is shared that a dying child could leave locked. (Pebble 5.2 was tried first: all its
workers share two pipes and their locks, and one idle worker killed from outside left the pool unusable.)

Children are forked by the standard library's fork server, not by this process, which may run threads of gRPC. They never
import the main module (it may be heavy, or have no guard): functions and arguments must come from other modules.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, NamedTuple, TypeVar

from transforms.pool.child import value_of
from transforms.pool.errors import (
    PoolUnusable,
    TaskCrashed,
    TaskKilled,
    TaskOutgrew,
    TaskTimedOut,
    death_of,
    is_from_outside,
)
from transforms.pool.memory import MEMORY_MB
from transforms.pool.patience import answers_within
from transforms.pool.process import CONTEXT, EXIT_SECONDS, ChildProcess

T = TypeVar("T")
R = TypeVar("R")

# So often a task is begun whose children are killed from outside, and so many children may die before they take it.
MOST_RUNS = 3
MOST_CHILDREN = 5

_LOCK = threading.RLock()  # round starting and reaping: the standard library's lists of children are not thread-safe
_SHARED: dict[tuple[int, int, int | None], Pool] = {}

_log = logging.getLogger(__name__)


class _Task(NamedTuple, Generic[T, R]):
    function: Callable[[T], R]
    argument: T
    timeout_seconds: float
    first_seconds: float
    future: Future[R]


class Pool:
    """A number of child processes that run functions of one argument.

    `processes` 0 runs every task in the calling process at `submit`, without a deadline (for debugging). `preload` names
    modules that each child imports before its first task (and the fork server, if this pool starts it). Children start with
    their first task, or at once where the pool is `eager`. At the end one without a task may take `parting_seconds` for what
    its tasks registered with `child.at_end`.
    """

    def __init__(
        self,
        processes: int,
        preload: Sequence[str] = (),
        *,
        memory_mb: int | None = MEMORY_MB,
        eager: bool = False,
        parting_seconds: float = 0.0,
    ) -> None:
        self.processes, self._parting_seconds, self._memory_mb = processes, parting_seconds, memory_mb
        self._preload = tuple(preload)
        self._eager = eager
        self._tasks: queue.SimpleQueue[_Task[Any, Any] | None] = queue.SimpleQueue()
        self._children: dict[int, ChildProcess] = {}
        self._busy: set[int] = set()
        self._kills, self._has_said = 0, False
        self.closed = False
        self._pid = os.getpid()
        self._gate = threading.Lock()  # round the flag and what it promises of the queue
        if processes:
            CONTEXT.set_forkserver_preload([__name__, *preload])
        self._owners = [threading.Thread(target=self._own, args=(n,), daemon=True) for n in range(processes)]
        for owner in self._owners:
            owner.start()
        atexit.register(self.close)

    def submit(
        self, function: Callable[[T], R], argument: T, timeout_seconds: float, first_seconds: float = 0.0
    ) -> Future[R]:
        """Give a future of `function(argument)`.

        Its `result()` raises what the function raised; TaskCrashed if the task ended a child that had done nothing else (as
        TaskOutgrew, if by its memory); TaskKilled if its children were killed from outside each time; TaskTimedOut if it took
        longer than `timeout_seconds` (counted from its start in a child, not from here; or `first_seconds`, if they are more and
        it is the child's first task); PoolUnusable if no child can run it.
        Raises: RuntimeError if the pool is closed; ValueError if a child could not import `function`.
        """
        if self.processes and getattr(function, "__module__", None) == "__main__":
            raise ValueError(f"{function!r} is of the main module, which children do not import: move it to another")
        task = _Task(function, argument, timeout_seconds, max(first_seconds, timeout_seconds), Future[R]())
        with self._gate:
            if self.closed:
                raise RuntimeError("the pool is closed: submit before close(), or make a new pool")
            if self.processes:
                self._tasks.put(task)
        if not self.processes:
            task.future.set_running_or_notify_cancel()
            _settle(task.future, function, argument)
        return task.future

    def close(self) -> None:
        """End the children. Tasks not yet begun are cancelled, those running raise PoolUnusable."""
        atexit.unregister(self.close)
        with self._gate:
            if self.closed or os.getpid() != self._pid:  # a forked copy of the parent owns no children
                return
            self.closed = True
        with _LOCK:
            for number, child in self._children.items():
                if number in self._busy or not self._parting_seconds:
                    child.process.kill()
        for _ in self._owners:
            self._tasks.put(None)
        for owner in self._owners:
            owner.join(2 * EXIT_SECONDS + self._parting_seconds)

    def _own(self, number: int) -> None:
        if self._eager:
            with contextlib.suppress(PoolUnusable, TaskKilled):  # A task will meet it, and say so.
                self._child(number)
        while (task := self._tasks.get()) is not None:
            if self.closed:
                task.future.cancel()
            if task.future.set_running_or_notify_cancel():
                self._busy.add(number)
                _settle(task.future, partial(self._ask_child, number), task)
                self._busy.discard(number)
        with _LOCK:
            if child := self._children.pop(number, None):
                child.part(self._parting_seconds)

    def _ask_child(self, number: int, task: _Task[Any, Any]) -> Any:
        # The view itself is sent, so that a large page is not copied once more.
        with ForkingPickler.dumps((task.first_seconds, task.function, task.argument)) as payload:
            runs = 0
            while True:
                child = self._hand_over(number, payload)
                alone, child.has_worked = not child.has_worked, True
                runs += 1
                try:
                    return self._answer(number, child, task.first_seconds if alone else task.timeout_seconds)
                except TaskKilled as death:
                    self._note_kill(death)
                    if runs >= MOST_RUNS:
                        raise
                except TaskCrashed:
                    if alone:  # Else an earlier task may have left the child broken, or nearly without memory.
                        raise

    def _answer(self, number: int, child: ChildProcess, timeout_seconds: float) -> Any:
        if not answers_within(child.connection, timeout_seconds):
            child.process.kill()
            self._bury(number)
            raise TaskTimedOut(f"no answer after {timeout_seconds:g} s: the child process was killed")
        try:
            answer = child.connection.recv_bytes()
        except (EOFError, OSError):
            exit_code = self._bury(number)
            if self.closed:
                raise PoolUnusable("the pool was closed while the task ran") from None
            raise death_of(exit_code) from None
        try:
            return value_of(answer)
        except TaskOutgrew:
            child.process.kill()
            self._bury(number)
            raise

    def _hand_over(self, number: int, payload: memoryview) -> ChildProcess:
        """Give the child that took a task. One may have died idle, or be dying, which is no fault of this task."""
        for died in range(MOST_CHILDREN):
            try:
                child = self._child(number)
            except TaskKilled as death:
                last: Exception = death
                time.sleep(0.1 * 2**died)  # The system may have a process or some memory again in a moment.
                continue
            if child.accepts(payload):
                return child
            last = death_of(self._bury(number))
            if died and not isinstance(last, TaskKilled):
                raise PoolUnusable(f"two child processes died before they took the task: {last}")
        self._note_kill(last)
        raise TaskKilled(f"{MOST_CHILDREN} child processes in a row died before they took the task: {last}")

    def _child(self, number: int) -> ChildProcess:
        with _LOCK:
            if self.closed:
                raise PoolUnusable("the pool was closed before the task ran")
            child = self._children.get(number)
            if child is None:
                try:
                    child = self._children[number] = ChildProcess(self._preload, self._memory_mb)
                except (OSError, EOFError) as error:
                    raise TaskKilled(f"no child process could be started ({error})") from error
        if not child.has_started():
            exit_code = self._bury(number)
            if is_from_outside(exit_code):
                raise death_of(exit_code)
            raise PoolUnusable(f"a child process did not start (exit code {exit_code}); its error stream says why")
        return child

    def _note_kill(self, death: Exception) -> None:
        with self._gate:
            self._kills += 1
            is_first, self._has_said = not self._has_said, True
        if is_first:
            _log.warning(
                "a process of the pool was ended from outside (%s), as the system does where memory runs out: its task is run"
                " again in another one. Give the machine more memory, or have fewer processes",
                death,
            )

    def take_kills(self) -> int:
        """Give how many children were killed from outside while they had a task, since this was asked last."""
        with self._gate:
            kills, self._kills = self._kills, 0
        return kills

    def _bury(self, number: int) -> int | None:
        with _LOCK:
            return self._children.pop(number).reap()


def shared_pool(
    processes: int | None,
    preload: Sequence[str] = (),
    *,
    memory_mb: int | None = MEMORY_MB,
    eager: bool = False,
) -> Pool:
    """Give this process's pool of that size and memory a child, made at the first call and kept until exit.

    None means one child for each CPU that this process may use. The others count only for the call that makes the pool.
    """
    size = usable_cpus() if processes is None else processes
    with _LOCK:
        key = (os.getpid(), size, memory_mb)  # a forked copy of this process owns none of its children
        pool = _SHARED.get(key)
        if pool is None or pool.closed:
            pool = _SHARED[key] = Pool(size, preload, memory_mb=memory_mb, eager=eager)
        return pool


def usable_cpus() -> int:
    """Give the number of CPUs that this process may use, at least 1."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _settle(future: Future[R], work: Callable[[T], R], argument: T) -> None:
    try:
        result = work(argument)
    except Exception as error:  # handed on whole: future.result() raises it where the task's owner waits
        future.set_exception(error)
    else:
        future.set_result(result)
