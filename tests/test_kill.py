"""Kill it anywhere: run it again, and the dataset is the one that there would have been.

The sample is ingested with a commit for each row, and the process is killed as soon as the log of its shard has grown to
a chosen length: sometimes before the entry's file is there, sometimes after. The moments are printed (pytest -s).
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_run import VOID_BYTES, command, served, settled_rows

# A commit for each row, and no waiting: what failed for now is tried again at once.
SETS = ("write.commit_seconds=0", "fetch.backoff_seconds=0", "web.spacing_seconds=0.02")
KILLS = 20
KILLS_INSIDE = 15  # between the first log entry and the last file
KILLS_IN_DOUBT = 3  # between a log entry and its file


class Killer:
    """Runs the ingest over and over, and kills it at moments of its log."""

    def __init__(self, output: Path, environment: dict[str, str]) -> None:
        self.output, self.environment = output, environment
        self.log = output / "_state" / "log" / "0"
        self.inbox = output / "_state" / "inbox" / "0"
        self.moments: list[str] = []
        self.inside = 0  # kills between the first log entry and the last file

    def entries(self) -> int:
        try:
            return sum(1 for path in self.log.iterdir() if path.suffix == ".json")
        except FileNotFoundError:
            return 0

    def kill_at(self, grown: int, pause_seconds: float, all_rows: list[str]) -> None:
        """Kill a run once the log has grown by so many entries (0: once something is parked), or let it end."""
        before = self.entries()
        process = subprocess.Popen(
            command(self.output, *SETS), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and not self.is_time(before, grown):
            time.sleep(0.0002)
        time.sleep(pause_seconds)
        process.send_signal(signal.SIGKILL)
        killed = process.wait() == -signal.SIGKILL
        if killed:
            self.moments.append(self.where_it_stands())
            self.inside += self.entries() > 0 and settled_rows(self.output) != all_rows

    def is_time(self, before: int, grown: int) -> bool:
        if grown == 0:
            return self.inbox.is_dir() and any(self.inbox.iterdir())
        return self.entries() >= before + grown

    def where_it_stands(self) -> str:
        names = sorted(path.name for path in self.log.glob("*.json")) if self.entries() else []
        if not names:
            return "before the first log entry"
        newest = json.loads((self.log / names[-1]).read_text())
        missing = [path for path in newest.get("files", {}) if not (self.output / path).exists()]
        place = "before its file" if missing else "after its file"
        return f"log entry {int(names[-1].split('.')[0])}, {place}"

    def finish(self) -> None:
        for _ in range(5):
            ended = subprocess.run(
                command(self.output, *SETS), env=self.environment, capture_output=True, text=True, timeout=120
            )
            assert ended.returncode == 0, ended.stderr
            if "Owed      nothing" in ended.stdout:
                return
        raise AssertionError(f"still owed after five runs: {ended.stdout}")


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def undisturbed(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    ended = subprocess.run(command(output, *SETS), env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return settled_rows(output)


class Follower:
    """A consumer that follows the manifests in order, and reads each file that they name once."""

    def __init__(self, output: Path) -> None:
        self.output, self.position, self.files = output, "", []  # type: tuple[Path, str, list[str]]

    def catch_up(self) -> None:
        for path in sorted(self.output.glob("runs/date=*/*.json"), key=lambda path: path.name):
            if path.name > self.position:
                self.files += [file["path"] for file in json.loads(path.read_text())["files"]]
                self.position = path.name


@pytest.mark.timeout(600)
def test_a_run_that_is_killed_and_run_again_gives_the_same_rows(
    environment: dict[str, str], undisturbed: list[str], tmp_path: Path
) -> None:
    pauses = (0.0, 0.0, 0.001, 0.004, 0.0, 0.02)
    inside, doubtful, rounds = 0, 0, 0
    moments: list[str] = []
    while len(moments) < KILLS or inside < KILLS_INSIDE or doubtful < KILLS_IN_DOUBT:
        output = tmp_path / f"out{rounds}"
        killer, follower = Killer(output, environment), Follower(output)
        for i in range(KILLS // 2):
            grown, pause_seconds = (0 if i == 0 else 1 + i % 2), pauses[(rounds + i) % len(pauses)]
            killer.kill_at(grown, pause_seconds, undisturbed)
            follower.catch_up()
        killer.finish()
        follower.catch_up()
        assert settled_rows(output) == undisturbed
        kept = [str(p.relative_to(output)) for p in output.rglob("*.jsonl.gz") if p.stat().st_size != VOID_BYTES]
        assert sorted(follower.files) == sorted(kept), "a consumer of the manifests sees each file once"
        moments += killer.moments
        inside += killer.inside
        doubtful += sum("before its file" in moment for moment in killer.moments)
        rounds += 1
        assert rounds < 6, f"the kills miss their moments: {moments}"
    print("\n".join(["killed:", *moments]))
    places = f"{inside} between the first log entry and the last file, {doubtful} between a log entry and its file"
    print(f"{len(moments)} kills, {places}")
