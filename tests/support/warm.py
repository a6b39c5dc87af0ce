"""newsbeam in processes that begin warm: each is forked from one that has imported it, and no run pays for that again.

A run is a process of its own, which can be signalled and killed like any other. `python -m pipelines` itself is started where
the start is what a test is about.
"""

from __future__ import annotations

import errno
import faulthandler
import json
import os
import resource
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "sample" / "sites"
# An endless loop ends here, and no busy machine does: CPU of one process, many times what any run in a test uses.
CPU_SECONDS = 300
REQUEST_MAX_BYTES = 1 << 20
_NUMBER = struct.Struct("!i")


class _HasDescriptor(Protocol):
    def fileno(self) -> int: ...


class Run:
    """A command that runs, or has ended; `returncode` is None until its end was waited for, negative for a signal."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.pid = self._number()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Give the exit code; None while it runs."""
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._connection, selectors.EVENT_READ)
                return self.wait() if selector.select(0) else None
        return self.returncode

    def wait(self) -> int:
        """Give the exit code once it has ended."""
        if self.returncode is None:
            self.returncode = self._number()
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it is known to have ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _number(self) -> int:
        data = self._connection.recv(_NUMBER.size, socket.MSG_WAITALL)
        assert data, "the warm process has ended"
        number: int = _NUMBER.unpack(data)[0]
        return number


class Warm:
    """A process that has imported newsbeam, and from which runs are forked."""

    def __init__(self, folder: Path) -> None:
        self._address = str(folder / "warm")
        command = [sys.executable, str(Path(__file__)), self._address]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def start(
        self,
        *arguments: str,
        env: Mapping[str, str] = os.environ,
        stdout: _HasDescriptor,
        stderr: _HasDescriptor,
        dies: tuple[str, int, int] | None = None,
        full: tuple[str, int] | None = None,
    ) -> Run:
        """Start `newsbeam` with these arguments, as `python -m pipelines` does from the repository.

        `dies` names the moment of its death, where it is to die by itself: see `_die`. `full` says from when on the disk is to
        be full: see `_fill`.
        """
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        request = json.dumps({"arguments": arguments, "env": dict(env), "dies": dies, "full": full}).encode()
        socket.send_fds(connection, [_NUMBER.pack(len(request))], [stdout.fileno(), stderr.fileno()])
        connection.sendall(request)
        return Run(connection)

    def run(
        self,
        *arguments: str,
        env: Mapping[str, str] = os.environ,
        dies: tuple[str, int, int] | None = None,
        full: tuple[str, int] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Give what `newsbeam` with these arguments printed, and its exit code."""
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            code = self.start(*arguments, env=env, stdout=out, stderr=err, dies=dies, full=full).wait()
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(list(arguments), code, out.read(), err.read())

    def close(self) -> None:
        """End the process; runs that it started are left alone."""
        self._process.communicate()


class _Forker:
    """The warm process's side: it forks for each request, and says how each child ended."""

    def __init__(self, address: str) -> None:
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(address)
        self._listening.listen(100)
        self._waiting: dict[int, socket.socket] = {}
        # A signal that arrives is a byte in this pair, so that the end of a child wakes the loop.
        self._woken, self._waking = socket.socketpair()
        self._woken.setblocking(False)
        self._waking.setblocking(False)
        signal.set_wakeup_fd(self._waking.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> Callable[[], int] | None:
        """Serve until the other side closes our input: None. In a child: what it is to run."""
        with selectors.DefaultSelector() as selector:
            for watched in (self._listening, self._woken, sys.stdin):
                selector.register(watched, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if self._woken in ready:
                    self._woken.recv(4096)
                    self._tell_ends()
                if self._listening in ready and (work := self._fork()):
                    return work
                if sys.stdin in ready:
                    return None

    def _fork(self) -> Callable[[], int] | None:
        connection, _ = self._listening.accept()
        length, descriptors, _, _ = socket.recv_fds(connection, _NUMBER.size, 2)
        data = connection.recv(_NUMBER.unpack(length)[0], socket.MSG_WAITALL)
        request: dict[str, Any] = json.loads(data)
        pid = os.fork()
        if not pid:
            connection.close()
            self._become(descriptors, request["env"])
            return partial(_newsbeam, request["arguments"], request["dies"], request["full"])
        for descriptor in descriptors:
            os.close(descriptor)
        self._waiting[pid] = connection
        connection.sendall(_NUMBER.pack(pid))
        return None

    def _tell_ends(self) -> None:
        while self._waiting:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            try:
                self._waiting.pop(pid).sendall(_NUMBER.pack(os.waitstatus_to_exitcode(status)))
            except (BrokenPipeError, ConnectionResetError):
                continue  # Nobody waits for it.

    def _become(self, descriptors: list[int], env: dict[str, str]) -> None:
        """Make of a forked copy what a new process would be."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for held in (self._listening, self._woken, self._waking, *self._waiting.values()):
            held.close()
        for number, descriptor in enumerate(descriptors, start=1):
            os.dup2(descriptor, number)
            os.close(descriptor)
        # Streams of their own: the old ones remember of their file whether it can be sought in.
        sys.stdout = os.fdopen(1, "w", closefd=False)
        sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        faulthandler.enable(2)  # What crashes says where.
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        os.environ.clear()
        os.environ.update(env)


def _newsbeam(arguments: list[str], dies: tuple[str, int, int] | None, full: tuple[str, int] | None) -> int:
    from pipelines.cli import main

    if dies is not None:
        sys.addaudithook(_die(*dies))
    if full is not None:
        sys.addaudithook(_fill(*full))
    sys.argv = ["newsbeam", *arguments]
    return main(arguments)


def _die(folder: str, count: int, later: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Give a hook that kills the process as it publishes a file: what is published appears by a hard link, all at once.

    Death comes just before the link of number `count` in a folder whose path holds `folder`, or so many links `later`, of
    those in this folder, in logs, of rows and of pages as they came.
    """
    counted = (f"/{folder}/", "/log/", "/articles/", "/failures/", "/warc/")
    seen = [0, 0]  # links in the folder; counted links since the one of number `count`, that one included

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "os.link" or not any(part in str(arguments[1]) for part in counted):
            return
        seen[0] += counted[0] in str(arguments[1])
        seen[1] += seen[0] >= count
        if seen[1] > later:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _fill(folder: str, count: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Give a hook that fails all that takes space below a folder, from the step of number `count` on, as a full disk does.

    Steps are files that are opened to be written, new names and new folders.
    """
    seen = [0]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        takes = event in ("os.link", "os.rename", "os.mkdir") or (event == "open" and "w" in str(arguments[1]))
        if not takes or not str(arguments[1 if event in ("os.link", "os.rename") else 0]).startswith(folder):
            return
        seen[0] += 1
        if seen[0] >= count:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))

    return hook


def _warm_up() -> None:
    """Import what an ingest imports, and load what it loads when it reads its first pages."""
    sys.path.insert(0, str(ROOT))
    import fsspec.implementations.local  # noqa: F401
    import rensa  # noqa: F401
    from apache_beam.runners.portability import fn_api_runner  # noqa: F401
    from whole_pages import read_whole

    import pipelines.cli  # noqa: F401

    for page in sorted(PAGES.rglob("*.html")):
        read_whole(page.read_bytes(), f"http://site.example/{page.name}", None)


def main(address: str) -> int:
    """Serve at an address; in a child, be the command."""
    _warm_up()
    forker = _Forker(address)
    print("ready", flush=True)
    work = forker.serve()
    return work() if work is not None else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
