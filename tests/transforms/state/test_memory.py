"""What a log says, added up, and what follows from it for the next commit."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from one_shard import NOON, rows

from transforms.errors import StateError
from transforms.state.changes import Forgotten
from transforms.state.log import Commit, Deferral, Log, Snapshot
from transforms.state.memory import (
    FOREVER,
    MEMORY_DAYS,
    Memory,
    add_newer,
    add_up,
    continues,
    ids_to_renew,
    is_commit_due,
    merge,
    next_commit,
    snapshot_of,
    still_owed,
)
from transforms.state.settled import Aliases, SettledIds

TODAY = "2026-11-22"
LATER = Deferral(attempts=1, not_before=NOON + timedelta(hours=1), reason="http_503")


def commit(**fields: object) -> Commit:
    times = {"opened_at": NOON, "committed_at": NOON}
    return Commit(attempt="a", pass_id="p", **(times | fields))  # type: ignore[arg-type]


def numbered(*commits: Commit) -> Log:
    return list(enumerate(commits, start=1))


def unseen(path: str, planned: object) -> None:
    """No file of the newest commit is there yet."""


def test_an_empty_log_says_nothing() -> None:
    memory = add_up([], unseen)
    assert (memory.number, memory.newest, memory.settled, memory.deferred) == (0, None, {}, {})


def test_a_file_counts_by_the_decision_in_the_commit_after_it() -> None:
    kept, _ = rows("a", "a2")
    void, _ = rows("b")
    memory = add_up(
        numbered(
            commit(files={"f1": kept, "f2": void}),
            commit(decisions={"f1": "kept", "f2": "void"}, dropped={"duplicate": ["c"]}),
        ),
        unseen,
    )
    assert memory.settled == {"a": TODAY, "a2": TODAY, "c": TODAY}
    assert memory.totals["dropped/duplicate"] == 1


@pytest.mark.parametrize(
    ("decision", "settled"), [("kept", {"a"}), ("void", set()), (None, set())], ids=["kept", "void", "in doubt"]
)
def test_the_newest_commits_files_are_for_the_reader_to_decide(decision: str | None, settled: set[str]) -> None:
    log = numbered(commit(files={"f": rows("a")[0]}))
    memory = add_up(log, lambda path, planned: decision)  # type: ignore[arg-type, return-value]
    assert set(memory.settled) == settled
    assert memory.decisions == ({"f": decision} if decision else {})


def test_a_commit_without_a_decision_on_the_file_before_it_is_damage() -> None:
    with pytest.raises(
        StateError, match=r"^log entry 2 says nothing of f: the log is damaged, restore it from a copy$"
    ):
        add_up(numbered(commit(files={"f": rows("a")[0]}), commit()), unseen)


def test_a_deferral_ends_when_its_entry_is_settled() -> None:
    log = numbered(commit(deferred={"a": LATER, "b": LATER}), commit(dropped={"moved": ["a"]}))
    assert add_up(log, unseen).deferred == {"b": LATER}


def test_a_snapshot_replaces_all_that_lies_below_it() -> None:
    later = Deferral(attempts=2, not_before=NOON, reason="timeout")
    snapshot = Snapshot(settled={"2026-08-01": ["a"]}, deferred={"b": later}, aliases={"a": "article"})
    memory = add_up([(7, commit(snapshot=snapshot, totals={"written": 9}))], unseen)
    assert (memory.number, memory.settled, memory.deferred) == (7, {"a": "2026-08-01"}, {"b": later})
    assert (memory.totals, memory.aliases) == ({"written": 9}, {"a": "article"})


def test_a_snapshot_makes_forget_what_it_has_forgotten() -> None:
    memory = Memory(
        number=6, newest=commit(), settled=SettledIds({"old": "2026-01-01"}), deferred={"x": LATER}, aliases={"y": "z"}
    )
    newer = commit(snapshot=Snapshot(settled={TODAY: ["a"]}, deferred={}), dropped={"moved": ["b"]})
    add_newer(memory, [(7, newer)], unseen)
    assert (memory.settled, memory.deferred, memory.aliases) == ({"a": TODAY, "b": TODAY}, {}, {})
    assert memory.newest is not None
    assert memory.newest.snapshot is None, "its ids are not remembered twice"


def test_newer_commits_add_up_to_what_the_whole_log_says() -> None:
    kept, _ = rows("a")
    late, _ = rows("d")
    log = numbered(
        commit(files={"f1": kept}, deferred={"x": LATER}),
        commit(decisions={"f1": "kept"}, dropped={"moved": ["b"]}, aliases={"b": "p"}, totals={"written": 1}),
        commit(dropped={"moved": ["x"]}, totals={"written": 1, "dropped/moved": 1}),
        commit(files={"f2": late}, totals={"written": 1, "dropped/moved": 2}),
    )
    for n in range(1, 4):
        memory = add_up(log[:n], lambda path, planned: "kept")
        assert continues(memory, log[n:])
        assert add_newer(memory, log[n:], lambda path, planned: "kept") == add_up(log, lambda path, planned: "kept")


FILE = rows("a")[0]
REMEMBERED = Memory(number=7, newest=commit(files={"f": FILE}), decisions={"f": "kept"})
CONTINUES = {
    "nothing is newer": (REMEMBERED, [], True),
    "nothing at all": (Memory(), [], True),
    "nothing was remembered": (Memory(), [(1, commit())], False),
    "the next one says the same": (REMEMBERED, [(8, commit(decisions={"f": "kept"}))], True),
    "and one behind it": (REMEMBERED, [(8, commit(decisions={"f": "kept"})), (9, commit())], True),
    "the next one says otherwise": (REMEMBERED, [(8, commit(decisions={"f": "void"}))], False),
    "the next one says nothing": (REMEMBERED, [(8, commit())], False),
    "one is missing": (REMEMBERED, [(9, commit(decisions={"f": "kept"}))], False),
    "one is missing between": (REMEMBERED, [(8, commit(decisions={"f": "kept"})), (10, commit())], False),
    "a file was in doubt": (
        Memory(number=7, newest=commit(files={"f": FILE})),
        [(8, commit(decisions={"f": "kept"}))],
        False,
    ),
}


@pytest.mark.parametrize(("memory", "log", "does"), CONTINUES.values(), ids=CONTINUES)
def test_commits_continue_what_is_remembered_without_a_gap_or_they_do_not(memory: Memory, log: Log, does: bool) -> None:
    assert continues(memory, log) is does


def test_an_entry_is_owed_until_somebody_settles_it() -> None:
    memory = Memory(settled=SettledIds({"done": TODAY}), deferred={"later": LATER})
    assert [still_owed(memory, id_) for id_ in ("done", "later", "new")] == [False, True, True]


def days_ago(days: int) -> str:
    return f"{NOON - timedelta(days=days):%Y-%m-%d}"


def test_sightings_are_renewed_after_20_days() -> None:
    memory = Memory(settled=SettledIds({"old": days_ago(21), "young": days_ago(20), "unseen": days_ago(99)}))
    assert ids_to_renew(memory, ["young", "old", "never settled"], NOON) == ["old"]


DUE = {
    "the first commit ever": (None, {}, True),
    "the first of another day": (NOON - timedelta(days=1), {}, True),
    "another one on the same day": (NOON, {}, False),
    "the same day, and an old id was sighted": (NOON, {"a": days_ago(21)}, True),
    "the same day, and a young id was sighted": (NOON, {"a": days_ago(20)}, False),
}


@pytest.mark.parametrize(("opened_at", "settled", "is_due"), DUE.values(), ids=DUE)
def test_one_commit_a_day_is_due_and_one_where_something_was_seen_again(
    opened_at: datetime | None, settled: dict[str, str], is_due: bool
) -> None:
    newest = None if opened_at is None else commit(opened_at=opened_at)
    assert is_commit_due(Memory(newest=newest, settled=SettledIds(settled)), ["a"], NOON, NOON) is is_due


def test_a_snapshot_forgets_ids_after_120_days_and_their_aliases_with_them() -> None:
    memory = Memory(
        settled=SettledIds({"b": days_ago(120), "a": days_ago(120), "old": days_ago(121), "new": TODAY}),
        deferred={"d": LATER},
        aliases=Aliases({"a": "new", "old": "older", "unsettled": "x"}),
    )
    assert snapshot_of(memory, NOON) == Snapshot(
        settled={days_ago(120): ["a", "b"], TODAY: ["new"]}, deferred={"d": LATER}, aliases={"a": "new"}
    )


def test_the_next_commit_says_what_was_found_and_what_was_settled_before() -> None:
    log = numbered(commit(files={"f": rows("a")[0], "g": rows("b")[0]}, dropped={"moved": ["c"]}))
    memory = add_up(log, lambda path, planned: "kept" if path == "f" else "void")
    following = next_commit(memory, commit(dropped={"duplicate": ["d"], "moved": []}), (), 32)
    assert following.decisions == {"f": "kept", "g": "void"}
    assert following.totals == {"written": 1, "dropped/moved": 1}
    assert following.dropped == {"duplicate": ["d"]}
    assert (following.renewed, following.snapshot) == ([], None)


def test_the_next_commit_dates_anew_what_was_sighted_and_the_articles_that_it_led_to() -> None:
    memory = Memory(
        settled=SettledIds(dict.fromkeys(("entry", "article", "page"), days_ago(50))),
        aliases=Aliases({"entry": "article", "other": "x"}),
    )
    following = next_commit(memory, commit(aliases={"new": "page"}), {"entry", "new"}, 32)
    assert following.dropped == {"seen_again": ["entry"]}
    assert following.renewed == ["article", "page"]


@pytest.mark.parametrize(("number", "is_snapshot"), [(0, False), (30, False), (31, True), (32, False), (63, True)])
def test_every_32nd_commit_is_a_snapshot(number: int, is_snapshot: bool) -> None:
    memory = Memory(number=number, settled=SettledIds({"a": TODAY}))
    snapshot = next_commit(memory, commit(), (), 32).snapshot
    assert snapshot == (Snapshot(settled={TODAY: ["a"]}, deferred={}) if is_snapshot else None)


def test_what_was_taken_down_is_remembered_for_ever() -> None:
    kept, _ = rows("gone", "stays")
    log = numbered(commit(files={"f": kept}), commit(decisions={"f": "kept"}, forgotten=[Forgotten(id="gone")]))
    memory = add_up(log, unseen)
    assert (memory.settled, memory.forgotten) == ({"gone": FOREVER, "stays": TODAY}, {"gone"})
    memory.days = [f"2027-05-{day:02}" for day in range(1, 8)]
    later = replace(snapshot_of(memory, NOON + timedelta(days=MEMORY_DAYS + 99)), days=[])
    assert later.settled == {FOREVER: ["gone"]}
    again = add_up(numbered(commit(snapshot=later)), unseen)
    assert (again.settled, again.forgotten) == ({"gone": FOREVER}, {"gone"})


@pytest.mark.parametrize("how", ["dropped", "renewed", "forgotten", "deferred"])
def test_nothing_dates_anew_what_was_taken_down(how: str) -> None:
    then: dict[str, dict[str, object]] = {
        "dropped": {"dropped": {"duplicate": ["gone"]}},
        "renewed": {"renewed": ["gone"]},
        "forgotten": {"forgotten": [Forgotten(id="gone")]},
        "deferred": {"deferred": {"gone": LATER}},
    }
    memory = add_up(numbered(commit(forgotten=[Forgotten(id="gone", reason="by law")]), commit(**then[how])), unseen)
    assert (memory.settled["gone"], memory.deferred) == (FOREVER, {})
    assert ids_to_renew(memory, ["gone"], NOON + timedelta(days=99)) == []


def test_an_entry_that_is_owed_is_dropped_and_forgotten_in_one_commit() -> None:
    memory = add_up(numbered(commit(dropped={"forgotten": ["a"]}, forgotten=[Forgotten(id="a")])), unseen)
    assert memory.settled == {"a": FOREVER}
    assert memory.totals == {"dropped/forgotten": 1}


def test_what_is_reopened_is_not_settled_until_it_ends_again() -> None:
    first = commit(dropped={"http_404": ["a", "b"]}, reopened={"c": NOON})
    undone = NOON + timedelta(seconds=5)
    memory = add_up(numbered(first, commit(reopened={"a": undone})), unseen)
    assert (memory.settled, memory.reopened) == ({"b": TODAY}, {"a": undone, "c": NOON})
    again = add_up(numbered(first, commit(reopened={"a": undone}), commit(dropped={"http_404": ["a"]})), unseen)
    assert (again.settled, again.reopened) == ({"a": TODAY, "b": TODAY}, {"a": undone, "c": NOON})
    assert again.totals == {"dropped/http_404": 1}, "the totals of a commit stand in the next one"


def test_a_commit_that_settles_and_reopens_an_id_leaves_it_owed() -> None:
    assert add_up(numbered(commit(renewed=["a"], reopened={"a": NOON}, deferred={"b": LATER})), unseen).settled == {}


def test_what_was_reopened_is_remembered_for_longer_than_that_it_was_settled() -> None:
    memory = Memory(reopened={"old": NOON, "new": NOON + timedelta(days=1)}, settled=SettledIds({"old": TODAY}))
    for days, remembered in ((120, {"old", "new"}), (122, {"old", "new"}), (122.5, {"new"}), (124, set())):
        assert snapshot_of(memory, NOON + timedelta(days=days)).reopened.keys() == remembered
    assert snapshot_of(memory, NOON + timedelta(days=121)).settled == {}


def test_a_snapshot_brings_back_what_was_reopened() -> None:
    snapshot = Snapshot(settled={}, deferred={}, reopened={"a": NOON})
    assert add_up(numbered(commit(reopened={"b": NOON}), commit(snapshot=snapshot)), unseen).reopened == {"a": NOON}


EARLIER = NOON - timedelta(hours=1)


@pytest.mark.parametrize(
    ("own", "other", "settled", "reopened"),
    [
        (Memory(settled=SettledIds({"a": TODAY})), Memory(), {TODAY: ["a"]}, {}),
        (
            Memory(settled=SettledIds({"a": TODAY})),
            Memory(settled=SettledIds({"a": "2026-11-23"})),
            {"2026-11-23": ["a"]},
            {},
        ),
        (Memory(reopened={"a": NOON}), Memory(settled=SettledIds({"a": TODAY})), {}, {"a": NOON}),
        (
            Memory(reopened={"a": NOON}),
            Memory(reopened={"a": EARLIER}, settled=SettledIds({"a": TODAY})),
            {},
            {"a": NOON},
        ),
        (
            Memory(reopened={"a": NOON}, settled=SettledIds({"a": TODAY})),
            Memory(reopened={"a": EARLIER}),
            {TODAY: ["a"]},
            {"a": NOON},
        ),
        (
            Memory(reopened={"a": NOON}, settled=SettledIds({"a": TODAY})),
            Memory(reopened={"a": NOON}),
            {TODAY: ["a"]},
            {"a": NOON},
        ),
    ],
)
def test_of_several_memories_those_count_that_know_of_the_last_reopening(
    own: Memory, other: Memory, settled: dict[str, list[str]], reopened: dict[str, datetime]
) -> None:
    for memories in ([own, other], [other, own]):
        merged = merge(memories, NOON + timedelta(days=1))
        assert (merged.settled, merged.reopened) == (settled, reopened)


def test_a_reopening_that_one_shard_has_forgotten_already_says_nothing() -> None:
    day = NOON + timedelta(days=123)
    ended = Memory(settled=SettledIds({"a": day.strftime("%Y-%m-%d")}))
    assert merge([ended, Memory(reopened={"a": NOON})], day).settled == {day.strftime("%Y-%m-%d"): ["a"]}


def test_merging_keeps_aliases_and_forgets_what_a_snapshot_would() -> None:
    first = Memory(settled=SettledIds({"a": "2026-01-01", "b": TODAY}), aliases=Aliases({"b": "c"}))
    merged = merge([first, Memory(aliases=Aliases({"d": "e"}))], NOON)
    assert (merged.settled, merged.aliases, merged.deferred) == ({TODAY: ["b"]}, {"b": "c", "d": "e"}, {})


def test_merging_forgets_nothing_that_stands_in_an_inbox_nor_what_it_led_to() -> None:
    old = SettledIds(dict.fromkeys(["seen", "its article", "forgotten"], "2026-01-01"))
    known = Memory(settled=old, aliases=Aliases({"seen": "its article"}))
    assert merge([known], NOON, {"seen"}).settled == {"2026-01-01": ["its article", "seen"]}
