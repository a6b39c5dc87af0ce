"""Failures made owed again: what becomes of each, and beside whom."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from dying_store import Died, Dying, Life
from msgspec.structs import replace
from one_shard import NOON, entry, failure

from transforms.errors import StateError
from transforms.pure.net.urls import shard_of
from transforms.records import Entry
from transforms.state.chain import publish_manifests
from transforms.state.changes import Forgotten
from transforms.state.failures import FailedEntry, Wanted, read_failures
from transforms.state.files import CommitFiles, plan_file
from transforms.state.inbox import park, read_inbox
from transforms.state.ledger import read_ledger
from transforms.state.log import ShardLog
from transforms.state.manifests import Manifest, list_published
from transforms.state.memory import FOREVER, Memory
from transforms.state.owner import Owner, open_shard
from transforms.state.reshard import Resharding
from transforms.state.retries import Fate, Retried, Retrying, judge
from transforms.state.settled import SettledIds
from transforms.state.storage import Store, open_store
from transforms.written import written

EARLIER, LATER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "reopened_at", "parked_at", "age_days", "fate"),
    [
        ("2026-11-22", None, None, 0, "failed"),
        ("2026-11-22", None, EARLIER, 0, "failed"),
        ("2026-11-22", EARLIER, None, 0, "failed"),
        ("2026-11-22", NOON, None, 0, "ended"),
        ("2026-11-22", LATER, None, 0, "ended"),
        (FOREVER, None, None, 0, "taken_down"),
        (None, NOON, None, 0, "unparked"),
        (None, NOON, EARLIER, 0, "unparked"),
        (None, NOON, LATER, 0, "owed"),
        (None, None, None, 0, "unparked"),
        ("2026-11-22", None, None, 100, "failed"),
        ("2026-11-22", None, None, 100.1, "too_old"),
        (None, NOON, None, 100.1, "too_old"),
    ],
)
def test_what_is_done_about_a_failure(
    day: str | None, reopened_at: datetime | None, parked_at: datetime | None, age_days: float, fate: Fate
) -> None:
    memory = Memory(
        settled=SettledIds({} if day is None else {"x": day}),
        reopened={} if reopened_at is None else {"x": reopened_at},
    )
    failed = FailedEntry(entry=entry("x"), reason="http_404", failed_at=NOON)
    assert judge(failed, memory, parked_at, NOON + timedelta(days=age_days)) == fate


HOSTS = [f"paper{n}.example" for n in range(6)]
SHARDS = 2


def made(host: str, name: str = "story", at: datetime = NOON) -> Entry:
    return replace(entry(f"{host}/{name}", at), url=f"https://{host}/{name}", title=f"Of {host}")


class Dataset:
    """A state of two shards at which turns fail or write what they owe. `now` is what all clocks show."""

    def __init__(self, root: str) -> None:
        self.state, self.output = open_store(f"memory://{root}/state"), open_store(f"memory://{root}/out")
        self.now, self._turns = NOON, 0

    def owner(self, shard: int) -> Owner:
        self._turns += 1
        return open_shard(
            ShardLog(self.state, shard),
            CommitFiles(self.output),
            pass_id="p",
            attempt=f"a{self._turns}",
            opened_at=self.now,
            clock=lambda: self.now,
        )

    def park(self, *entries: Entry) -> None:
        for one in entries:
            park(self.state, shard_of(one.url, SHARDS), [one])

    def turns(self, kind: str = "failures") -> list[str]:
        """Each shard has a turn, in which all that is owed fails or is written, an hour later; the ids, sorted."""
        self.now += timedelta(hours=1)
        ended = []
        for shard in range(SHARDS):
            owner = self.owner(shard)
            if owed := owner.take_up(1000):
                assert owner.commit(
                    {f"{kind}/date={self.now:%Y-%m-%d}/{owner.attempt}.gz": self._rows(kind, owed)}, {}, {}
                )
            assert owner.leave() is not None
            ended += [one.id for one in owed]
        return sorted(ended)

    def _rows(self, kind: str, owed: list[Entry]) -> tuple[object, bytes]:
        rows = [written(replace(failure(one.id, self.now), entry=one)) for one in owed]
        lines = (
            b"".join(msgspec.json.encode(row) + b"\n" for row in rows) if kind == "failures" else b"{}\n" * len(rows)
        )
        data = gzip.compress(lines)
        outcome = "failed/http_404" if kind == "failures" else "written"
        return plan_file(data, [one.id for one in owed], {outcome: len(owed)}, len(owed)), data

    def failures(self) -> list[FailedEntry]:
        return list(read_failures(self.output, Wanted()).wanted.values())

    def retry(self, state: Store | None = None, some: Iterable[FailedEntry] | None = None) -> Retried:
        retrying = Retrying(state or self.state, self.output, SHARDS, lambda: self.now, at_once=2)
        return retrying.run(self.failures() if some is None else some)

    def publish(self, state: Store | None = None, output: Store | None = None) -> None:
        publish_manifests(state or self.state, output or self.output, SHARDS, uuid4().hex, "0", self.now)

    def manifest(self, path: str) -> Manifest:
        return msgspec.json.decode(self.output.read(path) or b"", type=Manifest)

    def owed(self) -> set[str]:
        return {id_ for shard in range(SHARDS) for id_ in read_ledger(self.state, self.output, shard).owed}

    def totals(self) -> dict[str, int]:
        ledgers = [read_ledger(self.state, self.output, shard) for shard in range(SHARDS)]
        return {
            name: n for ledger in ledgers[1:] for name, n in (ledgers[0].memory.totals + ledger.memory.totals).items()
        }


ALL = sorted(made(host).id for host in HOSTS)


@pytest.fixture
def failed(tmp_path: Path) -> Dataset:
    """A dataset of which one entry of each host has failed."""
    dataset = Dataset(str(tmp_path))
    dataset.park(*map(made, HOSTS))
    assert dataset.turns() == ALL
    return dataset


def ids(failures: Iterable[FailedEntry]) -> list[str]:
    return sorted(one.entry.id for one in failures)


def test_what_failed_is_owed_again_as_it_was_parked_and_from_now_on(failed: Dataset) -> None:
    failed.now += timedelta(days=40)
    assert ids(failed.retry().parked) == ALL
    again = {one.id: one for shard in range(SHARDS) for one in read_inbox(failed.state, shard)}
    assert again == {one.id: replace(one, parked_at=failed.now) for one in map(made, HOSTS)}
    assert failed.turns("articles") == ALL
    assert failed.totals() == {"failed/http_404": 6, "reopened": 6, "written": 6}


def test_a_failure_is_undone_once_and_the_next_one_again(failed: Dataset) -> None:
    for _ in range(3):
        failed.now += timedelta(hours=1)
        assert ids(failed.retry().parked) == ALL
        second = failed.retry()
        assert (second.parked, {fate for _, fate in second.left}) == ([], {"owed"})
        assert failed.turns() == ALL
    failed.now += timedelta(hours=1)
    assert ids(failed.retry().parked) == ALL
    assert failed.turns("articles") == ALL
    last = failed.retry()
    assert (last.parked, {fate for _, fate in last.left}) == ([], {"ended"})
    assert (failed.turns(), failed.owed()) == ([], set())
    assert failed.totals() == {"failed/http_404": 24, "reopened": 24, "written": 6}


def test_looking_says_what_a_retry_would_do_and_changes_nothing(failed: Dataset) -> None:
    retrying = Retrying(failed.state, failed.output, SHARDS, lambda: failed.now)
    failed.now += timedelta(hours=1)
    before = [failed.state.names(f"{kind}/{shard}") for kind in ("log", "inbox") for shard in range(SHARDS)]
    found = retrying.look(failed.failures())
    assert (ids(found.parked), found.left) == (ALL, [])
    assert before == [failed.state.names(f"{kind}/{shard}") for kind in ("log", "inbox") for shard in range(SHARDS)]
    failed.retry()
    found = retrying.look(failed.failures())
    assert (found.parked, {fate for _, fate in found.left}) == ([], {"owed"})


def test_what_was_taken_down_is_not_retried(failed: Dataset) -> None:
    shard = shard_of(HOSTS[0], SHARDS)
    assert failed.owner(shard).commit({}, {}, {}, forgotten=[Forgotten(id=made(HOSTS[0]).id)])
    done = failed.retry()
    assert (ids(done.parked), ids(one for one, _ in done.left)) == (ALL[1:], ALL[:1])
    assert failed.turns("articles") == ALL[1:]


def test_what_is_too_old_is_left(failed: Dataset) -> None:
    failed.now += timedelta(days=101)
    done = failed.retry()
    assert (done.parked, {fate for _, fate in done.left}) == ([], {"too_old"})


class Meddled:
    """A store; before the first creation at a path that begins so, something else happens, as often as is said."""

    at_once = 1

    def __init__(self, store: Store, start: str, happens: Callable[[], object], times: int = 1) -> None:
        self.root, self._store = store.root, store
        self._start, self._happens, self._times = start, happens, times
        self.read, self.head, self.names, self.put = store.read, store.head, store.names, store.put
        self.delete, self.below = store.delete, store.below

    def create(self, path: str, data: bytes) -> None:
        if self._times and path.startswith(self._start):
            self._times -= 1
            self._happens()
        self._store.create(path, data)


@pytest.mark.parametrize("at", ["log/", "inbox/"])
def test_of_two_retries_at_once_each_failure_is_undone_by_one(failed: Dataset, at: str) -> None:
    failed.now += timedelta(hours=1)
    rivals: list[Retried] = []
    done = failed.retry(Meddled(failed.state, at, lambda: rivals.append(failed.retry())))
    assert set(ids(done.parked)) | set(ids(rivals[0].parked)) == set(ALL)
    assert failed.totals()["reopened"] == 6
    assert failed.turns("articles") == ALL
    assert failed.turns() == []


@pytest.mark.parametrize("at", ["log/", "inbox/"])
def test_a_turn_beside_a_retry_costs_nothing(failed: Dataset, at: str) -> None:
    failed.park(made(HOSTS[0], "other"), made(HOSTS[1], "other"))
    failed.now += timedelta(hours=1)
    ended: list[str] = []
    done = failed.retry(Meddled(failed.state, at, lambda: ended.extend(failed.turns("articles"))))
    ended += failed.turns("articles") + failed.turns("articles")
    assert sorted(ended) == sorted([*ALL, made(HOSTS[0], "other").id, made(HOSTS[1], "other").id])
    assert ids(done.parked) == ALL


def test_where_others_commit_all_the_time_it_says_so(failed: Dataset) -> None:
    state = Meddled(
        failed.state, "log/", lambda: [failed.owner(n).commit({}, {"old": ["x"]}, {}) for n in range(2)], 99
    )
    with pytest.raises(StateError, match=r"all the time, so \d entries were not parked; run the command again"):
        failed.retry(state)
    assert ids(failed.retry().parked) == ALL


def test_where_the_state_is_divided_meanwhile_it_says_so(failed: Dataset) -> None:
    def divide() -> None:
        Resharding(failed.state, failed.output, (SHARDS, 3), {}, "0", lambda: failed.now).run()

    with pytest.raises(StateError, match="divided"):
        failed.retry(Meddled(failed.state, "inbox/", divide))


def test_it_is_done_once_wherever_it_is_killed_and_run_again(tmp_path: Path) -> None:
    reopened, listed = [], []
    for operations in range(100):
        dataset, life = Dataset(f"{tmp_path}/{operations}"), Life(operations)
        dataset.park(*map(made, HOSTS))
        dataset.turns()
        dataset.now += timedelta(hours=1)
        state, output = Dying(dataset.state, life), Dying(dataset.output, life)
        try:
            dataset.retry(state)
            dataset.publish(state, output)
            break
        except Died:
            reopened.append(dataset.totals().get("reopened", 0))
        dataset.turns("articles")  # Others come and go.
        dataset.retry()
        dataset.publish()
        dataset.turns("articles")
        dataset.publish()
        assert dataset.totals() == {"failed/http_404": 6, "reopened": 6, "written": 6}
        assert (dataset.owed(), dataset.retry().parked) == (set(), [])
        manifests = [dataset.manifest(path) for path in list_published(dataset.output).values()]
        assert sum((Counter(manifest.settled) for manifest in manifests), Counter()) == dataset.totals()
        listed.append(Counter(file.path for manifest in manifests for file in manifest.files))
    # Before each commit and each inbox file, of two entries at most, at one shard and then at the other; and as it publishes.
    assert reopened[:8] == [0, 2, 2, 3, 3, 5, 5, 6] and set(reopened[8:]) == {6}
    assert all(set(paths.values()) == {1} and len(paths) >= 4 for paths in listed)
