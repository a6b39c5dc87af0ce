"""The step that writes: when a turn commits, what stands in the commits, and what is due after it."""

from __future__ import annotations

import gzip
import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from captured_pages import capture_of
from one_shard import NOON, Shard, article, entry, failure
from steps import now, set_now, through

from transforms.batch import WriteOptions
from transforms.captures import CapturedAnswer
from transforms.polling import has_nothing_to_do
from transforms.state.documents import Due, listing_hash, load_due, load_sites
from transforms.state.log import Commit, Deferral, read_log
from transforms.state.waits import Wait
from transforms.state.warm import WarmShards
from transforms.turns import Began, Deferred, Dropped, Ended, Extracted, Failed, Pulse, Turn
from transforms.warc.options import NO_WARC, WarcOptions
from transforms.warc.reading import read_asides
from transforms.web.terms import terms_hash
from transforms.write import Writer, WriteRecords

_roots = itertools.count()


class Desk:
    """A turn at a shard in memory, with its writer."""

    def __init__(self, options: WriteOptions | None = None, warc: WarcOptions = NO_WARC) -> None:
        self.shard, self.warc = Shard(f"write{next(_roots)}"), warc
        self.options = options or WriteOptions()
        self.begin()

    def begin(self, listed: list[str] | None = None) -> None:
        """Begin another turn; `listed` are the inbox files as they were before it."""
        self.turn = Turn(self.shard.open(listed=listed), "p1", NOON + timedelta(days=9), Due(), self.shard.now)
        self.writer = Writer(self.turn, self.options, "1.2", lambda: self.shard.now, self.warc)

    def open(self, *names: str) -> None:
        """Make entries owed, and begin a turn that takes them up."""
        self.shard.park(*names)
        self.begin()
        self.turn.owner.take_up(1000)

    def take(self, *elements: Any, seconds: float = 0.0) -> None:
        for element in elements:
            self.shard.now += timedelta(seconds=seconds)
            self.writer.take(element)

    def end(self) -> None:
        self.take(Ended(self.turn))

    def commits(self) -> list[Commit]:
        return [commit for _, commit in read_log(self.shard.state, 0)]

    def lines(self, commit: Commit) -> dict[str, list[str]]:
        """The ids in each file of a commit, by the file's folder."""
        found: dict[str, list[str]] = {}
        for path in commit.files:
            rows = gzip.decompress(self.shard.output.read(path) or b"").splitlines()
            found[path.rpartition("/")[0]] = [json.loads(row)["id"] for row in rows]
        return found

    def owed(self) -> set[str]:
        inbox, memory = self.turn.owner.inbox, self.turn.owner.memory
        return inbox.still_owed(inbox.names(), memory.settled)


def extracted(name: str) -> Extracted:
    return Extracted(entry(name), article(name))


def deferred(name: str, seconds: float = 600) -> Deferred:
    return Deferred(name, Deferral(attempts=1, not_before=NOON + timedelta(seconds=seconds), reason="timeout"))


def test_a_turn_commits_all_that_it_made_at_its_end() -> None:
    desk = Desk()
    desk.open("a", "b", "c", "d")
    desk.take(extracted("a"), Failed("b", failure("b")), Dropped("c", "moved"), deferred("d"))
    assert desk.commits() == [] and desk.writer.holds_rows
    desk.end()
    (commit,) = desk.commits()
    assert desk.lines(commit) == {"articles/date=2026-11-22": ["a"], "failures/date=2026-11-22": ["b"]}
    assert (commit.dropped, list(commit.deferred)) == ({"moved": ["c"]}, ["d"])
    assert desk.owed() == {"d"} and not desk.writer.holds_rows


def test_rows_say_which_pass_and_version_wrote_them() -> None:
    desk = Desk()
    desk.open("a")
    desk.take(extracted("a"))
    desk.end()
    (path,) = desk.commits()[0].files
    assert path.startswith("articles/date=2026-11-22/part-p1-00000-") and path.endswith("-00000.jsonl.gz")
    row = json.loads(gzip.decompress(desk.shard.output.read(path) or b""))
    assert row["run"] == {"id": "p1", "newsbeam_version": "1.2"}


def test_feeds_that_failed_are_written_and_counted_apart() -> None:
    desk = Desk()
    desk.open("a")
    desk.take(Failed(None, failure(None, reason="not_a_feed")), Failed(None, failure(None)))
    assert desk.writer.holds_rows
    desk.take(extracted("a"))
    desk.end()
    (first,) = desk.commits()
    assert desk.lines(first)["failures/date=2026-11-22"] == [None, None]
    counts = [planned.counts for path, planned in first.files.items() if path.startswith("failures")]
    assert counts == [{"poll_failed/not_a_feed": 1, "poll_failed/http_404": 1}]


def test_rows_wait_no_longer_than_the_options_say() -> None:
    desk = Desk(WriteOptions(commit_seconds=60))
    desk.open("a", "b", "c")
    desk.take(Pulse(), seconds=600)
    desk.take(extracted("a"))
    desk.take(Pulse(), seconds=59)
    assert len(desk.commits()) == 0, "a row waits from when it came, however long ago the turn began"
    desk.take(extracted("b"), seconds=1)
    assert len(desk.commits()) == 1
    desk.take(Pulse(), seconds=600)  # nothing waits, so nothing is committed
    desk.take(extracted("c"), seconds=1)
    assert len(desk.commits()) == 1
    desk.end()
    assert [ids for commit in desk.commits() for ids in desk.lines(commit).values()] == [["a", "b"], ["c"]]


def refusal(name: str, hours: int, terms: str = "t1") -> Deferred:
    at = NOON + timedelta(hours=hours)
    return Deferred(name, Deferral(attempts=1, not_before=at, reason="http_403", refusals=1, terms=(terms,)))


def test_the_advice_says_what_waits_long_and_on_which_terms() -> None:
    desk = Desk()
    desk.open("a", "b", "c")
    desk.turn.terms = {"http_403": "t1"}
    desk.take(refusal("a", 13), refusal("b", 12), deferred("c"))
    desk.end()
    due = load_due(desk.shard.state, 0)
    assert (due.owed, due.next_try, due.terms) == (3, NOON + timedelta(seconds=600), terms_hash(desk.turn.terms))
    assert due.waits == [Wait(reason="http_403", entries=2, next_try=NOON + timedelta(hours=12))]


def test_what_waits_on_other_terms_may_be_tried_at_once() -> None:
    """The turn may have ended before it came to it."""
    desk = Desk()
    desk.open("a", "b")
    desk.turn.terms = {"http_403": "t2"}
    desk.take(refusal("a", 13), refusal("b", 12, "t2"))
    desk.end()
    due = load_due(desk.shard.state, 0)
    assert (due.next_try, [wait.entries for wait in due.waits]) == (desk.shard.now, [1])


def test_where_nothing_waits_long_the_advice_names_no_terms() -> None:
    desk = Desk()
    desk.open("a")
    desk.turn.terms = {"http_403": "t1"}
    desk.take(deferred("a"))
    desk.end()
    due = load_due(desk.shard.state, 0)
    assert (due.terms, due.waits) == ("", [])


QUIET = {
    "an article": (extracted("a"), 5, Pulse(quiet=True), 1),
    "an article, and others are expected": (extracted("a"), 5, Pulse(), 0),
    "an article that has just come": (extracted("a"), 4.9, Pulse(quiet=True), 0),
    "a page that failed": (Failed("a", failure("a")), 5, Pulse(quiet=True), 1),
    "a page for later": (
        Deferred("a", Deferral(attempts=1, not_before=NOON, reason="timeout")),
        5,
        Pulse(quiet=True),
        1,
    ),
    "a feed that failed ends nobody's wait": (Failed(None, failure(None)), 5, Pulse(quiet=True), 0),
}


@pytest.mark.parametrize(("element", "seconds", "pulse", "commits"), QUIET.values(), ids=QUIET)
def test_rows_do_not_wait_long_where_no_other_is_coming(
    element: Any, seconds: float, pulse: Pulse, commits: int
) -> None:
    desk = Desk(WriteOptions(commit_seconds=60))
    desk.open("a")
    desk.take(element)
    desk.take(pulse, seconds=seconds)
    assert len(desk.commits()) == commits
    desk.end()
    assert len(desk.commits()) == 1


@pytest.mark.parametrize(("most", "commits"), [(1, 3), (10_000_000, 1)])
def test_rows_that_are_many_bytes_are_committed_at_once(most: int, commits: int) -> None:
    desk = Desk(WriteOptions(commit_bytes=most))
    desk.open("a", "b", "c")
    desk.take(extracted("a"), extracted("b"), extracted("c"))
    desk.end()
    assert len(desk.commits()) == commits


def test_files_of_one_turn_have_names_of_their_own() -> None:
    desk = Desk(WriteOptions(commit_seconds=0))
    names = [f"n{i}" for i in range(12)]
    desk.open(*names)
    desk.take(*(extracted(name) for name in names))
    desk.end()
    paths = [path for commit in desk.commits() for path in commit.files]
    assert len(set(paths)) == len(paths) == 12


def test_what_an_earlier_turn_wrote_is_a_duplicate() -> None:
    desk = Desk()
    desk.open("a")
    desk.take(extracted("a"))
    desk.end()
    desk.begin()
    desk.open("b")
    desk.take(Extracted(entry("b"), article("a")))
    desk.end()
    assert desk.commits()[-1].dropped == {"duplicate": ["b"]}
    assert desk.owed() == set()


def test_what_is_seen_again_after_weeks_is_remembered_anew() -> None:
    desk = Desk()
    desk.shard.now = NOON - timedelta(days=31)
    desk.open("a")
    desk.take(extracted("a"))
    desk.end()
    desk.shard.now = NOON
    desk.begin()
    desk.open("a")
    desk.end()
    assert desk.commits()[-1].dropped == {"seen_again": ["a"]}
    assert desk.shard.inbox_names() == []


DAYS = {
    "the first turn ever": (None, 1),
    "a turn on the same day": (timedelta(hours=1), 0),
    "the first of another day": (timedelta(days=1), 1),
}


@pytest.mark.parametrize(("since", "commits"), DAYS.values(), ids=DAYS)
def test_one_commit_a_day_closes_the_day_before(since: timedelta | None, commits: int) -> None:
    desk = Desk()
    if since is not None:
        desk.open("a")
        desk.take(extracted("a"))
        desk.end()
        desk.shard.now += since
        desk.begin()
    before = len(desk.commits())
    desk.open()
    desk.end()
    assert len(desk.commits()) - before == commits
    assert load_due(desk.shard.state, 0).day == f"{desk.shard.now:%Y-%m-%d}"


def test_what_is_due_next_is_written_down_at_the_end() -> None:
    desk = Desk()
    desk.open("a", "b", "c")
    desk.turn.due.polls = {"f1": 17.0}
    desk.take(extracted("a"), deferred("b", 900), deferred("c", 300))
    desk.end()
    assert load_due(desk.shard.state, 0) == Due(
        polls={"f1": 17.0},
        next_poll=17.0,
        owed=2,
        next_try=NOON + timedelta(seconds=300),
        inbox_hash=listing_hash(desk.shard.inbox_names()),
        day="2026-11-22",
        pass_id="p1",
        saved_by=desk.turn.owner.attempt,
        commit=1,
        saved_at=desk.shard.now,
        boxes={desk.shard.inbox_names()[0]: ["b", "c"]},
    )


def test_what_was_left_untried_may_be_tried_at_once() -> None:
    desk = Desk()
    desk.open("a", "b")
    desk.take(deferred("b", 900))
    desk.end()
    assert load_due(desk.shard.state, 0).next_try == NOON


@pytest.mark.parametrize("standing", ["", "a"], ids=["where nothing stood", "where all is settled"])
def test_what_is_parked_after_the_listing_is_neither_counted_nor_overlooked(standing: str) -> None:
    desk = Desk()
    desk.shard.park(*standing)
    listed = desk.shard.inbox_names()
    desk.shard.park("late")
    desk.begin(listed)
    assert [found.id for found in desk.turn.owner.take_up(1000)] == list(standing)
    desk.take(*map(extracted, standing))
    desk.end()
    due = load_due(desk.shard.state, 0)
    assert (due.owed, due.next_try) == (0, None)
    assert not has_nothing_to_do(due, None, desk.shard.inbox_names(), desk.shard.now)
    desk.begin(desk.shard.inbox_names())
    assert [found.id for found in desk.turn.owner.take_up(1000)] == ["late"]


def test_what_is_parked_beside_an_entry_that_stays_owed_is_counted() -> None:
    desk = Desk()
    desk.shard.park("a")
    listed = desk.shard.inbox_names()
    desk.shard.park("late")
    desk.begin(listed)
    desk.turn.owner.take_up(1000)
    desk.take(deferred("a", 900))
    desk.end()
    due = load_due(desk.shard.state, 0)
    assert (due.owed, due.next_try) == (2, NOON), "the late one may be tried at once"


def test_what_is_known_of_sites_is_saved_and_remembered() -> None:
    desk = Desk()
    desk.open()
    desk.turn.sites.sites["paper.example"] = {"pace": {"average_seconds": 0.5}}
    desk.end()
    assert desk.turn.owner.warm.sites == desk.shard.state.read("sites/0.json")
    assert load_sites(desk.shard.state, 0).sites == desk.turn.sites.sites


def test_an_owner_who_lost_the_shard_writes_nothing_and_leaves_the_advice_alone() -> None:
    desk = Desk()
    desk.open("a", "b")
    desk.take(extracted("a"))
    path = desk.shard.settle("b")  # another owner comes and goes
    desk.end()
    assert desk.turn.owner.lost
    assert [list(commit.files) for commit in desk.commits()] == [[path]]
    assert desk.shard.state.read("due/0.json") is None
    assert desk.owed() >= {"a"}


def test_entries_that_vanish_during_a_turn_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    desk.open("a", "b")
    (box,) = desk.shard.inbox_names()
    desk.shard.state.delete(f"inbox/0/{box}")
    desk.take(extracted("a"))
    desk.end()
    (record,) = [record for record in caplog.records if record.name == "transforms.write"]
    assert record.getMessage().startswith(
        "Entries are missing: 1 of shard 0 were saved as owed and are now neither owed nor settled (for instance b);"
        f" their inbox files are gone from {desk.shard.state.root}."
    )


# The step itself.


@pytest.fixture
def step() -> WriteRecords:
    set_now(NOON)
    return WriteRecords(WriteOptions(), "1.2", now)


def test_the_step_gives_nothing_out_and_writes_each_turn_of_a_bundle(step: WriteRecords) -> None:
    desks = [Desk(), Desk()]
    elements: list[Any] = []
    for desk in desks:
        desk.open("a")
        elements += [Began(desk.turn), extracted("a"), Ended(desk.turn)]
    assert through(step, *elements) == []
    for desk in desks:
        assert desk.lines(desk.commits()[0]) == {"articles/date=2026-11-22": ["a"]}


def test_rows_held_over_the_end_of_a_bundle_are_an_error(step: WriteRecords) -> None:
    desk = Desk()
    desk.open("a")
    with pytest.raises(RuntimeError, match="rows are held over the end of a bundle: a turn did not end"):
        through(step, Began(desk.turn), extracted("a"))
    assert desk.commits() == [] and desk.owed() == {"a"}


def test_an_element_without_a_turn_is_an_error(step: WriteRecords) -> None:
    with pytest.raises(AssertionError, match="a turn begins with Began"):
        through(step, Dropped("a", "moved"))


def poll_answer(n: int, body: bytes = b"<rss/>") -> CapturedAnswer:
    return CapturedAnswer(kind="feed", capture=capture_of(f"https://valley.example/rss{n}", 200 if body else 304, body))


def kept_answers(desk: Desk) -> list[str]:
    """The addresses of the answers in all files of pages, in the order of the commits."""
    paths = [path for commit in desk.commits() for path in commit.files if path.endswith(".warc.gz")]
    return [one.address for path in paths for one in read_asides(desk.shard.output.read(path) or b"")]


def test_answers_to_polls_make_no_commit_of_their_own_and_go_with_the_next_one() -> None:
    desk = Desk(WriteOptions(commit_seconds=10), WarcOptions(root="warc"))
    desk.open("a")
    before = len(desk.commits())
    desk.take(poll_answer(1), Pulse(quiet=True), poll_answer(2, b""), Pulse(quiet=True), seconds=100)
    assert len(desk.commits()) == before
    desk.take(Extracted(entry("a"), article("a")), Pulse(quiet=True), seconds=100)
    assert len(desk.commits()) == before + 1
    assert kept_answers(desk) == ["https://valley.example/rss1", "https://valley.example/rss2"]


def test_answers_to_polls_wait_over_the_end_of_a_turn_that_another_one_follows() -> None:
    warm = WarmShards(10)
    desk = Desk(warc=WarcOptions(root="warc"))
    for n in range(7):
        desk.turn = Turn(
            desk.shard.open(warm=warm.take("write", 0)),
            "p1",
            NOON + timedelta(days=9),
            Due(),
            desk.shard.now,
            carries=True,
        )
        desk.writer = Writer(desk.turn, desk.options, "1.2", lambda: desk.shard.now, desk.warc)
        commits = len(desk.commits())
        desk.take(poll_answer(n), Ended(desk.turn), seconds=300)
        # The first commit is that of the day; an hour after the first of those that wait all of them are committed.
        assert len(desk.commits()) == commits + (n in (0, 6)), n
    assert len(kept_answers(desk)) == 7


def test_answers_to_polls_do_not_wait_where_no_turn_follows() -> None:
    desk = Desk(warc=WarcOptions(root="warc"))
    desk.take(poll_answer(1), Ended(desk.turn))
    before = len(desk.commits())
    desk.begin()
    desk.take(poll_answer(2, b""), Ended(desk.turn))
    assert len(desk.commits()) == before
    desk.begin()
    desk.take(poll_answer(3), Ended(desk.turn))
    assert len(desk.commits()) == before + 1
    assert kept_answers(desk) == ["https://valley.example/rss1", "https://valley.example/rss3"]


def test_many_answers_to_polls_are_committed_by_their_size() -> None:
    desk = Desk(WriteOptions(commit_bytes=5_000), WarcOptions(root="warc"))
    before = len(desk.commits())
    for n in range(40):
        desk.take(poll_answer(n))
    assert len(desk.commits()) >= before + 2
    assert desk.turn.owner.warm.asides.size < 5_000
