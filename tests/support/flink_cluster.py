"""A real Flink on loopback: a JobManager, a TaskManager and a pool of Python workers, each a process of its own.

It starts what a test may kill, tells of its jobs by Flink's REST interface, and ends nothing that it did not start. All ports
are free ones; logs lie in `<folder>/log/`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from free_ports import free_port

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
START_SECONDS = 60
LOOK_SECONDS = 0.1
JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
JOB_MANAGER_HEAP = ["-Xmx320m", "-XX:MaxMetaspaceSize=256m"]
TASK_MANAGER_HEAP = ["-Xmx768m", "-XX:MaxDirectMemorySize=256m", "-XX:MaxMetaspaceSize=256m"]
# What Flink's own scripts open to it on Java 17.
OPENED = (
    "lang",
    "lang.reflect",
    "net",
    "io",
    "nio",
    "text",
    "time",
    "util",
    "util.concurrent",
    "util.concurrent.atomic",
)
SETTINGS: dict[str, Any] = {
    "jobmanager.bind-host": HOST,
    "jobmanager.rpc.address": HOST,
    "jobmanager.memory.process.size": "1g",
    "rest.address": HOST,
    "rest.bind-address": HOST,
    "taskmanager.host": HOST,
    "taskmanager.bind-host": HOST,
    "taskmanager.cpu.cores": 2.0,
    "taskmanager.memory.task.heap.size": "512m",
    "taskmanager.memory.task.off-heap.size": "0m",
    "taskmanager.memory.managed.size": "64m",
    "taskmanager.memory.network.min": "64m",
    "taskmanager.memory.network.max": "64m",
    "taskmanager.memory.framework.heap.size": "128m",
    "taskmanager.memory.framework.off-heap.size": "128m",
    "taskmanager.memory.jvm-metaspace.size": "256m",
    "taskmanager.memory.jvm-overhead.min": "192m",
    "taskmanager.memory.jvm-overhead.max": "192m",
    # A dead TaskManager is missed after some seconds, and a job that lost it goes on as often as it takes.
    "heartbeat.interval": "1000",
    "heartbeat.timeout": "6000",
    "restart-strategy.type": "fixed-delay",
    "restart-strategy.fixed-delay.attempts": 1000,
    "restart-strategy.fixed-delay.delay": "1 s",
}
LOGGING = [
    f"-Dorg.slf4j.simpleLogger.{name}"
    for name in ("defaultLogLevel=info", "showDateTime=true", "dateTimeFormat=HH:mm:ss")
]

_open = build_opener(ProxyHandler({})).open


class FlinkCluster:
    """One cluster, from `with` to the end of its block. `slots` bounds the parallelism of its jobs."""

    def __init__(self, folder: Path, jar: Path, slots: int = 2) -> None:
        self.folder, self._jar = folder, jar
        self._log, self._conf = folder / "log", folder / "conf"
        self._rest = free_port()
        self._settings = SETTINGS | {
            "jobmanager.rpc.port": free_port(),
            "rest.port": self._rest,
            "taskmanager.numberOfTaskSlots": slots,
            "state.checkpoints.dir": (folder / "checkpoints").as_uri(),
            "state.savepoints.dir": (folder / "savepoints").as_uri(),
            "io.tmp.dirs": str(folder / "tmp"),
            "web.upload.dir": str(folder / "upload"),
        }
        self._running: dict[str, subprocess.Popen[str]] = {}
        self.pool_port = 0

    def __enter__(self) -> FlinkCluster:
        for path in (self._log, self._conf, self.folder / "tmp", self.folder / "upload"):
            path.mkdir(parents=True, exist_ok=True)
        lines = [f"{key}: {json.dumps(value)}\n" for key, value in self._settings.items()]
        (self._conf / "config.yaml").write_text("".join(lines))
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._running):
            self._end(name, signal.SIGTERM)

    def start(self) -> None:
        """Start all of it, at first or after `kill`. It knows nothing of the jobs of the one before."""
        self._start_java("jobmanager", JOB_MANAGER_HEAP, JOB_MANAGER, "--executionMode", "cluster")
        self.start_task_manager()

    def start_pool(self) -> None:
        """Start a pool of Python workers, in place of the one before: workers of two jobs may have the same names.

        It starts each with `python`, so that this Python comes first on its path.
        """
        if "pool" in self._running:
            self._end("pool", signal.SIGTERM)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(ROOT / "tests" / "support" / "flink_worker_pool.py")]
        pool = self._start("pool", command, environment, stdout=subprocess.PIPE)
        assert pool.stdout is not None
        self.pool_port = int(pool.stdout.readline() or 0)
        if not self.pool_port:
            raise RuntimeError(f"the pool of Python workers did not start:\n{self.tail('pool')}")

    def start_task_manager(self) -> None:
        """Start a TaskManager, and wait until the JobManager knows it."""
        self._start_java("taskmanager", TASK_MANAGER_HEAP, TASK_MANAGER)
        try:
            wait_for(lambda: self._slots() > 0, START_SECONDS, "no TaskManager came up")
        except TimeoutError as error:
            tails = (f"{name}:\n{self.tail(name)}" for name in ("jobmanager", "taskmanager"))
            raise TimeoutError("\n".join([str(error), *tails])) from None

    def kill_task_manager(self) -> None:
        """Kill the TaskManager, as if its machine had gone."""
        self._end("taskmanager", signal.SIGKILL)

    def kill(self) -> None:
        """Kill all of it at once: workers, TaskManager, JobManager, and the pool."""
        for worker in self.workers():
            os.kill(worker, signal.SIGKILL)
        for name in list(self._running):
            self._end(name, signal.SIGKILL)

    def workers(self) -> list[int]:
        """The process ids of the Python workers that run."""
        return children_of(self._running["pool"].pid) if "pool" in self._running else []

    def flags(self, parallelism: int = 2) -> list[str]:
        """The Beam flags that run a pipeline here, with as many Python workers of a new pool."""
        self.start_pool()
        return [
            "--runner=FlinkRunner",
            f"--flink_master={HOST}:{self._rest}",
            f"--flink_job_server_jar={self._jar}",
            f"--parallelism={parallelism}",
            "--environment_type=EXTERNAL",
            f"--environment_config={HOST}:{self.pool_port}",
            f"--sdk_worker_parallelism={parallelism}",
        ]

    def jobs(self, state: str = "RUNNING") -> list[str]:
        """The ids of the jobs in a state."""
        return [job["jid"] for job in self.get("jobs/overview")["jobs"] if job["state"] == state]

    def checkpoints(self, job: str) -> int:
        """How many checkpoints of a job were completed."""
        completed: int = self.get(f"jobs/{job}/checkpoints").get("counts", {}).get("completed", 0)
        return completed

    def cancel(self, job: str) -> None:
        """Cancel a job at once, with no savepoint."""
        self._ask("PATCH", f"jobs/{job}?mode=cancel")
        wait_for(
            lambda: job not in self.jobs() + self.jobs("CANCELLING"), START_SECONDS, f"job {job} was not cancelled"
        )

    def stop_with_savepoint(self, job: str) -> str:
        """Stop a job in order; the path of its savepoint."""
        body = {"targetDirectory": (self.folder / "savepoints").as_uri(), "drain": False}
        request = self._ask("POST", f"jobs/{job}/stop", body)["request-id"]
        place = f"jobs/{job}/savepoints/{request}"
        wait_for(lambda: self.get(place)["status"]["id"] == "COMPLETED", 3 * START_SECONDS, f"job {job} did not stop")
        operation = self.get(place)["operation"]
        if "location" not in operation:
            raise RuntimeError(f"job {job} was stopped, but there is no savepoint: {operation}")
        location: str = operation["location"]
        return location

    def get(self, path: str) -> Any:
        """What Flink's REST interface answers."""
        return self._ask("GET", path)

    def tail(self, name: str, lines: int = 40) -> str:
        """The end of a log: `jobmanager`, `taskmanager` or `pool`."""
        path = self._log / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else "(no log)"

    def _slots(self) -> int:
        try:
            slots: int = self.get("overview")["slots-total"]
        except (URLError, ConnectionError):
            return 0  # the JobManager is not up yet
        return slots

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        with _open(Request(f"http://{HOST}:{self._rest}/{path}", data, headers, method=method), timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def _start_java(self, name: str, heap: Sequence[str], main: str, *arguments: str) -> None:
        opened = [f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in OPENED]
        exported = "--add-exports=java.base/sun.net.util=ALL-UNNAMED"
        java = ["java", *heap, "-XX:TieredStopAtLevel=1", exported, *opened, *LOGGING, "-cp", str(self._jar), main]
        self._start(name, [*java, "--configDir", str(self._conf), *arguments])

    def _start(
        self, name: str, command: Sequence[str], environment: dict[str, str] | None = None, stdout: int | None = None
    ) -> subprocess.Popen[str]:
        with (self._log / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(command, env=environment, stdout=stdout or log, stderr=log, text=True)
        self._running[name] = process
        return process

    def _end(self, name: str, number: signal.Signals) -> None:
        process = self._running.pop(name)
        process.send_signal(number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def children_of(pid: int) -> list[int]:
    """The process ids of the living children of a process (Linux)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name stands in brackets and may hold blanks: state and parent come after it.
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        if int(parent) == pid and state != "Z":
            found.append(int(path.parent.name))
    return sorted(found)


def wait_for(condition: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Wait until a condition holds. Raises: TimeoutError with a sentence when the time is up."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"after {seconds:g} s: {otherwise}")
        time.sleep(LOOK_SECONDS)
