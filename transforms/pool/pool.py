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
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from importlib.machinery import ModuleSpec
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, NamedTuple, TypeVar

from transforms.pool.child import YES, serve, value_of
from transforms.pool.errors import PoolUnusable, TaskCrashed, TaskTimedOut

T = TypeVar("T")
R = TypeVar("R")

START_SECONDS = 60.0
EXIT_SECONDS = 5.0

_CONTEXT = get_context("forkserver")
_LOCK = threading.RLock()  # round starting and reaping: the standard library's lists of children are not thread-safe
_SHARED: dict[tuple[int, int], Pool] = {}


class _Task(NamedTuple, Generic[T, R]):
    function: Callable[[T], R]
    argument: T
    timeout_seconds: float
    future: Future[R]


class Pool:
    """A number of child processes that run functions of one argument.

    `processes` 0 runs every task in the calling process at `submit`, without a deadline (for debugging). `preload` names
    modules that each child imports before its first task (and the fork server, if this pool starts it). Children start with
    their first task, or at once where the pool is `eager`. At the end one without a task may take `parting_seconds` for what
    its tasks registered with `child.at_end`.
    """

    def __init__(
        self, processes: int, preload: Sequence[str] = (), *, eager: bool = False, parting_seconds: float = 0.0
    ) -> None:
        self.processes, self._parting_seconds = processes, parting_seconds
        self._preload = tuple(preload)
        self._eager = eager
        self._tasks: queue.SimpleQueue[_Task[Any, Any] | None] = queue.SimpleQueue()
        self._children: dict[int, _Child] = {}
        self._busy: set[int] = set()
        self.closed = False
        self._pid = os.getpid()
        self._gate = threading.Lock()  # round the flag and what it promises of the queue
        if processes:
            _CONTEXT.set_forkserver_preload([__name__, *preload])
        self._owners = [threading.Thread(target=self._own, args=(n,), daemon=True) for n in range(processes)]
        for owner in self._owners:
            owner.start()
        atexit.register(self.close)

    def submit(self, function: Callable[[T], R], argument: T, timeout_seconds: float) -> Future[R]:
        """Give a future of `function(argument)`.

        Its `result()` raises what the function raised, TaskCrashed if the child died, TaskTimedOut if the task took longer
        than `timeout_seconds` (counted from its start in a child, not from here), or PoolUnusable if no child can run it.
        Raises: RuntimeError if the pool is closed; ValueError if a child could not import `function`.
        """
        if self.processes and getattr(function, "__module__", None) == "__main__":
            raise ValueError(f"{function!r} is of the main module, which children do not import: move it to another")
        task = _Task(function, argument, timeout_seconds, Future[R]())
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
            with contextlib.suppress(PoolUnusable):  # A task will meet it, and say so.
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
        with ForkingPickler.dumps((task.timeout_seconds, task.function, task.argument)) as payload:
            child = self._hand_over(number, payload)
        if not child.connection.poll(task.timeout_seconds):
            child.process.kill()
            self._bury(number)
            raise TaskTimedOut(f"no answer after {task.timeout_seconds:g} s: the child process was killed")
        try:
            answer = child.connection.recv_bytes()
        except (EOFError, OSError):
            exit_code = self._bury(number)
            if self.closed:
                raise PoolUnusable("the pool was closed while the task ran") from None
            raise TaskCrashed(f"the child process died with exit code {exit_code}") from None
        return value_of(answer)

    def _hand_over(self, number: int, payload: memoryview) -> _Child:
        for _ in range(2):  # a child may have died idle, or be dying, which is no fault of this task
            child = self._child(number)
            if child.accepts(payload):
                return child
            exit_code = self._bury(number)
        raise PoolUnusable(f"two child processes died before they took the task, the last with exit code {exit_code}")

    def _child(self, number: int) -> _Child:
        with _LOCK:
            if self.closed:
                raise PoolUnusable("the pool was closed before the task ran")
            child = self._children.get(number)
            if child is None:
                child = self._children[number] = _Child(self._preload)
        if not child.has_started():
            exit_code = self._bury(number)
            raise PoolUnusable(f"a child process did not start (exit code {exit_code}); its error stream says why")
        return child

    def _bury(self, number: int) -> int | None:
        with _LOCK:
            return self._children.pop(number).reap()


class _Child:
    """One child process and our end of its pipe."""

    def __init__(self, preload: Sequence[str]) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self.process: ForkServerProcess = _CONTEXT.Process(target=serve, args=(theirs, preload), daemon=True)
        with _main_module_left_alone():
            self.process.start()
        theirs.close()
        self._started = False

    def has_started(self) -> bool:
        """Tell whether the child has started; the first call waits for it."""
        self._started = self._started or self.accepts(None)
        return self._started

    def accepts(self, payload: memoryview | None) -> bool:
        """Tell whether the child received the payload (None: whether it has started); False if it is dead, or was dying."""
        try:
            if payload is not None:
                self.connection.send_bytes(payload)
            return self.connection.poll(START_SECONDS) and self.connection.recv_bytes() == YES
        except (EOFError, OSError):
            return False

    def part(self, seconds: float) -> None:
        """End a child that has no task; it may take so many seconds for what it does last."""
        if seconds:
            self.connection.close()
            self.process.join(seconds)
        self.process.kill()
        self.reap()

    def reap(self) -> int | None:
        """Give the exit code of a child that is dead or dying; one that lingers is killed."""
        self.process.join(EXIT_SECONDS)
        self.process.kill()
        self.process.join(EXIT_SECONDS)
        self.connection.close()
        return self.process.exitcode


def shared_pool(processes: int | None, preload: Sequence[str] = (), *, eager: bool = False) -> Pool:
    """Give this process's pool of that size, made at the first call and kept until exit.

    None means one child for each CPU that this process may use. The others count only for the call that makes the pool.
    """
    size = usable_cpus() if processes is None else processes
    with _LOCK:
        key = (os.getpid(), size)  # a forked copy of this process owns none of its children
        pool = _SHARED.get(key)
        if pool is None or pool.closed:
            pool = _SHARED[key] = Pool(size, preload, eager=eager)
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


@contextlib.contextmanager
def _main_module_left_alone() -> Iterator[None]:
    """Keep a child that is started meanwhile from importing the main module. Call with _LOCK held."""
    main = sys.modules["__main__"]
    spec = main.__spec__
    # A name that ends so is one that the standard library does not import again (`python -m package` runs it).
    main.__spec__ = ModuleSpec("newsbeam.__main__", None)
    try:
        yield
    finally:
        main.__spec__ = spec
