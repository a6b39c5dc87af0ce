"""Kill it anywhere: run it again, and the dataset is the one that there would have been.

The sample is ingested with a commit for each row. A run dies by SIGKILL at a chosen moment of its commits: as it is about to
publish a log entry, between a log entry and its file, or after the file; and once from outside, while it does whatever it
does. The moments are printed (pytest -s).
"""

from __future__ import annotations

import gzip
import json
import random
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sample_run import OWED_AT_THE_END, ROOT, VOID_BYTES, arguments, rows, served, settled_rows
from warm import Run, Warm

import newsbeam
from transforms.state.observing import read_memory
from transforms.state.part_names import is_warc
from transforms.state.storage import open_store
from transforms.state.twins import twin_path
from transforms.state.verification import verify
from transforms.warc.reading import read_record

# A commit for each row, and no waiting: what failed for now is tried again at once. Pages of a site come one after the other:
# two of them are the same article, and the row has the name of the one that came first. Each entry ends in a row: none waits
# for another robots.txt, which would make a commit without a file.
SETS = (
    "write.commit_seconds=0",
    "fetch.backoff_seconds=0",
    "web.spacing_seconds=0.02",
    "web.per_site=1",
    "web.respect_robots=false",
)
INBOX, LOG, MANIFESTS = "_state/inbox/0", "_state/log/0", "runs"

# Where the runs of a part die, one after the other: before which publication in a folder, or (1) before the one after it, or
# (2) before the next. What is on the disk then is known: the log has so many entries more, and the newest has its file or has
# not; in the part with twins, it has its file, and the file not its twin.
DEATHS = {
    "as the first entries are parked": [(INBOX, 1, 0), (LOG, 1, 0), (LOG, 1, 1), (LOG, 2, 1), (LOG, 2, 0)],
    "once entries are parked": [(INBOX, 1, 1), (LOG, 1, 1), (LOG, 2, 0), (LOG, 3, 0), (LOG, 3, 1)],
    "between entry and file": [(LOG, 1, 1), (LOG, 1, 1), (LOG, 2, 1), (LOG, 2, 1), (LOG, 2, 0)],
    "before the manifest": [(LOG, 2, 0), (LOG, 2, 1), (LOG, 3, 0), (LOG, 1, 1), (MANIFESTS, 1, 0)],
    "between file and twin": [(LOG, 1, 2), (LOG, 1, 1), (LOG, 2, 2), (LOG, 1, 2), (LOG, 3, 2)],
    "between pages and rows": [(LOG, 1, 2), (LOG, 1, 1), (LOG, 2, 2), (LOG, 1, 2), (LOG, 2, 1)],
}
# The pages of the first part are read by child processes, as usual; in the others by the process that dies.
IN_PROCESS = ("extract.processes=0",)
PAUSES_SECONDS = (0.0, 0.001, 0.004, 0.02, 0.002, 0.003)
# The same rows as Parquet, too. Such runs die at some more moments, of which nobody knows beforehand.
WITH_TWINS = "between file and twin"
PARQUET = "write.formats=[jsonl, parquet]"
# Pages as they came, too: a commit makes their file first, and then that of the row.
WITH_PAGES = "between pages and rows"
PAGES = "warc.root=warc"


class Killer:
    """Runs that ingest into one output, each to be killed."""

    def __init__(self, warm: Warm, output: Path, environment: dict[str, str], *sets: str) -> None:
        self.warm, self.output, self.environment = warm, output, environment
        self.log = output / LOG
        self.arguments = arguments(output, *SETS, *sets)
        self.died_between = 0

    def entries(self) -> list[Path]:
        """Give the entries of the log."""
        return sorted(self.log.glob("*.json")) if self.log.is_dir() else []

    def die(self, folder: str, count: int, later: int) -> None:
        """Let a run die as it publishes, and look that it is the moment that was chosen."""
        before = len(self.entries())
        ended = self.warm.run(*self.arguments, env=self.environment, dies=(folder, count, later))
        assert ended.returncode == -signal.SIGKILL, ended
        if folder == LOG:
            assert len(self.entries()) - before == count - (not later)
            # A page's own file comes ahead of that of its row.
            at_rows = later == 2 and self.lacks_rows_alone()
            self.died_between += at_rows
            assert self.is_in_doubt() == (later == 1 or at_rows), self.where_it_stands()
            assert self.lacks_a_twin() == (later == 2 and PARQUET in self.arguments), self.where_it_stands()

    def kill_from_outside(self, pause_seconds: float) -> bool:
        """Kill a run from here, once its log has grown and a little more time has passed; whether it still ran."""
        before = len(self.entries())
        with tempfile.TemporaryFile() as said:
            run = self.warm.start(*self.arguments, env=self.environment, stdout=said, stderr=said)
            self._wait_for_entry(run, before)
            time.sleep(pause_seconds)
            run.kill()
            return run.wait() == -signal.SIGKILL

    def _wait_for_entry(self, run: Run, before: int) -> None:
        while run.poll() is None and len(self.entries()) <= before:
            time.sleep(0.0002)

    def is_in_doubt(self) -> bool:
        """Tell whether the newest log entry names a file that is not there."""
        newest = [json.loads(path.read_text()) for path in self.entries()[-1:]]
        return any(not (self.output / path).exists() for entry in newest for path in entry.get("files", {}))

    def lacks_rows_alone(self) -> bool:
        """Tell whether the newest log entry names a file of pages that is there, and one of rows that is not."""
        newest = [json.loads(path.read_text()) for path in self.entries()[-1:]]
        there = {path: (self.output / path).exists() for entry in newest for path in entry.get("files", {})}
        return any(is_warc(path) for path in there) and there == {path: is_warc(path) for path in there}

    def lacks_a_twin(self) -> bool:
        """Tell whether a file of the newest log entry is there without the twin that the entry names."""
        newest = [json.loads(path.read_text()) for path in self.entries()[-1:]]
        files = [(path, file.get("parquet")) for entry in newest for path, file in entry.get("files", {}).items()]
        return any(twin and (self.output / path).exists() > (self.output / twin).exists() for path, twin in files)

    def where_it_stands(self) -> str:
        """Say where the log has come to."""
        if not self.entries():
            return "before the first log entry"
        place = "before its file" if self.is_in_doubt() else "after its file"
        place += ", before the twin" if self.lacks_a_twin() else ""
        return f"log entry {int(self.entries()[-1].stem)}, {place}"

    def finish(self) -> None:
        """Ingest until nothing is owed."""
        for _ in range(5):
            ended = self.warm.run(*self.arguments, env=self.environment)
            assert ended.returncode == 0, ended.stderr
            if "Owed      nothing" in ended.stdout:
                return
        raise AssertionError(f"still owed after five runs: {ended.stdout}")


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def undisturbed(warm: Warm, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The rows of a run that nobody killed."""
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    ended = warm.run(*arguments(output, *SETS, *IN_PROCESS), env=environment)
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


@pytest.mark.parametrize("part", DEATHS)
def test_a_run_that_is_killed_and_run_again_gives_the_same_rows(
    part: str, warm: Warm, environment: dict[str, str], undisturbed: list[str], tmp_path: Path
) -> None:
    number = list(DEATHS).index(part)
    formats = {WITH_TWINS: (PARQUET,), WITH_PAGES: (PAGES,)}.get(part, ())
    killer = Killer(warm, tmp_path / "out", environment, *(IN_PROCESS if number else ()), *formats)
    follower = Follower(killer.output)
    for folder, count, later in DEATHS[part]:
        killer.die(folder, count, later)
        print(f"killed: {killer.where_it_stands()}")
        follower.catch_up()
    if killer.kill_from_outside(PAUSES_SECONDS[number]):
        print(f"killed from outside: {killer.where_it_stands()}")
    follower.catch_up()
    killer.finish()
    follower.catch_up()
    assert settled_rows(killer.output) == undisturbed
    kept = [
        str(path.relative_to(killer.output))
        for path in killer.output.rglob("*.jsonl.gz")
        if path.stat().st_size != VOID_BYTES and "_state" not in path.parts
    ]
    assert sorted(follower.files) == sorted(kept), "a consumer of the manifests sees each file once"
    verified = verify(open_store(f"{killer.output}/_state"), open_store(str(killer.output)), 1)
    assert verified.findings == () and verified.pending == 0
    if part == WITH_TWINS:
        twins = sorted(killer.output.rglob("*.parquet"))
        assert [str(path.relative_to(killer.output)) for path in twins] == sorted(twin_path(path) for path in kept)
        assert sorted(ids_as_parquet(twins)) == sorted(ids_as_json(killer.output / path for path in kept))
    if part == WITH_PAGES:
        assert killer.died_between
        find_pages_of_rows(killer.output)


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_each_row_finds_its_page(
    seed: int, warm: Warm, environment: dict[str, str], undisturbed: list[str], tmp_path: Path
) -> None:
    killer = Killer(warm, tmp_path / "out", environment, *IN_PROCESS, PAGES)
    kill_and_finish(killer, seed, undisturbed)
    find_pages_of_rows(killer.output)


def kill_and_finish(killer: Killer, seed: int, undisturbed: list[str]) -> None:
    """Kill a run at four random moments, let it end, and see that the dataset is whole."""
    rng = random.Random(seed)
    for _ in range(4):
        if killer.kill_from_outside(rng.uniform(0, 0.05)):
            print(f"killed from outside: {killer.where_it_stands()}")
    killer.finish()
    assert settled_rows(killer.output) == undisturbed
    assert verify(open_store(f"{killer.output}/_state"), open_store(str(killer.output)), 1).findings == ()


def find_pages_of_rows(output: Path) -> None:
    """See that each article's row names its page as it came, in a file that a manifest lists."""
    listed = {
        file["path"] for path in output.glob("runs/date=*/*.json") for file in json.loads(path.read_text())["archived"]
    }
    articles = rows(output, "articles")
    for row in articles:
        place = row["fetched"]["warc"]
        assert place["file"] in listed
        found = read_record((output / place["file"]).read_bytes(), place["offset"])
        assert found.kind in ("response", "revisit")
        assert found.headers["WARC-Target-URI"] == row["fetched_url"]
    assert articles


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_the_parquet_is_that_of_the_rows(
    seed: int, warm: Warm, environment: dict[str, str], undisturbed: list[str], tmp_path: Path
) -> None:
    """Verify compares each twin with its file."""
    killer = Killer(warm, tmp_path / "out", environment, *IN_PROCESS, PARQUET)
    kill_and_finish(killer, seed, undisturbed)
    assert newsbeam.files(str(killer.output), format="parquet")


def ids_as_parquet(paths: Iterable[Path]) -> list[str]:
    return [str(id_) for path in paths for id_ in pq.read_table(path.open("rb")).column("id").to_pylist()]


def ids_as_json(paths: Iterable[Path]) -> list[str]:
    return [str(json.loads(line)["id"]) for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_what_waited_for_a_corrected_configuration_is_written_once_however_often_the_run_dies(
    warm: Warm, environment: dict[str, str], undisturbed: list[str], tmp_path: Path
) -> None:
    obeys = Killer(warm, tmp_path / "out", environment, *IN_PROCESS, "web.respect_robots=true")
    ended = warm.run(*obeys.arguments, env=environment)
    assert OWED_AT_THE_END in ended.stdout, ended
    assert len(settled_rows(obeys.output)) == len(undisturbed) - 1
    killer = Killer(warm, tmp_path / "out", environment, *IN_PROCESS)
    for folder, count, later in [(LOG, 1, 0), (LOG, 1, 1), (MANIFESTS, 1, 0)]:
        killer.die(folder, count, later)
        print(f"killed: {killer.where_it_stands()}")
    killer.finish()
    assert without_rights(settled_rows(killer.output)) == without_rights(undisturbed)
    verified = verify(open_store(f"{killer.output}/_state"), open_store(str(killer.output)), 1)
    assert verified.findings == () and verified.pending == 0


def without_rights(lines: list[str]) -> list[str]:
    """Rows but for what robots.txt says of their use: where none is respected, none is asked for."""
    return sorted(json.dumps({**json.loads(line), "rights": None}, sort_keys=True) for line in lines)


def test_the_runs_die_at_all_moments_of_a_commit() -> None:
    deaths = [death for part in DEATHS.values() for death in part]
    assert len(deaths) >= 20
    assert sum(folder == LOG for folder, _, _ in deaths) >= 15
    assert sum((folder, later) == (LOG, 1) for folder, _, later in deaths) >= 3


# Each article is asked for again a second after it was written; the second check is too far off for a test.
ASKED_AGAIN = "revisions.checks=[1s, 1h]"
FIRST_CHECK_SECONDS = 1.2


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_each_change_is_one_later_version(seed: int, warm: Warm, tmp_path: Path) -> None:
    rng = random.Random(seed)
    with served(ROOT / "tests" / "support" / "revised_sample.py") as environment:
        killer = Killer(warm, tmp_path / "out", environment, *IN_PROCESS, ASKED_AGAIN)
        killer.finish()
        first = settled_rows(killer.output)
        time.sleep(FIRST_CHECK_SECONDS)
        killed = sum(killer.kill_from_outside(rng.uniform(0, 0.05)) for _ in range(4))
        killer.finish()
    assert killed, "no run was killed"
    assert settled_rows(killer.output) == first
    (revision,) = rows(killer.output, "revisions")
    assert (revision["version"], revision["previous_version"], revision["significance"]) == (2, 1, "correction")
    (retraction,) = rows(killer.output, "retractions")
    assert retraction["because"] == "notice"
    state, output = open_store(f"{killer.output}/_state"), open_store(str(killer.output))
    assert verify(state, output, 1).findings == ()
    known = read_memory(state, output, 0).rechecks
    written = {row["id"] for row in rows(killer.output, "articles")}
    assert set(known) == written - {retraction["id"]}
    assert {one.id: one.version for one in known.values() if one.version > 1} == {revision["id"]: 2}
    assert all(one.done == 1 for one in known.values()), "each was asked for once"
