"""The owner of a shard: opening decides, commits are refused to all but one, what is settled is swept."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from one_shard import NOON, Shard, entry, rows

from transforms.errors import StateError, StorageError, Unclear
from transforms.row_files import VOID
from transforms.state.chain import append_manifest
from transforms.state.days import TO_FORGET
from transforms.state.files import CommitFiles, Decision, Planned
from transforms.state.inbox import park
from transforms.state.log import Commit, Deferral, ShardLog
from transforms.state.memory import MEMORY_DAYS, ids_to_renew
from transforms.state.object_store import ObjectStore
from transforms.state.owner import open_shard


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def settled(shard: Shard) -> set[str]:
    return set(shard.open().memory.settled)


def newest(shard: Shard) -> Commit:
    data = shard.state.read(f"log/{shard.number}/{shard.log_names()[-1]}")
    assert data is not None
    return msgspec.json.decode(data, type=Commit)


def cover(shard: Shard, number: int) -> None:
    """Say that a manifest covers all commits up to a number."""
    shard.state.put("manifests/0000000001.json", msgspec.json.encode({"covered": {str(shard.number): number}}))


def test_what_is_parked_is_owed_until_a_commit_settles_it(shard: Shard) -> None:
    shard.park("a", "b")
    assert [entry.id for entry in shard.open().take_up(100)] == ["a", "b"]
    path = shard.settle("a")
    assert shard.output.read(path) == b"a"
    assert [entry.id for entry in shard.open().take_up(100)] == ["b"]


def test_an_entry_that_was_parked_twice_is_owed_once_and_the_oldest_come_first(shard: Shard) -> None:
    shard.now = NOON + timedelta(hours=1)
    shard.park("late", "twice")
    shard.now = NOON
    shard.park("twice", "early")
    assert [entry.id for entry in shard.open().take_up(100)] == ["twice", "early", "late"]


def test_owed_reads_no_more_inbox_files_than_it_needs(shard: Shard) -> None:
    for n in range(5):
        shard.now = NOON + timedelta(minutes=n)
        shard.park(f"a{n}", f"b{n}")
    owner = shard.open()
    assert [entry.id for entry in owner.take_up(3)] == ["a0", "b0", "a4", "b4"]
    assert len(owner.inbox.taken_up) == 2
    assert len(owner.leave().owed) == 10


def test_an_owner_takes_up_what_is_parked_in_its_own_turn(shard: Shard) -> None:
    shard.settle("done")
    owner = shard.open()
    assert owner.take_up(100) == []
    name = park(shard.state, 0, [entry("done"), entry("a")])
    assert name is not None
    assert [found.id for found in owner.take_up_parked(name, [entry("done"), entry("a")])] == ["a"]
    assert owner.commit({"f": rows("a")}, {}, {})
    assert shard.inbox_names() == []


def test_an_inbox_file_goes_when_all_its_entries_are_settled(shard: Shard) -> None:
    shard.park("a", "b")
    shard.settle("a")
    assert len(shard.inbox_names()) == 1
    shard.settle("b")
    assert shard.inbox_names() == []


def test_of_two_owners_one_commits_and_the_other_is_lost_for_good(shard: Shard) -> None:
    shard.park("a")
    one, other = shard.open(), shard.open()
    assert one.commit({"f1": rows("a")}, {}, {})
    assert not other.commit({"f2": rows("a")}, {}, {})
    assert other.lost
    assert not other.commit({}, {"duplicate": ["a"]}, {})
    assert (shard.output.read("f1"), shard.output.read("f2")) == (b"a", None)
    assert shard.log_names() == ["0000000001.json"]


def test_an_owner_commits_several_times_in_a_turn(shard: Shard) -> None:
    owner = shard.open()
    assert owner.commit({"f1": rows("a")}, {}, {})
    assert owner.commit({"f2": rows("b")}, {"moved": ["c"]}, {})
    assert newest(shard).decisions == {"f1": "kept"}
    assert settled(shard) == {"a", "b", "c"}


def test_a_file_that_its_owner_never_published_is_void_and_its_entries_stay_owed(shard: Shard) -> None:
    shard.park("a")
    path = shard.stop_before_files("a")
    assert [entry.id for entry in shard.open().take_up(100)] == ["a"]
    assert shard.output.read(path) == VOID
    # The stalled owner wakes up: it is refused, and knows that its file is void.
    assert shard.wake_up(path, "a") == "void"
    assert shard.output.read(path) == VOID


def test_a_file_that_was_published_before_the_owner_died_is_kept(shard: Shard) -> None:
    shard.park("a")
    path = shard.stop_before_files("a")
    shard.output.create(path, rows("a")[1])
    assert shard.open().take_up(100) == []
    shard.settle("b")
    assert newest(shard).decisions == {path: "kept"}


def test_a_file_that_is_none_of_ours_stops_the_shard(shard: Shard) -> None:
    path = shard.stop_before_files("a")
    shard.output.create(path, b"edited by hand")
    with pytest.raises(StateError, match=r"this file is not the one that its commit names"):
        shard.open()


def test_a_file_that_a_manifest_covers_is_not_voided_when_somebody_deletes_it(shard: Shard) -> None:
    shard.park("a")
    path = shard.settle("a")
    cover(shard, 1)
    shard.output.delete(path)
    with pytest.raises(
        StateError, match=rf"{path}: this file was there when .* and is gone; bring it back from a copy, or run"
    ):
        shard.open()
    assert shard.output.read(path) is None


class Mumbling:
    """A file system that does not say whether a create worked: `works` does it, and `times` are its unclear answers."""

    def __init__(self, shard: Shard, works: bool, times: int) -> None:
        self.store, self.works, self.times = shard.output, works, times

    def pipe_file(self, path: str, data: bytes, mode: str = "overwrite") -> None:
        mumbles, self.times = self.times > 0, self.times - 1
        if self.works or not mumbles:
            try:
                self.store.create(path, data)
            except Exception as error:
                raise FileExistsError(path) from error
        if mumbles:
            raise TimeoutError("no answer")

    def cat_file(self, path: str) -> bytes:
        data = self.store.read(path)
        if data is None:
            raise FileNotFoundError(path)
        return data


@pytest.mark.parametrize(
    ("works", "content"), [(True, b"a"), (False, VOID)], ids=["the answer is lost", "the request is lost"]
)
def test_an_unclear_publish_is_decided_and_the_decision_recorded(shard: Shard, works: bool, content: bytes) -> None:
    mumbling = ObjectStore("mumbling", Mumbling(shard, works, times=1), "")  # type: ignore[arg-type]
    owner = shard.open(files=CommitFiles(mumbling))
    assert owner.commit({"f": rows("a")}, {}, {})
    assert shard.output.read("/f") == content
    assert ("a" in owner.memory.settled) == (content == b"a")


def test_a_store_that_never_answers_is_named(shard: Shard) -> None:
    mumbling = ObjectStore("mumbling", Mumbling(shard, works=False, times=99), "")  # type: ignore[arg-type]
    owner = shard.open(files=CommitFiles(mumbling))
    with pytest.raises(StorageError, match=r"^mumbling/f: the store did not answer 5 times; try again later$"):
        owner.commit({"f": rows("a")}, {}, {})


def test_an_unclear_answer_to_a_commit_ends_the_turn(shard: Shard) -> None:
    class Unsure:
        def __getattr__(self, name: str) -> object:
            return getattr(shard.state, name)

        def create(self, path: str, data: bytes) -> None:
            shard.state.create(path, data)
            raise Unclear(path)

    owner = shard.open(state=Unsure())  # type: ignore[arg-type]
    assert not owner.commit({"f": rows("a")}, {}, {})
    assert owner.lost
    assert shard.output.read("f") is None
    # The commit stands all the same; the next owner finds its file void.
    assert shard.open().memory.decisions == {"f": "void"}


def test_a_number_that_a_compaction_freed_does_not_make_a_commit(shard: Shard) -> None:
    stalled = shard.open()
    owner = shard.open(snapshot_every=2)
    cover(shard, 2)
    for _ in range(4):
        assert owner.commit({}, {}, {})
    assert shard.log_names() == ["0000000003.json", "0000000004.json"]
    assert not stalled.commit({"f": rows("a")}, {}, {})
    assert shard.output.read("f") is None
    assert settled(shard) == set()


def test_a_snapshot_lets_the_log_below_it_go_once_a_manifest_covers_it(shard: Shard) -> None:
    owner = shard.open(snapshot_every=2)
    for n in range(4):
        owner.commit({f"f{n}": rows(f"a{n}")}, {}, {})
    assert len(shard.log_names()) == 4
    cover(shard, 3)
    for n in range(4, 6):
        owner.commit({f"f{n}": rows(f"a{n}")}, {}, {})
    assert shard.log_names() == [f"{number:010d}.json" for number in (4, 5, 6)]
    assert settled(shard) == {f"a{n}" for n in range(6)}


def test_deferrals_survive_a_snapshot(shard: Shard) -> None:
    later = Deferral(attempts=3, not_before=NOON + timedelta(hours=6), reason="http_503")
    owner = shard.open(snapshot_every=2)
    owner.commit({}, {}, {"a": later})
    owner.commit({}, {}, {})
    owner.commit({}, {}, {})
    assert newest(shard).snapshot is None
    assert shard.open().memory.deferred == {"a": later}


@pytest.mark.parametrize(("days", "known"), [(MEMORY_DAYS, True), (MEMORY_DAYS + 1, False)], ids=str)
def test_an_id_is_forgotten_120_days_after_its_last_sighting(shard: Shard, days: int, known: bool) -> None:
    shard.settle("a")
    for day in range(days, days + TO_FORGET):
        shard.now = NOON + timedelta(days=day)
        shard.open(snapshot_every=TO_FORGET + 1).commit({}, {}, {})
    assert ("a" in settled(shard)) is known


def test_nothing_is_forgotten_by_a_clock_that_is_ahead_for_a_day(shard: Shard) -> None:
    for day in range(TO_FORGET):
        shard.now = NOON + timedelta(days=day)
        shard.settle(f"a{day}")
    shard.now = NOON + timedelta(days=400)
    owner = shard.open(snapshot_every=2)
    for _ in range(4):
        owner.commit({}, {}, {})
    assert settled(shard) == {f"a{day}" for day in range(TO_FORGET)}


def test_an_id_that_is_parked_again_is_remembered_from_then_on(shard: Shard) -> None:
    shard.settle("a")
    for day in (60, 120, 180, 240):
        shard.now = NOON + timedelta(days=day)
        shard.park("a")
        owner = shard.open(snapshot_every=2)
        assert owner.take_up(100) == []
        # Two commits: the first sweeps the inbox file, and the sighting must be in it.
        owner.commit({}, {}, {})
        owner.commit({}, {}, {})
        assert shard.inbox_names() == []
    assert shard.open().memory.settled == {"a": (NOON + timedelta(days=240)).strftime("%Y-%m-%d")}


def test_an_article_is_remembered_for_as_long_as_an_alias_of_it_is_seen(shard: Shard) -> None:
    shard.park("alias")
    owner = shard.open()
    owner.take_up(100)
    owner.commit({"f": rows("article", "alias")}, {}, {}, {"alias": "article"})
    for day in (60, 120, 180, 240):
        shard.now = NOON + timedelta(days=day)
        shard.park("alias")
        owner = shard.open(snapshot_every=2)
        owner.take_up(100)
        owner.commit({}, {}, {})
        owner.commit({}, {}, {})
    memory = shard.open().memory
    assert memory.settled == dict.fromkeys(("article", "alias"), (NOON + timedelta(days=240)).strftime("%Y-%m-%d"))
    assert memory.totals["dropped/seen_again"] == 4  # An article is no entry: the ledger does not count it.


def test_an_alias_of_an_old_article_dates_it_anew_and_is_remembered_as_one(shard: Shard) -> None:
    shard.settle("article")
    for day, dropped, aliases in ((100, {"duplicate": ["alias"]}, {"alias": "article"}), (150, {}, {})):
        shard.now = NOON + timedelta(days=day)
        shard.park("alias")
        owner = shard.open(snapshot_every=2)
        owner.take_up(100)
        owner.commit({}, dropped, {}, aliases)
        owner.commit({}, {}, {})
        assert owner.memory.settled["article"] == shard.now.strftime("%Y-%m-%d")


def test_what_is_settled_is_not_owed_again_where_it_stands_in_the_middle_of_a_backlog(shard: Shard) -> None:
    """Its owner died before the file was swept, and no later turn comes so far."""
    for minute, name in enumerate(("first", "settled", "last")):
        shard.now = NOON + timedelta(minutes=minute)
        shard.park(name)
    shard.open().commit({"f": rows("settled")}, {}, {})
    for day in (1, 110, 140, 260):
        shard.now = NOON + timedelta(days=day)
        owner = shard.open(snapshot_every=2)
        assert [found.id for found in owner.take_up(2)] == ["first", "last"]
        owner.commit({}, {}, {})
        owner.commit({}, {}, {})
        assert owner.leave().owed == {"first", "last"}, day


def test_the_aliases_of_what_is_forgotten_are_forgotten_with_it(shard: Shard) -> None:
    shard.open().commit({"f": rows("article", "alias")}, {}, {}, {"alias": "article"})
    for day in range(1, TO_FORGET + 1):
        shard.now = NOON + timedelta(days=MEMORY_DAYS + day)
        shard.open(snapshot_every=TO_FORGET + 1).commit({}, {}, {})
    memory = shard.open().memory
    assert (memory.settled, memory.aliases) == ({}, {})


def test_a_recent_sighting_is_not_written_down_again(shard: Shard) -> None:
    shard.settle("a")
    shard.now = NOON + timedelta(days=5)
    shard.park("a")
    owner = shard.open()
    owner.take_up(100)
    assert ids_to_renew(owner.memory, owner.inbox.sighted(), shard.now) == []
    owner.commit({}, {}, {})
    assert newest(shard).dropped == {}
    assert shard.inbox_names() == []


def test_totals_count_what_was_settled_since_the_state_was_made(shard: Shard) -> None:
    shard.settle("a", "b")
    shard.settle("c")
    owner = shard.open()
    owner.commit({}, {"moved": ["d"]}, {})
    assert shard.open().memory.totals == {"written": 3, "dropped/moved": 1}


def test_rows_belong_in_no_day_before_the_log_was_read(shard: Shard) -> None:
    times = iter([datetime(2026, 11, 23, 0, 0, 5, tzinfo=NOON.tzinfo)])
    began_at = datetime(2026, 11, 22, 23, 59, 50, tzinfo=NOON.tzinfo)
    owner = open_shard(
        ShardLog(shard.state, 0),
        CommitFiles(shard.output),
        pass_id="p",
        attempt="a",
        opened_at=began_at,
        clock=lambda: next(times),
    )
    assert (owner.opened_at.day, owner.read_at.day) == (22, 23)


def test_a_sighting_is_dated_by_its_commit_however_long_ago_the_turn_began(shard: Shard) -> None:
    shard.settle("a")
    shard.now = NOON + timedelta(days=15)
    owner = shard.open()
    shard.now = NOON + timedelta(days=45)
    shard.park("a")
    assert owner.take_up(100) == []
    owner.commit({}, {}, {})
    assert owner.memory.settled == {"a": "2027-01-06"}


def test_entries_whose_inbox_file_vanished_are_named_unless_somebody_settled_them(shard: Shard) -> None:
    shard.park("a", "b")
    (box,) = shard.inbox_names()
    shard.park("c")
    owner = shard.open()
    owner.take_up(100)
    assert owner.leave().missing == []
    shard.settle("c")  # another owner comes, settles, sweeps and goes
    assert owner.leave().missing == []
    shard.state.delete(f"inbox/0/{box}")
    assert owner.leave().missing == ["a", "b"]


def test_entries_that_went_to_a_new_division_of_the_state_are_not_missed(shard: Shard) -> None:
    shard.park("a", "b")
    owner = shard.open()
    owner.take_up(100)
    assert shard.open().close("another-division")
    for name in shard.inbox_names():
        shard.state.delete(f"inbox/0/{name}")
    assert owner.leave().missing == []


def test_what_failed_and_is_reopened_is_owed_once_it_is_parked(shard: Shard) -> None:
    shard.park("a", "b")
    shard.settle("a", "b")
    owner = shard.open()
    assert owner.reopen({"a": NOON})
    assert newest(shard).reopened == {"a": NOON}
    for memory in (owner.memory, shard.open().memory):
        assert (set(memory.settled), memory.reopened, memory.totals["reopened"]) == ({"b"}, {"a": NOON}, 1)
    park(shard.state, 0, [entry("a")], owner.memory.number)
    assert [one.id for one in shard.open().take_up(100)] == ["a"]
    shard.settle("a")
    assert (settled(shard), shard.inbox_names()) == ({"a", "b"}, [])


def test_a_reopening_that_loses_its_number_is_refused(shard: Shard) -> None:
    shard.settle("a")
    owner = shard.open()
    shard.settle("b")
    assert not owner.reopen({"a": NOON})
    assert owner.lost and settled(shard) == {"a", "b"}


def _retried(shard: Shard) -> None:
    """Somebody makes a failure of `a` undone."""
    owner = shard.open()
    assert owner.reopen({"a": NOON})
    park(shard.state, 0, [entry("a")], owner.memory.number)


@pytest.mark.parametrize("taken_up", [True, False])
def test_an_owner_that_does_not_know_of_a_reopening_leaves_its_file_and_has_lost_the_shard(
    shard: Shard, taken_up: bool
) -> None:
    shard.settle("a")
    shard.park("b")
    owner = shard.open()
    if not taken_up:
        owner.take_up(100)
    _retried(shard)
    if taken_up:
        owner.take_up(100)
    assert owner.leave() is None
    assert owner.lost
    assert {one.id for one in shard.open().take_up(100)} == {"a", "b"}


def test_who_knows_of_the_reopening_leaves_as_ever(shard: Shard) -> None:
    shard.settle("a")
    _retried(shard)
    owner = shard.open()
    owner.take_up(100)
    left = owner.leave()
    assert left is not None and left.owed == {"a"}


def test_a_file_from_a_log_that_went_further_is_like_any_other(shard: Shard) -> None:
    shard.settle("a")
    park(shard.state, 0, [entry("a"), entry("b")], after=99)  # the log is that of a copy which was brought back
    owner = shard.open()
    owner.take_up(100)
    left = owner.leave()
    assert left is not None and left.owed == {"b"}


def test_what_was_reopened_elsewhere_and_is_not_parked_yet_is_not_missing(shard: Shard) -> None:
    shard.park("a")
    owner = shard.open()
    owner.take_up(100)
    shard.settle("a")
    assert shard.open().reopen({"a": NOON})
    left = owner.leave()
    assert left is not None and left.missing == []


@pytest.mark.parametrize("gone", [False, True], ids=["void", "deleted"])
def test_a_file_that_is_replaced_while_the_shard_is_opened_stops_nobody(shard: Shard, gone: bool) -> None:
    path = shard.settle("a")
    append_manifest(shard.state, shard.output, 1, pass_id="m", version="0", parked=0, owed=0, now=shard.now)

    class Slow(CommitFiles):
        """Between the reading of the log and that of the file another owner replaces the file."""

        def recheck(self, asked: str, planned: Planned) -> Decision:
            if asked == path:
                assert shard.open().commit({}, {}, {})
                shard.output.put(path, VOID)
                if gone:
                    shard.output.delete(path)
            return super().recheck(asked, planned)

    owner = shard.open(files=Slow(shard.output))
    if gone:  # The log is read again. Void, the file passes for what it is, and the number is taken.
        assert "a" in owner.memory.settled
    assert owner.commit({}, {}, {}) == gone
