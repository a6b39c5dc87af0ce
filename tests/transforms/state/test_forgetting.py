"""Taking down: rows, failures and what is owed go, the ids stay settled for ever, and nothing else is touched."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from small_dataset import SmallDataset, Stopped, Stopping, address, article_of, entry_of

from transforms.batch import Batch
from transforms.pure.feeds.window import SeenItem, Window
from transforms.pure.net.urls import clean, url_id
from transforms.state.changes import Forgotten
from transforms.state.documents import FeedDocument, SitesDocument, load_feed, load_sites, save_feed, save_sites
from transforms.state.following import Follower
from transforms.state.forgetting import Forgot, Takedown, Target
from transforms.state.memory import MEMORY_DAYS
from transforms.state.twins import twin_path
from transforms.turns import Extracted

_names = itertools.count()


def make(shards: int = 3, with_parquet: bool = False) -> SmallDataset:
    """Articles and failures of two sites in two files of each kind; one entry of each site is owed."""
    made = SmallDataset(f"forget{next(_names)}", shards)
    made.write("valley/a", "hill/x", "valley/b", failed=["valley/lost", "hill/lost"], with_parquet=with_parquet)
    made.write("valley/c", with_parquet=with_parquet)
    made.park("valley/owed", "hill/owed")
    return made


@pytest.fixture
def dataset() -> SmallDataset:
    return make()


def by_url(dataset: SmallDataset, name: str, **stores: object) -> Takedown:
    url = address(name)
    target = Target(ids=frozenset((url_id(url),)))
    return Takedown(dataset.rewriter(**stores), target, url=clean(url), reason="by law")


def by_id(dataset: SmallDataset, name: str) -> Takedown:
    return Takedown(dataset.rewriter(), Target(ids=frozenset((url_id(address(name)),))))


def by_site(dataset: SmallDataset, site: str) -> Takedown:
    return Takedown(dataset.rewriter(), Target(site=site))


ALL = ["hill/x", "valley/a", "valley/b", "valley/c"]


@pytest.mark.parametrize("how", [by_url, by_id])
def test_one_article_goes_and_all_else_stays(dataset: SmallDataset, how: object) -> None:
    assert callable(how)
    before = {path: dataset.output.read(path) for path in dataset.with_rows()}
    done = how(dataset, "valley/a").run()
    assert (done.articles, done.failures, done.owed, done.files) == (1, 0, 0, 1)
    assert done.ids == {url_id(address("valley/a"))}
    assert dataset.rows() == ["hill/x", "valley/b", "valley/c"]
    assert dataset.rows("failures") == ["hill/lost", "valley/lost"]
    untouched = [path for path, data in before.items() if dataset.output.read(path) == data]
    assert len(before) - len(untouched) == 1
    assert dataset.verify().findings == ()


def test_a_row_that_stays_is_the_same_byte_for_byte(dataset: SmallDataset) -> None:
    before = {line for path in dataset.with_rows() for line in dataset.lines(path)}
    by_url(dataset, "valley/a").run()
    after = {line for path in dataset.with_rows() for line in dataset.lines(path)}
    assert after < before
    assert len(before - after) == 1


def test_a_whole_site_goes_with_its_failures_and_what_is_owed(dataset: SmallDataset) -> None:
    done = by_site(dataset, "valley.example").run()
    assert (done.articles, done.failures, done.owed) == (3, 1, 1)
    assert dataset.rows() == ["hill/x"]
    assert dataset.rows("failures") == ["hill/lost"]
    owner = dataset.open(dataset.shard("valley/owed"))
    assert address("valley/owed") not in [entry.url for entry in owner.take_up(99)]
    hill = dataset.open(dataset.shard("hill/owed"))
    assert [entry.url for entry in hill.take_up(99) if "hill" in entry.url] == [address("hill/owed")]
    assert dataset.verify().findings == ()


def test_a_file_of_which_no_row_is_left_is_replaced_by_none(dataset: SmallDataset) -> None:
    files = dataset.with_rows()
    by_url(dataset, "valley/c").run()
    assert len(dataset.with_rows()) == len(files) - 1
    assert dataset.verify().findings == ()


def test_what_would_be_taken_down_is_said_and_nothing_is_changed(dataset: SmallDataset) -> None:
    found = by_site(dataset, "valley.example").find()
    assert (found.articles, found.failures, found.owed) == (3, 1, 1)
    assert dataset.rows() == ALL
    assert by_url(dataset, "valley/nowhere").find() == Forgot(ids=frozenset({url_id(address("valley/nowhere"))}))


def test_nothing_is_taken_down_twice(dataset: SmallDataset) -> None:
    by_url(dataset, "valley/a").run()
    assert by_url(dataset, "valley/a").run() == Forgot()


@pytest.mark.parametrize("days", [0, MEMORY_DAYS + 30])
def test_it_is_never_written_again(dataset: SmallDataset, days: int) -> None:
    """Not under its own id, and not by another way to it; the ids do not age out with a snapshot."""
    by_url(dataset, "valley/a").run()
    dataset.days_pass(days)
    dataset.park("valley/a", "valley/other-way")
    owner = dataset.open(dataset.shard("valley/a"))
    for _ in range(40):  # past a snapshot
        assert owner.commit({}, {}, {})
    again = dataset.open(dataset.shard("valley/a"))
    assert [entry.url for entry in again.take_up(99) if "/a" in entry.url or "other-way" in entry.url] == [
        address("valley/other-way")
    ]
    batch = Batch(again.memory.settled, None, forgotten=again.memory.forgotten)  # type: ignore[arg-type]
    assert batch.add(Extracted(entry_of("valley/other-way"), article_of("valley/a"))) == "dropped/forgotten"


def test_an_address_that_was_never_seen_is_not_written_in_future(dataset: SmallDataset) -> None:
    done = by_url(dataset, "valley/future").run()
    assert (done.articles, done.ids) == (0, {url_id(address("valley/future"))})
    dataset.park("valley/future")
    owner = dataset.open(dataset.shard("valley/future"))
    assert address("valley/future") not in [entry.url for entry in owner.take_up(99)]


def test_an_article_is_found_by_the_entry_that_led_to_it(dataset: SmallDataset) -> None:
    shard = dataset.shard("valley/a")
    owner = dataset.open(shard)
    way = url_id(address("valley/way"))
    assert owner.commit({}, {"duplicate": [way]}, {}, {way: url_id(address("valley/a"))})
    done = by_url(dataset, "valley/way").run()
    assert done.articles == 1
    assert done.ids == {way, url_id(address("valley/a"))}
    assert "valley/a" not in dataset.rows()


def test_rows_that_no_manifest_lists_yet_go_too(dataset: SmallDataset) -> None:
    shard = dataset.shard("valley/new")
    owner = dataset.open(shard)
    batch = Batch(owner.memory.settled, None)  # type: ignore[arg-type]
    batch.add(Extracted(entry_of("valley/new"), article_of("valley/new")))
    assert owner.commit(batch.files("day", lambda k: f"part-p-{shard:05d}-a-{k}.jsonl.gz"), {}, {})
    assert "valley/new" in dataset.rows()
    assert by_site(dataset, "valley.example").run().articles == 4
    assert dataset.rows() == ["hill/x"]


def test_the_parquet_goes_with_it() -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import BufferReader, parquet

    dataset = make(with_parquet=True)
    by_url(dataset, "valley/a").run()
    for path in dataset.paths():
        twin = dataset.output.read(twin_path(path))
        assert twin is not None
        assert parquet.read_table(BufferReader(twin)).num_rows == len(dataset.lines(path))
    assert dataset.verify().findings == ()


def test_the_feeds_documents_and_advice_forget_it(dataset: SmallDataset) -> None:
    ids = {name: url_id(address(name)) for name in ("valley/a", "valley/b")}
    seen = tuple(SeenItem(address(name), id_) for name, id_ in ids.items())
    save_feed(
        dataset.state, 1, "feed", FeedDocument(url="https://valley.example/feed", window=Window(seen=seen, polled=True))
    )
    by_url(dataset, "valley/a").run()
    document = load_feed(dataset.state, 1, "feed", "")
    assert [item.id for item in document.window.seen] == [ids["valley/b"]]
    repeats = load_sites(dataset.state, 0).repeats | {"valley.example": b"1", "hill.example": b"1"}
    save_sites(
        dataset.state, 0, SitesDocument(repeats_version=load_sites(dataset.state, 0).repeats_version, repeats=repeats)
    )
    by_site(dataset, "valley.example").run()
    assert list(load_sites(dataset.state, 0).repeats) == ["hill.example"]


def test_followers_learn_what_was_taken_down_and_are_given_nothing_again(dataset: SmallDataset) -> None:
    root = dataset.output
    before = Follower(root, None)
    position = before.last
    assert len(read(before)) == 4
    by_url(dataset, "valley/a").run()
    after = Follower(root, position)
    assert read(after) == []
    assert list(after.forgotten.values()) == [Forgotten(id=url_id(address("valley/a")), reason="by law")]
    assert len(read(Follower(root, None))) == 3
    assert len(read(Follower(root, 1))) == 1, "a reader who was at the first file goes on with the second"


def read(follower: Follower) -> list[bytes]:
    return [line for _, files in follower.files("articles") for file in files for line in follower.lines(file)]


def operations(with_parquet: bool) -> int:
    """How many operations of a takedown change a store."""
    dataset, clock = make(2, with_parquet), [0]
    by_url(dataset, "valley/a", state=Stopping(dataset.state, clock), output=Stopping(dataset.output, clock)).run()
    dataset.drop()
    return -clock[0]


@pytest.mark.parametrize("after", [False, True], ids=["before it is carried out", "right after"])
@pytest.mark.parametrize("with_parquet", [False, True], ids=["jsonl", "parquet"])
def test_killed_at_any_operation_and_run_again_it_is_whole(after: bool, with_parquet: bool) -> None:
    if with_parquet:
        pytest.importorskip("pyarrow")
    count = operations(with_parquet)
    assert count >= 10
    for n in range(1, count + 1):
        dataset, clock = make(2, with_parquet), [n]
        stores = {
            "state": Stopping(dataset.state, clock, after=after),
            "output": Stopping(dataset.output, clock, after=after),
        }
        position = Follower(dataset.output, None).last
        with pytest.raises(Stopped):
            by_url(dataset, "valley/a", **stores).run()
            raise Stopped  # after the last one
        # Whoever follows the manifests has it, or is told that it went, at any moment.
        between = Follower(dataset.output, position)
        assert read(between) == []
        assert len(read(Follower(dataset.output, None))) in (3, 4)
        dataset.now += timedelta(minutes=1)
        by_url(dataset, "valley/a").run()
        dataset.publish()
        assert dataset.rows() == ["hill/x", "valley/b", "valley/c"], n
        assert dataset.verify().findings == (), n
        told = Follower(dataset.output, position)
        assert read(told) == []
        assert set(told.forgotten) == {url_id(address("valley/a"))}
        owner = dataset.open(dataset.shard("valley/a"))
        assert owner.memory.forgotten == {url_id(address("valley/a"))}
        dataset.drop()
