"""The chain of manifests: each kept file listed once, in a chain that does not fork, with days that are surely complete."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from one_shard import NOON, Shard, rows

from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.pure.feeds.completeness import CompletenessFigure, DayTally
from transforms.row_files import VOID
from transforms.state.chain import append_manifest
from transforms.state.changes import Forgotten, Replaced
from transforms.state.documents import Due, save_due
from transforms.state.files import CommitFiles, Decision, Planned
from transforms.state.log import ShardLog
from transforms.state.manifests import Manifest, current_files, read_newest
from transforms.state.owner import open_shard
from transforms.state.storage import Store

DAY = timedelta(days=1)


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def append(shard: Shard, pass_id: str = "p1", state: Store | None = None, shards: int = 1) -> Manifest | None:
    return append_manifest(
        state or shard.state,
        shard.output,
        shards,
        pass_id=pass_id,
        version="0",
        parked=3,
        owed=1,
        now=shard.now,
    )


def paths(manifest: Manifest | None) -> list[str]:
    return [file.path for file in manifest.files] if manifest else []


def copies(shard: Shard) -> list[Manifest]:
    """What a consumer finds, in order."""
    found = []
    for day in shard.output.names("runs"):
        for name in shard.output.names(f"runs/{day}"):
            data = shard.output.read(f"runs/{day}/{name}")
            assert data is not None
            found.append(msgspec.json.decode(data, type=Manifest))
    return found


def test_a_manifest_lists_each_file_with_its_hash(shard: Shard) -> None:
    path = shard.settle("a", "b")
    manifest = append(shard)
    assert manifest is not None
    (file,) = manifest.files
    assert (file.path, file.rows, file.size) == (path, 2, 3)
    # printf 'a\nb' | sha256sum
    assert file.sha256 == "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"
    assert (manifest.sequence, manifest.follows, manifest.parked, manifest.owed) == (1, None, 3, 1)
    assert manifest.settled == {"written": 2}
    assert manifest.path == "runs/date=2026-11-22/0000000001-p1.json"
    assert copies(shard) == [manifest]


def test_a_manifest_says_how_complete_the_feeds_were_read(shard: Shard) -> None:
    shard.settle("a")
    for number, seen in enumerate((90, 9)):
        days = (DayTally(NOON.date(), seen, 0.5, 1), DayTally(NOON.date() - 30 * DAY, 1, 99.0, 9))
        save_due(shard.state, number, Due(days=days))
    manifest = append(shard, shards=2)
    assert manifest is not None
    since = NOON.date() - 6 * DAY
    assert manifest.completeness == CompletenessFigure(since=since, seen=99, missed=1.0, gaps=2)
    assert copies(shard) == [manifest]


def test_nothing_new_makes_no_manifest(shard: Shard) -> None:
    assert append(shard) is None
    shard.settle("a")
    assert append(shard, "p1") is not None
    assert append(shard, "p2") is None
    assert len(copies(shard)) == 1


def test_each_manifest_lists_what_the_one_before_did_not(shard: Shard) -> None:
    first = shard.settle("a")
    one = append(shard, "p1")
    second, third = shard.settle("b"), shard.settle("c")
    two = append(shard, "p2")
    assert one is not None
    assert two is not None
    assert (paths(one), paths(two)) == ([first], [second, third])
    assert (two.sequence, two.follows) == (2, one.path)
    assert two.settled == {"written": 2}


def test_void_files_are_not_listed(shard: Shard) -> None:
    shard.stop_before_files("a")
    kept = shard.settle("a")
    manifest = append(shard)
    assert paths(manifest) == [kept]
    assert manifest is not None
    assert manifest.settled == {"written": 1}


def test_what_is_in_doubt_is_listed_once_it_is_not(shard: Shard) -> None:
    first = shard.settle("a")
    path = shard.stop_before_files("b")
    one = append(shard, "p1")
    assert paths(one) == [first]
    assert one is not None
    assert one.covered == {"0": 1}
    assert shard.wake_up(path, "b") == "kept"
    assert paths(append(shard, "p2")) == [path]


class Meddling:
    """A store; before the first operation of a kind on a path that begins so, something else happens."""

    at_once = 1

    def __init__(self, store: Store, operation: str, start: str, happens: Callable[[], object]) -> None:
        self.root, self._store = store.root, store
        self._operation, self._start, self._happens = operation, start, happens

    def __getattr__(self, name: str) -> Callable[..., object]:
        def act(path: str, *arguments: bytes) -> object:
            if name == self._operation and path.startswith(self._start):
                self._operation = ""
                self._happens()
            return getattr(self._store, name)(path, *arguments)

        return act


def test_of_two_who_publish_at_once_the_second_lists_what_the_first_did_not(shard: Shard) -> None:
    first = shard.settle("a")
    later: list[str] = []

    def rival() -> None:
        append(shard, "rival")
        later.append(shard.settle("b"))

    manifest = append(shard, "mine", Meddling(shard.state, "create", "manifests/", rival))  # type: ignore[arg-type]
    assert paths(manifest) == later
    assert [(copy.pass_id, paths(copy)) for copy in copies(shard)] == [("rival", [first]), ("mine", later)]
    assert [copy.follows for copy in copies(shard)] == [None, copies(shard)[0].path]


def test_a_publisher_that_stalled_past_the_freeing_of_its_number_takes_the_next(shard: Shard) -> None:
    listed = [shard.settle("a")]

    def others() -> None:
        for n in range(4):
            listed.append(shard.settle(f"b{n}"))
            append(shard, f"rival{n}")
        listed.append(shard.settle("z"))

    append(shard, "p0")
    listed.append(shard.settle("c"))
    manifest = append(shard, "stalled", Meddling(shard.state, "create", "manifests/", others))  # type: ignore[arg-type]
    assert manifest is not None
    assert manifest.sequence == 6
    assert [copy.sequence for copy in copies(shard)] == [1, 2, 3, 4, 5, 6]
    assert sorted(path for copy in copies(shard) for path in paths(copy)) == sorted(listed)


def test_a_slow_reader_does_not_copy_what_stands_under_a_number_that_was_freed(shard: Shard) -> None:
    shard.settle("a")
    append(shard, "p0")

    def others() -> None:
        for n in range(3):
            shard.settle(f"b{n}")
            append(shard, f"rival{n}")
        stray = Manifest(sequence=1, pass_id="stray", made_at=NOON, newsbeam_version="0")
        shard.state.create("manifests/0000000001.json", msgspec.json.encode(stray))

    append(shard, "slow", Meddling(shard.state, "read", "manifests/", others))  # type: ignore[arg-type]
    assert [copy.pass_id for copy in copies(shard)] == ["p0", "rival0", "rival1", "rival2"]


def test_a_kill_between_chain_and_copy_is_mended_by_the_next_publisher(shard: Shard) -> None:
    shard.settle("a")

    class Killed(Exception):
        pass

    def kill() -> None:
        raise Killed

    killed = Meddling(shard.output, "create", "runs/", kill)
    with pytest.raises(Killed):
        append_manifest(shard.state, killed, 1, pass_id="p1", version="0", parked=0, owed=0, now=NOON)  # type: ignore[arg-type]
    assert copies(shard) == []
    assert append(shard, "p2") is None
    assert [copy.pass_id for copy in copies(shard)] == ["p1"]


def test_a_pass_that_publishes_again_finds_its_manifest(shard: Shard) -> None:
    shard.settle("a")
    assert append(shard, "p1") == append(shard, "p1")
    assert len(copies(shard)) == 1


@pytest.mark.parametrize("error", [AlreadyExists, Unclear], ids=["says taken", "does not answer"])
def test_a_lost_answer_to_a_manifest_makes_no_second_one(shard: Shard, error: type[StorageError]) -> None:
    shard.settle("a")

    class Forgetful(Meddling):
        def create(self, path: str, data: bytes) -> None:
            shard.state.create(path, data)
            raise error(path)

    manifest = append(shard, "p1", Forgetful(shard.state, "", "", lambda: None))  # type: ignore[arg-type]
    assert manifest is not None
    assert manifest.sequence == 1
    assert copies(shard) == [manifest]


def test_a_store_that_never_answers_ends_the_publisher(shard: Shard) -> None:
    shard.settle("a")

    class Silent(Meddling):
        def create(self, path: str, data: bytes) -> None:
            raise Unclear(f"{path}: no answer")

    with pytest.raises(Unclear, match=r"^manifests/0000000001.json: no answer$"):
        append(shard, "p1", Silent(shard.state, "", "", lambda: None))  # type: ignore[arg-type]


def test_the_chain_keeps_its_last_two_manifests_and_the_copies_stay(shard: Shard) -> None:
    for n in range(5):
        shard.settle(f"a{n}")
        append(shard, f"p{n}")
    assert shard.state.names("manifests") == ["0000000004.json", "0000000005.json"]
    assert len(copies(shard)) == 5
    last = read_newest(shard.state)
    assert last is not None
    assert last.sequence == 5


def test_a_day_is_complete_once_each_shard_was_opened_after_it(tmp_path: Path) -> None:
    one, two = Shard(str(tmp_path), 0), Shard(str(tmp_path), 1)
    one.settle("a")
    manifest = append(one, "p1", shards=2)
    assert manifest is not None
    assert manifest.complete_through is None  # nobody knows when shard 1 will be opened
    two.settle("b")
    manifest = append(one, "p2", shards=2)
    assert manifest is not None
    assert manifest.complete_through == date(2026, 11, 21)
    one.now = NOON + DAY
    one.settle("c")
    manifest = append(one, "p3", shards=2)
    assert manifest is not None
    assert manifest.complete_through == date(2026, 11, 21)
    # The shards' news need not come in one manifest.
    two.now = NOON + DAY
    two.settle("d")
    manifest = append(two, "p4", shards=2)
    assert manifest is not None
    assert manifest.complete_through == date(2026, 11, 22)


def test_a_stalled_owner_keeps_its_day_open_until_it_is_refused(shard: Shard) -> None:
    shard.settle("a")
    path = shard.stop_before_files("b")
    shard.now = NOON + 3 * DAY
    manifest = append(shard, "p1")
    assert manifest is not None
    assert manifest.complete_through == date(2026, 11, 21)
    shard.settle("c")  # whoever comes next decides, and closes the days before
    manifest = append(shard, "p2")
    assert manifest is not None
    assert manifest.complete_through == date(2026, 11, 24)
    assert shard.wake_up(path, "b") == "void"


def test_a_complete_day_is_never_opened_again(shard: Shard) -> None:
    shard.now = NOON + 5 * DAY
    shard.settle("a")
    assert (append(shard, "p1") or pytest.fail()).complete_through == date(2026, 11, 26)
    # An owner whose turn began before, and who read the log only now.
    late = open_shard(
        ShardLog(shard.state, 0),
        CommitFiles(shard.output),
        pass_id="p",
        attempt="late",
        opened_at=NOON,
        clock=lambda: shard.now,
    )
    assert late.commit({"articles/date=2026-11-27/part-late.jsonl.gz": rows("b")}, {}, {})
    assert (append(shard, "p2") or pytest.fail()).complete_through == date(2026, 11, 26)


def replace_file(shard: Shard, old: str, *names: str, files: CommitFiles | None = None) -> str | None:
    """Replace a file by one with these rows, or by none where no name is given; the new file's path."""
    owner = shard.open(files=files)
    path = shard.path_of(owner) if names else None
    planned, data = rows(*names)
    made = {path: (replace(planned, ids=(), counts={}), data)} if path is not None else {}
    assert owner.commit(
        made, {}, {}, replaces=[Replaced(path=old, by=path, removed=(1,))], forgotten=[Forgotten(id="b")]
    )
    return path


@pytest.mark.parametrize("names", [("a",), ()], ids=["some rows stay", "none stays"])
def test_a_replaced_file_is_listed_and_then_void(shard: Shard, names: tuple[str, ...]) -> None:
    old = shard.settle("a", "b")
    append(shard)
    new = replace_file(shard, old, *names)
    assert shard.output.read(old) == b"a\nb", "until a manifest says so, the rows stand where they stood"
    manifest = append(shard, "p2")
    assert manifest is not None
    assert manifest.files == ()
    assert [file.path for file in manifest.rewritten] == [new] * len(names)
    assert manifest.replaced == (Replaced(path=old, by=new, removed=(1,)),)
    assert manifest.forgotten == (Forgotten(id="b"),)
    assert manifest.settled == {}, "no entry ends by it"
    assert shard.output.read(old) == VOID
    assert list(current_files(copies(shard))) == [new] * len(names)


def test_a_file_stays_whose_replacement_is_void(shard: Shard) -> None:
    old = shard.settle("a", "b")
    append(shard)
    new = replace_file(shard, old, "a", files=_Voiding(shard.output))
    manifest = append(shard, "p2")
    assert manifest is not None
    assert (manifest.rewritten, manifest.replaced) == ((), ())
    assert shard.output.read(old) == b"a\nb"
    assert new is not None
    assert shard.output.read(new) == VOID


class _Voiding(CommitFiles):
    """A rival decides each file before it is published."""

    def publish(self, path: str, planned: Planned, data: bytes) -> Decision:
        self.output.create(path, VOID)
        return super().publish(path, planned, data)


def test_a_kill_before_the_old_file_is_void_is_mended_by_the_next_publisher(shard: Shard) -> None:
    old = shard.settle("a", "b")
    append(shard)
    replace_file(shard, old, "a")

    class Killed:
        root = shard.output.root

        def __getattr__(self, name: str) -> object:
            return getattr(shard.output, name)

        def put(self, path: str, data: bytes) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        append_manifest(shard.state, Killed(), 1, pass_id="p2", version="0", parked=0, owed=0, now=NOON)  # type: ignore[arg-type]
    assert shard.output.read(old) == b"a\nb"
    assert append(shard, "p3") is None
    assert shard.output.read(old) == VOID
