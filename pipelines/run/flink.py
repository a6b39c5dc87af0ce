"""Ask Flink itself: whether a job already works on a state, and to cancel it.

Beam's job server forgets a job that is cancelled and leaves it running on its cluster. So a job without an end is named after
its state, and found again by its name.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from pipelines.run.errors import RunnerRefused
from pipelines.run.runners import bare_name, value_of

ANSWER_SECONDS = 30.0
CANCEL_SECONDS = 60.0
LOOK_SECONDS = 0.5
_OVER = {"FINISHED", "CANCELED", "FAILED"}


class FlinkJobs:
    """The jobs of one name on a Flink cluster, by its REST interface. Raises: RunnerRefused where it does not answer."""

    def __init__(self, url: str, name: str) -> None:
        self._url, self.name = url, name

    def running(self) -> list[str]:
        """List the ids of the jobs that are not over."""
        jobs = self._ask("GET", "jobs/overview")["jobs"]
        return [job["jid"] for job in jobs if job["name"] == self.name and job["state"] not in _OVER]

    def flags(self) -> list[str]:
        """Give the flags that name a job to be started.

        Raises: RunnerRefused where one runs already, since two would ask each site twice as often as allowed.
        """
        for job in self.running():
            raise RunnerRefused(
                f"Flink at {self._url}: job {job} ({self.name}) already works on this state, and runs by itself;"
                " to replace it, cancel it first, in Flink's own interface or with `flink cancel`"
            )
        return [f"--job_name={self.name}"]

    def cancel(self) -> None:
        """Cancel all that run, and wait until they are over. Raises: RunnerRefused where one still runs after a minute."""
        ends_at = time.monotonic() + CANCEL_SECONDS
        for job in self.running():
            self._ask("PATCH", f"jobs/{job}?mode=cancel")
        while jobs := self.running():
            if time.monotonic() > ends_at:
                raise RunnerRefused(
                    f"Flink at {self._url}: job {jobs[0]} ({self.name}) was cancelled and still runs; see Flink's own log"
                )
            time.sleep(LOOK_SECONDS)

    def _ask(self, method: str, path: str) -> Any:
        try:
            with urlopen(Request(f"{self._url}/{path}", method=method), timeout=ANSWER_SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except (URLError, TimeoutError, ConnectionError, json.JSONDecodeError) as error:
            raise RunnerRefused(
                f"Flink at {self._url} does not answer {method} {path} ({error}); is `--flink_master` its REST address?"
            ) from error


def jobs_of(flags: Sequence[str], state_id: str) -> FlinkJobs | None:
    """Give the jobs on a state by the flags of a pipeline; None where it does not run on a Flink cluster.

    >>> jobs_of(["--runner=FlinkRunner", "--flink_master=flink:8081"], "5f0c9a12b7e34d").name
    'newsbeam-5f0c9a12b7e3'
    >>> jobs_of(["--runner=PrismRunner"], "5f0c9a12b7e34d")
    """
    runner, master = value_of("runner", flags) or "", value_of("flink_master", flags)
    # Without an address, or with one in brackets, Flink lives in the job server, and ends with it.
    if bare_name(runner) != "flinkrunner" or master is None or master.startswith("["):
        return None
    url = master if "://" in master else f"http://{master}"
    return FlinkJobs(url.rstrip("/"), value_of("job_name", flags) or f"newsbeam-{state_id[:12]}")
