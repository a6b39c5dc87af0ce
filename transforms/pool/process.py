"""One child process of the pool, and our end of its pipe."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

from transforms.pool.child import YES, serve

START_SECONDS = 60.0
EXIT_SECONDS = 5.0

CONTEXT = get_context("forkserver")


class ChildProcess:
    """A child; `has_worked` once it was given a task. To be made under the lock of all pools.

    Raises: OSError, EOFError where the system gives no process, or the fork server has just died.
    """

    def __init__(self, preload: Sequence[str], memory_mb: int | None) -> None:
        self.has_worked = False
        self._started = False
        self.connection, theirs = CONTEXT.Pipe()
        self.process: ForkServerProcess = CONTEXT.Process(target=serve, args=(theirs, preload, memory_mb), daemon=True)
        try:
            with _main_module_left_alone():
                self.process.start()
        except (OSError, EOFError):
            self.connection.close()
            raise
        finally:
            theirs.close()

    def has_started(self) -> bool:
        """Tell whether the child has started; the first call waits for it."""
        self._started = self._started or self._says_yes()
        return self._started

    def accepts(self, payload: memoryview) -> bool:
        """Tell whether the child received the payload; False if it is dead, or was dying."""
        try:
            self.connection.send_bytes(payload)
        except OSError:
            return False
        return self._says_yes()

    def _says_yes(self) -> bool:
        try:
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


@contextlib.contextmanager
def _main_module_left_alone() -> Iterator[None]:
    """Keep a child that is started meanwhile from importing the main module."""
    main = sys.modules["__main__"]
    spec = main.__spec__
    # A name that ends so is one that the standard library does not import again (`python -m package` runs it).
    main.__spec__ = ModuleSpec("newsbeam.__main__", None)
    try:
        yield
    finally:
        main.__spec__ = spec
