"""Putting files together: the same rows in fewer files, for whoever reads or follows; and nothing that is not over is touched."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from small_dataset import SmallDataset, Stopped, Stopping

from transforms.state.compacting import Compacted, Compaction, compact, find_groups
from transforms.state.following import Follower
from transforms.state.manifests import KeptFile
from transforms.state.retention import RetentionOptions
from transforms.state.twins import twin_path
from transforms.state.verification import verify

_names = itertools.count()
NAMES = ["a", "b", "c", "d", "e", "f"]
ALL = [f"valley/{name}" for name in NAMES]


def make(shards: int = 1, days_after: float = 3, with_parquet: bool = False) -> SmallDataset:
    """Six articles in five files of one day, with failures; then some days pass, and each shard was opened since."""
    made = SmallDataset(f"compact{next(_names)}", shards)
    made.write("a", "b", failed=["x"], with_parquet=with_parquet)
    for name in NAMES[2:]:
        made.write(name, failed=[f"x{name}"], with_parquet=with_parquet)
    made.days_pass(days_after)
    for shard in range(shards):
        assert made.open(shard).commit({}, {}, {})
    made.publish()
    return made


@pytest.fixture
def dataset() -> SmallDataset:
    return make()


def run(dataset: SmallDataset, **options: object) -> Compacted:
    return compact(dataset.rewriter(job="compact"), Compaction(**options))  # type: ignore[arg-type]


def read(dataset: SmallDataset, since: int | None = None) -> list[str]:
    """What a follower is given behind a position."""
    follower = Follower(dataset.output, since)
    lines = [line for _, files in follower.files("articles") for file in files for line in follower.lines(file)]
    return [line.split(b'"url":"https://valley.example/')[1][:1].decode() for line in lines]


@pytest.mark.parametrize("with_zstd", [False, True], ids=["gzip", "zstd"])
def test_a_days_files_become_one(dataset: SmallDataset, with_zstd: bool) -> None:
    before = {
        line for kind in ("articles", "failures") for path in dataset.with_rows(kind) for line in dataset.lines(path)
    }
    done = run(dataset, with_zstd=with_zstd)
    assert (done.before, done.after, done.deleted) == (10, 2, 10)
    for kind, rows in (("articles", 6), ("failures", 5)):
        (path,) = dataset.paths(kind)
        assert path.endswith(".jsonl.zst" if with_zstd else ".jsonl.gz")
        assert len(dataset.lines(path)) == rows
    assert before == {
        line for kind in ("articles", "failures") for path in dataset.with_rows(kind) for line in dataset.lines(path)
    }, "byte for byte"
    assert dataset.verify().findings == ()
    assert run(dataset, with_zstd=with_zstd) == Compacted(), "there is nothing left to be done"


@pytest.mark.parametrize("since", range(6))
def test_who_follows_misses_nothing_and_is_given_nothing_again(dataset: SmallDataset, since: int) -> None:
    run(dataset)
    assert read(dataset, since) == (NAMES if since == 0 else NAMES[since + 1 :])
    assert read(dataset) == NAMES


@pytest.mark.parametrize(("days", "files"), [(0, 5), (1, 5), (2, 1), (3, 1)], ids=str)
def test_a_day_is_left_alone_until_it_ended_a_day_ago(days: float, files: int) -> None:
    dataset = make(days_after=days)
    run(dataset)
    assert len(dataset.paths()) == files


def test_a_day_is_ended_where_no_ingest_has_done_so() -> None:
    dataset = SmallDataset(f"compact{next(_names)}", 2)
    dataset.write("a")
    dataset.write("b")
    dataset.days_pass(9)
    owner = dataset.open(
        dataset.shard("a")
    )  # It was opened now, and may add to today; to the day of its rows it cannot.
    done = run(dataset)
    assert (done.before, done.after) == (2, 1)
    assert not owner.commit({}, {}, {}), "somebody else had the shard meanwhile"


def test_each_shard_puts_its_own_files_together() -> None:
    dataset = SmallDataset(f"compact{next(_names)}", 3)
    for n in range(4):
        dataset.write(*(f"{site}/{n}" for site in ("valley", "hill", "coast", "isle", "town")))
    dataset.days_pass(3)
    for shard in range(3):
        assert dataset.open(shard).commit({}, {}, {})
    rows, shards = dataset.rows(), {dataset.shard(row) for row in dataset.rows()}
    run(dataset)
    assert dataset.rows() == rows
    assert len(dataset.paths()) == len(shards) > 1
    assert dataset.verify().findings == ()


def file(path: str, size: int) -> KeptFile:
    return KeptFile(path=path, rows=1, size=size, sha256="")


DAY, NEXT, NOT_OVER = "articles/date=2026-11-20", "articles/date=2026-11-21", "articles/date=2026-11-22"
GROUPS: dict[str, tuple[list[tuple[str, int]], bool, list[str]]] = {
    "few small ones": ([(f"{DAY}/a.jsonl.gz", 10), (f"{DAY}/b.jsonl.gz", 10)], False, ["ab"]),
    "one alone": ([(f"{DAY}/a.jsonl.gz", 10)], False, []),
    "two days": ([(f"{DAY}/a.jsonl.gz", 10), (f"{NEXT}/b.jsonl.gz", 10)], False, []),
    "a day that is not over": (
        [("articles/date=2026-11-22/a.jsonl.gz", 1), ("articles/date=2026-11-22/b.jsonl.gz", 1)],
        False,
        [],
    ),
    "two kinds": ([(f"{DAY}/a.jsonl.gz", 10), ("failures/date=2026-11-20/b.jsonl.gz", 10)], False, []),
    "hours": (
        [(f"{DAY}/hour=01/a.jsonl.gz", 1), (f"{DAY}/hour=02/b.jsonl.gz", 1), (f"{DAY}/hour=01/c.jsonl.gz", 1)],
        False,
        ["ac"],
    ),
    "a large one between": (
        [(f"{DAY}/a.jsonl.gz", 10), (f"{DAY}/b.jsonl.gz", 51), (f"{DAY}/c.jsonl.gz", 10)],
        False,
        ["ac"],
    ),
    "more than fit": ([(f"{DAY}/{name}.jsonl.gz", 40) for name in "abcde"], False, ["ab", "cd"]),
    "one alone, to zstd": ([(f"{DAY}/a.jsonl.gz", 99)], True, ["a"]),
    "one that is zstd": ([(f"{DAY}/a.jsonl.zst", 10)], True, []),
    "both": ([(f"{DAY}/a.jsonl.zst", 10), (f"{DAY}/b.jsonl.gz", 10)], True, ["ab"]),
}


@pytest.mark.parametrize(("files", "with_zstd", "names"), GROUPS.values(), ids=GROUPS)
def test_what_is_put_together(files: list[tuple[str, int]], with_zstd: bool, names: list[str]) -> None:
    options = Compaction(file_bytes=100, with_zstd=with_zstd)
    groups = find_groups([file(*one) for one in files], date(2026, 11, 21), options)
    assert ["".join(one.path.rpartition("/")[2][0] for one in group) for group in groups] == names


def test_large_days_become_several_files() -> None:
    dataset = make()
    size = max(len(dataset.output.read(path) or b"") for path in dataset.paths())
    run(dataset, file_bytes=2 * size + 10)
    assert 1 < len(dataset.paths()) < 5
    assert read(dataset) == NAMES
    assert dataset.verify().findings == ()


def test_the_parquet_is_put_together_too() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    from pyarrow import BufferReader

    dataset = make(with_parquet=True)
    run(dataset)
    (path,) = dataset.paths()
    (day,) = dataset.output.names("parquet/articles")
    assert dataset.output.names(f"parquet/articles/{day}") == [twin_path(path).rpartition("/")[2]]
    table = parquet.read_table(BufferReader(dataset.output.read(twin_path(path))))
    assert [url[-1] for url in table["url"].to_pylist()] == NAMES
    assert dataset.verify().findings == ()


KEPT = {
    "for ever": (RetentionOptions(), 300, 5, 5),
    "articles not yet too old": (RetentionOptions(articles_days=30), 30, 5, 5),
    "articles too old": (RetentionOptions(articles_days=30), 31, 0, 5),
    "failures too old": (RetentionOptions(articles_days=90, failures_days=30), 31, 5, 0),
    "both": (RetentionOptions(articles_days=2, failures_days=2), 4, 0, 0),
}


@pytest.mark.parametrize(("retention", "days", "articles", "failures"), KEPT.values(), ids=KEPT)
def test_what_is_older_than_is_kept_is_dropped(
    retention: RetentionOptions, days: float, articles: int, failures: int
) -> None:
    dataset = make(days_after=days)
    done = run(dataset, retention=retention, file_bytes=1)
    assert (len(dataset.paths()), len(dataset.paths("failures"))) == (articles, failures)
    assert (done.dropped_files, done.dropped_rows) == (
        10 - articles - failures,
        (0 if articles else 6) + (0 if failures else 5),
    )
    assert dataset.verify().findings == ()
    assert read(dataset) == (NAMES if articles else [])


def test_a_clock_that_is_ahead_drops_nothing() -> None:
    """A year later by the clock alone; a day after that the same clock is believed, since two days of work say so."""
    dataset = make()
    retention = RetentionOptions(articles_days=30, failures_days=30)
    dataset.days_pass(400)
    done = run(dataset, retention=retention, file_bytes=1)
    assert (done.dropped_files, done.days_ahead) == (0, 400)
    assert read(dataset) == NAMES
    dataset.days_pass(1)
    done = run(dataset, retention=retention, file_bytes=1)
    assert (done.dropped_files, done.days_ahead) == (10, 0)


def test_what_was_dropped_is_not_fetched_again() -> None:
    dataset = make(days_after=9)
    run(dataset, retention=RetentionOptions(articles_days=2))
    dataset.park(*NAMES)
    assert dataset.open(0).take_up(99) == []


@pytest.mark.parametrize("after", [False, True], ids=["before it is carried out", "right after"])
@pytest.mark.parametrize("with_parquet", [False, True], ids=["jsonl", "parquet"])
def test_killed_at_any_operation_and_run_again_it_is_whole(after: bool, with_parquet: bool) -> None:
    if with_parquet:
        pytest.importorskip("pyarrow")
    options = Compaction(retention=RetentionOptions(failures_days=2))
    n, killed = 0, True
    while killed:
        n += 1
        dataset, clock = make(2, 4, with_parquet), [n]
        state, output = (Stopping(store, clock, after=after) for store in (dataset.state, dataset.output))
        try:
            compact(dataset.rewriter(state, output, "compact"), options)
            killed = False
        except Stopped:
            pass
        assert read(dataset) == NAMES, "whoever follows the manifests reads each row once, at any moment"
        assert [read(dataset, since) for since in (1, 3)] == [NAMES[2:], NAMES[4:]]
        assert set(dataset.rows()) == set(ALL), "no row is missing in the folders either"
        dataset.now += timedelta(minutes=1)
        compact(dataset.rewriter(job="compact"), options)
        assert dataset.rows() == ALL, n
        assert len(dataset.with_rows()) == 1, "a file of which the killed one had only said that it will come is void"
        assert dataset.with_rows("failures") == []
        assert dataset.verify().findings == (), n
        assert [read(dataset, since) for since in (None, 1, 5)] == [NAMES, NAMES[2:], []]
        dataset.drop()
    assert n > 20


def test_a_dataset_that_is_compacted_while_it_is_verified_is_sound(dataset: SmallDataset) -> None:
    """The manifests are read, then somebody puts files together, then the files are read."""

    class Slow:
        at_once = 1
        compacted = 0

        def __getattr__(self, name: str) -> object:
            return getattr(dataset.output, name)

        def read(self, path: str) -> bytes | None:
            if path.startswith("articles/") and not self.compacted:
                self.compacted = run(dataset).after
            return dataset.output.read(path)

    slow = Slow()
    assert verify(dataset.state, slow, 1).findings == ()  # type: ignore[arg-type]
    assert slow.compacted == 2


def test_pages_that_are_older_than_is_kept_go_and_rows_stay() -> None:
    made = SmallDataset(f"compact{next(_names)}", 2)
    made.write("valley/a", "hill/x", with_pages=True)
    made.days_pass(20)
    made.write("valley/b", with_pages=True)
    made.days_pass(11)
    for shard in range(2):
        assert made.open(shard).commit({}, {}, {})
    made.publish()
    rows, pages = made.paths(), made.paths("warc")
    done = run(made, retention=RetentionOptions(articles_days=90, pages_days=30), file_bytes=1)
    assert (done.dropped_archives, done.dropped_pages, done.dropped_files) == (len(pages) - 1, 2, 0)
    assert made.paths("warc") == pages[-1:] and made.paths() == rows
    assert verify(made.state, made.output, 2).findings == ()
    again = run(made, retention=RetentionOptions(pages_days=30), file_bytes=1)
    assert again.dropped_archives == 0


def test_whoever_is_killed_as_pages_are_dropped_runs_it_again() -> None:
    for after, at in itertools.product((False, True), range(1, 30)):
        made = SmallDataset(f"compact{next(_names)}")
        made.write("a", "b", with_pages=True)
        made.days_pass(31)
        assert made.open(0).commit({}, {}, {})
        made.publish()
        clock, options = [at], Compaction(retention=RetentionOptions(pages_days=30))
        stores = {name: Stopping(getattr(made, name), clock, after=after) for name in ("state", "output")}
        try:
            compact(made.rewriter(job="compact", **stores), options)
        except Stopped:
            compact(made.rewriter(job="compact"), options)
        assert made.paths("warc") == [] and read(made) == ["a", "b"]
        assert verify(made.state, made.output, 1).findings == ()
        is_over = clock[0] > 0
        made.drop()
        if is_over:
            break
    else:
        pytest.fail("it was never run to its end")
