"""The inbox of a shard: what is parked is owed until it is settled, and a file goes when all its entries are settled."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from noting_store import Noting
from one_shard import NOON, Shard, entry

from transforms.errors import AlreadyExists, Unclear
from transforms.state.inbox import Inbox, park, parked_after, read_box, read_inbox
from transforms.state.log import Deferral
from transforms.state.memory import Memory
from transforms.state.settled import SettledIds
from transforms.state.warm import Box


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


@pytest.fixture
def inbox(shard: Shard) -> Inbox:
    return Inbox(shard.state, shard.number)


def settled(*names: str) -> Memory:
    return Memory(settled=SettledIds(dict.fromkeys(names, "2026-11-22")))


def park_each_minute(shard: Shard, *boxes: str) -> None:
    """Make one inbox file of the names in each string."""
    for names in boxes:
        shard.park(*names.split())
        shard.now += timedelta(minutes=1)


def test_parked_entries_stand_in_one_inbox_file_named_by_time(shard: Shard) -> None:
    shard.park("a", "b")
    (name,) = shard.inbox_names()
    assert name.startswith("20261122T120000")
    assert msgspec.json.decode(shard.state.read(f"inbox/0/{name}") or b"", type=list)[1]["id"] == "b"


def test_parking_gives_the_name_of_the_file_that_holds_the_entries(shard: Shard) -> None:
    assert park(shard.state, 0, [entry("a")]) in shard.inbox_names()


def test_parking_nothing_makes_no_file(shard: Shard) -> None:
    assert park(shard.state, 0, []) is None
    assert shard.inbox_names() == []


class Moody:
    """A store that first gives some answers of its own to a create."""

    root = "moody"

    def __init__(self, *answers: type[Exception]) -> None:
        self.answers, self.paths = list(answers), []

    def create(self, path: str, data: bytes) -> None:
        self.paths.append(path)
        if self.answers:
            raise self.answers.pop(0)(path)


@pytest.mark.parametrize(
    ("answers", "tries"), [((), 1), ((Unclear,), 2), ((Unclear,) * 4, 5), ((AlreadyExists,), 1)], ids=str
)
def test_parking_goes_on_until_the_store_took_it(answers: tuple[type[Exception], ...], tries: int) -> None:
    store = Moody(*answers)
    name = park(store, 0, [entry("a")])  # type: ignore[arg-type]
    assert len(set(store.paths)) == len(store.paths) == tries
    # One whose answer was unclear may not be there: the name is that of the last.
    assert store.paths[-1] == f"inbox/0/{name}"


def test_parking_fails_where_the_store_never_answers() -> None:
    with pytest.raises(Unclear):
        park(Moody(*[Unclear] * 5), 0, [entry("a")])  # type: ignore[arg-type]


def test_a_file_that_is_gone_has_no_entries(shard: Shard) -> None:
    assert read_box(shard.state, 0, "gone.json") == ()


def test_all_that_stands_in_the_inbox_is_read_oldest_first(shard: Shard) -> None:
    park_each_minute(shard, "b", "c a", "b")
    assert [found.id for found in read_inbox(shard.state, 0)] == ["b", "c", "a", "b"]


def test_an_entry_is_taken_up_once_unless_it_is_settled(shard: Shard, inbox: Inbox) -> None:
    park_each_minute(shard, "twice early", "done late twice")
    taken_up = inbox.take_up(settled("done"), 100, NOON)
    assert [found.id for found in taken_up] == ["twice", "early", "late"]
    assert inbox.sighted() == {"twice", "early", "late", "done"}


class Unread:
    """A store that must not be asked."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was asked for")


PARKED = {
    "all are new": ("a b", {}, ["a", "b"]),
    "one is settled": ("a done", {}, ["a"]),
    "one was taken up before": ("a old", {}, ["a"]),
    "one stands twice in it": ("a b a", {}, ["a", "b"]),
    "one is deferred: its owner knows when it is tried": ("a b", {"a": 60}, ["a", "b"]),
}


@pytest.mark.parametrize(("parked", "minutes", "names"), PARKED.values(), ids=PARKED)
def test_what_a_turn_has_parked_it_takes_up_without_reading_it(
    parked: str, minutes: dict[str, int], names: list[str]
) -> None:
    memory = settled("done")
    for id_, n in minutes.items():
        memory.deferred[id_] = Deferral(attempts=1, not_before=NOON + timedelta(minutes=n), reason="timeout")
    inbox = Inbox(Unread(), 0)  # type: ignore[arg-type]
    inbox.take_up_parked("earlier.json", [entry("old")], memory)
    taken_up = inbox.take_up_parked("now.json", [entry(name) for name in parked.split()], memory)
    assert [found.id for found in taken_up] == names
    assert inbox.sighted() == {"old", *parked.split()}


def test_a_file_that_a_turn_has_parked_goes_like_one_that_it_read(shard: Shard, inbox: Inbox) -> None:
    inbox.take_up(Memory(), 100, NOON)
    name = park(shard.state, 0, [entry("a")])
    assert name is not None
    inbox.take_up_parked(name, [entry("a")], Memory())
    assert inbox.vanished([]) == {"a"}
    inbox.sweep({"a"})
    assert inbox.names() == []
    # A second way to it is parked later in the same turn: it is settled, or under way.
    assert inbox.take_up_parked("again.json", [entry("a")], settled("a")) == []


WAITS = {
    "half of them are parked last, half first": ({}, 4, "ab ef"),
    "a file is read whole": ({}, 3, "ab ef"),
    "one is parked first": ({}, 1, "ab"),
    "the newest wait for an hour": ({"e": 60, "f": 60}, 4, "ab cd ef"),
    "the oldest wait for an hour": ({"a": 60, "b": 60}, 4, "ab cd ef"),
    "two may be tried now": ({"e": 0, "f": -1}, 4, "ab ef"),
    "as many as there are": ({}, 99, "ab cd ef"),
}


@pytest.mark.parametrize(("minutes", "at_most", "names"), WAITS.values(), ids=WAITS)
def test_files_are_read_until_enough_entries_need_not_wait(
    shard: Shard, inbox: Inbox, minutes: dict[str, int], at_most: int, names: str
) -> None:
    park_each_minute(shard, "a b", "c d", "e f")
    deferred = {
        id_: Deferral(attempts=1, not_before=NOON + timedelta(minutes=n), reason="timeout")
        for id_, n in minutes.items()
    }
    taken_up = inbox.take_up(Memory(deferred=deferred), at_most, NOON)
    assert "".join(found.id for found in taken_up) == names.replace(" ", "")


def test_what_waits_for_another_configuration_need_not_wait_once_it_is_there(shard: Shard, inbox: Inbox) -> None:
    park_each_minute(shard, "a b", "c d", "e f")
    wait = Deferral(
        attempts=1, not_before=NOON + timedelta(hours=12), reason="blocked_address", refusals=1, terms=("t1",)
    )
    memory = Memory(deferred=dict.fromkeys("abcdef", wait))
    same, other = {"blocked_address": "t1"}, {"blocked_address": "t2"}
    assert len(inbox.take_up(memory, 2, NOON, same)) == 6, "none is ready, so that all files are looked through"
    assert [found.id for found in Inbox(shard.state, 0).take_up(memory, 2, NOON, other)] == ["e", "f"]


def test_a_backlog_hides_nothing_fresh_and_is_taken_up_from_its_beginning(shard: Shard, inbox: Inbox) -> None:
    park_each_minute(shard, *(f"old{n} older{n}" for n in range(9)), "fresh1", "fresh2", "fresh3")
    assert [found.id for found in inbox.take_up(Memory(), 6, NOON)] == [
        *("old0", "older0", "old1", "older1"),
        *("fresh1", "fresh2", "fresh3"),
    ]


@pytest.mark.parametrize(("days", "sighted"), [(29, "abef"), (31, "abcdef")], ids=str)
def test_the_ids_of_old_files_are_sighted_in_each_turn_and_those_that_are_settled_swept(
    shard: Shard, inbox: Inbox, days: int, sighted: str
) -> None:
    park_each_minute(shard, "a b", "c d", "e f")
    later = NOON + timedelta(days=days)
    assert "".join(found.id for found in inbox.take_up(settled("c", "d"), 4, later)) == "abef"
    assert "".join(sorted(inbox.sighted())) == sighted
    inbox.sweep({"c", "d"})
    assert len(inbox.names()) == (3 if "c" not in sighted else 2)


def test_an_entry_that_was_parked_twice_is_as_old_as_it_first_was(shard: Shard, inbox: Inbox) -> None:
    park_each_minute(shard, "a", "b", "a")
    assert [(found.id, found.parked_at) for found in inbox.take_up(Memory(), 99, NOON)] == [
        ("a", NOON),
        ("b", NOON + timedelta(minutes=1)),
    ]


def test_a_file_that_was_read_before_is_not_read_again(shard: Shard) -> None:
    park_each_minute(shard, "a b", "c")
    boxes: dict[str, Box] = {}
    Inbox(shard.state, 0, boxes).take_up(Memory(), 99, NOON)
    assert sorted(boxes) == shard.inbox_names()

    class Listed:
        at_once = 1

        def names(self, folder: str) -> list[str]:
            return shard.state.names(folder)[1:]

    inbox = Inbox(Listed(), 0, boxes)  # type: ignore[arg-type]
    assert [found.id for found in inbox.take_up(Memory(), 99, NOON)] == ["c"]
    assert list(boxes) == shard.inbox_names()[1:], "what is not listed any more is forgotten"


SINCE_LISTED = {
    "nothing": ("", "", "abc"),
    "one was parked: it is left to a later turn": ("d", "", "abc"),
    "one was settled, and its file is gone": ("", "a", "bc"),
    "both": ("d", "c", "ab"),
}


@pytest.mark.parametrize("remembered", [False, True], ids=["read now", "read before"])
@pytest.mark.parametrize(("parked", "gone", "names"), SINCE_LISTED.values(), ids=SINCE_LISTED)
def test_files_that_were_listed_before_are_taken_up_without_another_listing(
    shard: Shard, parked: str, gone: str, names: str, remembered: bool
) -> None:
    park_each_minute(shard, *"abc")
    boxes: dict[str, Box] = {}
    if remembered:
        Inbox(shard.state, 0, boxes).take_up(Memory(), 99, NOON)
    listed = shard.inbox_names()
    park_each_minute(shard, *parked)
    for name in gone:
        shard.state.delete(f"inbox/0/{listed['abc'.index(name)]}")
    state = Noting(shard.state)
    inbox = Inbox(state, 0, boxes, listed)
    assert "".join(found.id for found in inbox.take_up(settled(*gone), 99, NOON)) == names
    assert state.asked["names inbox"] == 0
    assert inbox.vanished(inbox.names()) == (set(gone) if remembered else set()), "and those are settled"
    assert state.asked["names inbox"] == 1, "the older listing serves the first taking up alone"
    inbox.sweep({*names, *gone})
    assert [found.id for found in inbox.take_up(settled(*names, *gone), 99, NOON)] == list(parked)


LEFT = {
    "nothing stood there": ("", "", 99, "", False),
    "all is settled": ("ab", "", 99, "ab", False),
    "all is settled, with what was parked here": ("ab", "c", 99, "abc", False),
    "one is owed": ("ab", "", 99, "a", True),
    "one that was parked here is owed": ("", "c", 99, "", True),
    "one was not taken up": ("abc", "", 1, "ac", True),
}


@pytest.mark.parametrize(("standing", "parked", "at_most", "ended", "lists"), LEFT.values(), ids=LEFT)
def test_an_inbox_of_which_all_is_swept_is_not_listed_again(
    shard: Shard, standing: str, parked: str, at_most: int, ended: str, lists: bool
) -> None:
    park_each_minute(shard, *standing)
    state = Noting(shard.state)
    inbox = Inbox(state, 0, None, shard.inbox_names())
    inbox.take_up(Memory(), at_most, NOON)
    for name in parked:
        inbox.take_up_parked(park(shard.state, 0, [entry(name)]) or "", [entry(name)], Memory())
    inbox.sweep(set(ended))
    by_another = park(shard.state, 0, [entry("later")])
    left = inbox.names_left()
    assert state.asked["names inbox"] == lists
    assert left == (shard.inbox_names() if lists else [])
    assert by_another in shard.inbox_names()


def test_an_inbox_of_which_nothing_was_taken_up_is_listed_at_the_end(shard: Shard) -> None:
    park_each_minute(shard, "a")
    assert Inbox(shard.state, 0, None, []).names_left() == shard.inbox_names()


def test_what_was_not_taken_up_is_owed_too(shard: Shard, inbox: Inbox) -> None:
    park_each_minute(shard, "a b", "c d", "e")
    inbox.take_up(Memory(), 1, NOON)
    assert inbox.still_owed(inbox.names(), {"a", "e"}) == {"b", "c", "d"}
    assert inbox.still_owed(inbox.names()[1:], {"a", "e"}) == {"c", "d"}


def test_what_stood_in_a_file_that_is_gone_has_vanished(shard: Shard, inbox: Inbox) -> None:
    park_each_minute(shard, "a b", "c", "d")
    inbox.take_up(Memory(), 3, NOON)
    first, second, third = inbox.names()
    assert inbox.vanished([first, second, third]) == set()
    assert inbox.vanished([third]) == {"a", "b"}  # The second was not taken up.
    assert inbox.vanished([]) == {"a", "b", "d"}


def test_a_file_goes_when_all_its_entries_are_settled(shard: Shard, inbox: Inbox) -> None:
    park_each_minute(shard, "a b", "c", "d")
    inbox.take_up(Memory(), 3, NOON)
    first, second, _ = inbox.names()
    inbox.sweep({"a", "c", "d"})
    assert inbox.names() == [first, second]  # The second is settled, but this owner has not read it.
    assert inbox.sighted() == {"a", "b"}
    inbox.sweep({"a", "b"})
    assert inbox.names() == [second]


def test_entries_that_were_reopened_stand_in_a_file_that_names_a_commit(shard: Shard) -> None:
    name = park(shard.state, 0, [entry("a")], after=17)
    assert name is not None
    assert parked_after(name) == 17
    assert [parked_after(other) for other in ("20261122T120000000000-3f2a.json", "odd", "")] == [0, 0, 0]
    assert [one.id for one in read_inbox(shard.state, 0)] == ["a"]


@pytest.mark.parametrize("reopened", [True, False])
def test_an_entry_that_was_reopened_is_as_old_as_its_last_parking(shard: Shard, reopened: bool) -> None:
    shard.park("a", "b")
    shard.now = NOON + timedelta(days=29)
    shard.park("a")
    memory = Memory(reopened={"a": NOON} if reopened else {})
    ages = {one.id: one.parked_at for one in Inbox(shard.state, 0).take_up(memory, 100, shard.now)}
    assert ages == {"a": shard.now if reopened else NOON, "b": NOON}
