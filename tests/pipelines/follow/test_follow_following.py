"""Followers of a dataset that is written, put together, taken down, dropped and brought back: what the sink has in the end."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from followed import Followers, Killed, ListSink, short
from one_shard import NOON
from small_dataset import SmallDataset, Stopping, address

from pipelines.follow.answers import SinkAnswer
from pipelines.follow.delivering import GaveUp, RefusedEvent
from pipelines.follow.events import DroppedDay, Event, Point, RowEvent, TakedownEvent
from pipelines.follow.following import letter
from pipelines.follow.keeping import Overtaken
from pipelines.run.errors import Refused
from transforms.pure.net.urls import url_id
from transforms.state.compacting import Compaction
from transforms.state.compacting import compact as put_together
from transforms.state.forgetting import Takedown, Target
from transforms.state.retention import RetentionOptions
from transforms.state.storage import Store


@pytest.fixture
def followers() -> Iterator[Followers]:
    made = Followers()
    yield made
    made.dataset.drop()


def publish(dataset: SmallDataset, *names: str) -> None:
    dataset.park(*names)
    dataset.write(*names)


def forget(dataset: SmallDataset, name: str) -> None:
    Takedown(dataset.rewriter(), Target(ids=frozenset({url_id(address(name))})), reason="a wish").run()


def test_each_row_comes_once_and_in_order(followers: Followers) -> None:
    sink, dataset = ListSink(), followers.dataset
    publish(dataset, "a", "b", "c")
    publish(dataset, "d")
    done = followers.run(sink)
    assert sink.urls == ["valley/a", "valley/b", "valley/c", "valley/d"]
    assert (done.rows, done.position, done.newest) == (4, 2, 2)
    publish(dataset, "e")
    assert followers.run(sink).rows == 1
    assert followers.run(sink).rows == 0
    assert sink.end_state() == followers.current()


def test_several_followers_have_a_cursor_each(followers: Followers) -> None:
    publish(followers.dataset, "a", "b")
    for name in ("one", "two", None, None):
        sink = ListSink()
        followers.run(sink, name=name)
        assert sink.urls == ["valley/a", "valley/b"]
    assert followers.run(ListSink(), name="one").rows == 0


@pytest.mark.parametrize(("since", "urls"), [(1, ["valley/b"]), ("now", []), (None, ["valley/a", "valley/b"])])
def test_where_a_new_cursor_begins(followers: Followers, since: int | None, urls: list[str]) -> None:
    publish(followers.dataset, "a")
    publish(followers.dataset, "b")
    sink = ListSink()
    followers.run(sink, since=since)
    assert sink.urls == urls
    publish(followers.dataset, "c")
    followers.run(sink, since=since)
    assert sink.urls == [*urls, "valley/c"]
    assert [line for line in followers.said if "--since is for a new cursor" in line] == (
        [] if since is None else followers.said
    )


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_write_of_the_cursor_loses_nothing(followers: Followers, after: bool) -> None:
    """Killed before or after each write in turn, however many there are: all rows come, the last batch perhaps again."""
    publish(followers.dataset, *"abcde")
    publish(followers.dataset, *"fg")
    for moment in range(1, 40):
        sink, name = ListSink(), f"{after}-{moment}".lower()
        store: Store = Stopping(followers.dataset.output, [moment], after=after)  # type: ignore[assignment]
        try:
            followers.open(sink, store=store, name=name).run()
        except BaseException as error:
            assert type(error).__name__ == "Stopped"
            followers.run(sink, name=name)
            assert list(dict.fromkeys(sink.urls)) == [f"valley/{name}" for name in "abcdefg"]
            assert len(sink.urls) <= 7 + sink.most
            assert sink.end_state() == followers.current()
        else:
            assert moment > 5
            return
    pytest.fail("it never came to its end")


def test_a_kill_within_a_delivery_brings_that_batch_again(followers: Followers) -> None:
    publish(followers.dataset, *"abcde")

    def dies(event: Event) -> None:
        if isinstance(event, RowEvent) and short(event) == "valley/d":
            raise Killed

    sink = ListSink(dies)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        followers.run(sink)
    sink.answer = lambda event: None
    followers.run(sink)
    assert sink.urls == [f"valley/{name}" for name in "abcde"]


def test_a_takedown_is_passed_on_and_comes_first(followers: Followers) -> None:
    sink, dataset = ListSink(), followers.dataset
    publish(dataset, "a", "b", "c")
    followers.run(sink)
    publish(dataset, "d", "e")
    forget(dataset, "b")
    forget(dataset, "e")
    done = followers.run(sink)
    assert (done.rows, done.takedowns) == (1, 2)
    assert sink.urls == ["valley/a", "valley/b", "valley/c", "valley/d"]
    told = next(event for event in sink.taken if isinstance(event, TakedownEvent))
    assert told.reason == "a wish"
    assert sink.end_state() == followers.current()


def test_files_that_were_put_together_bring_nothing_twice(followers: Followers) -> None:
    sink, dataset = ListSink(), followers.dataset
    publish(dataset, *"abc")
    publish(dataset, *"de")
    with pytest.raises(Killed):
        followers.run(killed_at(sink, "valley/d"))
    forget(dataset, "a")
    compact(dataset)
    assert len(dataset.with_rows()) == 2
    followers.run(sink)
    assert sink.urls == [f"valley/{name}" for name in (*"abcde", "later-25")]
    assert sink.end_state() == followers.current()


def compact(dataset: SmallDataset, days: float = 3, keep_days: int | None = None) -> None:
    """Days pass, something is written, and what is over is put together, and dropped where it is too old."""
    dataset.days_pass(days)
    publish(dataset, f"later-{dataset.now:%d}")
    put_together(dataset.rewriter(job="compact"), Compaction(retention=RetentionOptions(articles_days=keep_days)))


def test_days_that_are_dropped_are_passed_on(followers: Followers) -> None:
    sink, dataset = ListSink(), followers.dataset
    publish(dataset, "a", "b")
    dataset.days_pass(1)
    publish(dataset, "c")
    followers.run(sink)
    compact(dataset, days=20, keep_days=20)
    done = followers.run(sink)
    assert done.dropped_days == 1
    assert [event.day for event in sink.taken if isinstance(event, DroppedDay)] == ["2026-11-22"]
    assert sink.end_state() == followers.current()
    assert len(sink.end_state()) == 2


def killed_at(sink: ListSink, url: str) -> ListSink:
    """The sink takes all up to a row, at which the process is killed."""

    def dies(event: Event) -> SinkAnswer | None:
        if isinstance(event, RowEvent) and short(event) == url:
            sink.answer = lambda event: None
            raise Killed
        return None

    sink.answer = dies
    return sink


def test_an_older_copy_that_is_brought_back(followers: Followers) -> None:
    """What the copy lacks comes again by other manifests, whose numbers the follower has passed."""
    from fsspec.implementations.memory import MemoryFileSystem

    sink, dataset = ListSink(), followers.dataset
    publish(dataset, "a")
    publish(dataset, "b")
    root = dataset.output.root.removeprefix("memory:/").removesuffix("/out")
    copy = {path: file.getvalue() for path, file in MemoryFileSystem.store.items() if path.startswith(f"{root}/")}
    publish(dataset, "c")
    publish(dataset, "d")
    followers.run(sink, cursor="elsewhere")
    cursors = {path for path in MemoryFileSystem.store if "_followers" in path}
    for path in [path for path in MemoryFileSystem.store if path.startswith(f"{root}/") and path not in cursors]:
        del MemoryFileSystem.store[path]
    for path, data in copy.items():
        MemoryFileSystem().pipe_file(path, data)
    followers.run(sink)
    assert any(
        "an older copy of the output was brought back; continuing behind manifest 2" in line for line in followers.said
    )
    for names in ("x", "c", "y"):
        publish(dataset, names)
    followers.run(sink)
    assert sink.urls == [f"valley/{name}" for name in "abcdxcy"]
    assert set(followers.current()) <= set(sink.end_state())


def test_a_cursor_of_another_output_is_refused(followers: Followers) -> None:
    publish(followers.dataset, "a")
    followers.run(ListSink())
    output = followers.dataset.output
    (path,) = [f"runs/{day}/{name}" for day in output.names("runs") for name in output.names(f"runs/{day}")]
    data = output.read(path) or b""
    output.delete(path)
    output.put(path.replace("-m2", "-other"), data)
    with pytest.raises(Refused, match="none of the manifests that this cursor has passed is here"):
        followers.run(ListSink())


def test_the_follower_that_came_later_continues(followers: Followers) -> None:
    publish(followers.dataset, *"abcd")
    first, second = ListSink(), ListSink()

    def begins() -> None:
        if first.asked == 2:
            followers.run(second)

    first.before = begins
    with pytest.raises(Overtaken):
        followers.run(first)
    assert first.urls == [f"valley/{name}" for name in "abcd"]
    assert second.urls == ["valley/c", "valley/d"]


def test_one_that_was_overtaken_brings_nothing_back_that_was_taken_down(followers: Followers) -> None:
    """It stalls with rows in its hands; meanwhile these are taken down, and the other one passes that on."""
    dataset, one = followers.dataset, ListSink()
    publish(dataset, *"abcd")
    stalls = True

    def meanwhile() -> None:
        nonlocal stalls
        if stalls and one.asked == 2:
            stalls = False
            forget(dataset, "c")
            followers.run(one)

    one.before = meanwhile
    with pytest.raises(Overtaken):
        followers.run(one)
    assert one.urls.count("valley/c") == 1
    assert one.end_state() == followers.current()


def test_what_is_refused_is_kept_with_its_reason_and_holds_nothing_up(followers: Followers) -> None:
    publish(followers.dataset, *"abcde")
    bad = url_id(address("c"))
    sink = ListSink(lambda event: SinkAnswer("refused", "no date") if getattr(event, "id", "") == bad else None)
    done = followers.run(sink)
    assert (done.rows, done.refused) == (4, 1)
    (path,) = done.refused_in
    data = followers.dataset.output.read(path.removeprefix(f"{followers.dataset.output.root}/")) or b""
    told = json.loads(data)
    assert (told["id"], told["reason"], told["row"]["id"]) == (bad, "no date", bad)
    assert followers.run(sink).refused == 0


def test_a_sink_that_gives_up_leaves_the_cursor(followers: Followers) -> None:
    publish(followers.dataset, "a")
    sink = ListSink(lambda event: SinkAnswer("wrong", "it answered 401"))
    with pytest.raises(GaveUp):
        followers.run(sink)
    sink.answer = lambda event: None
    assert followers.run(sink).rows == 1


def test_a_cursor_is_for_one_sink(followers: Followers) -> None:
    publish(followers.dataset, "a")
    followers.run(ListSink())
    sink = ListSink()
    sink.digest, sink.target = "2", "another list"
    with pytest.raises(Refused, match=r"for another address or index .*--moved"):
        followers.run(sink)
    followers.run(sink, is_moved=True)
    assert sink.urls == []
    with pytest.raises(Refused, match=r"for articles to list .* not for failures to list"):
        followers.run(sink, kind="failures")


def test_failures_are_followed_alike(followers: Followers) -> None:
    followers.dataset.park("a", "b")
    followers.dataset.write("a", failed=["b"])
    sink = ListSink()
    followers.run(sink, kind="failures")
    assert [json.loads(event.line)["subject"] for event in sink.taken if isinstance(event, RowEvent)] == [address("b")]


def test_letters() -> None:
    line = b'{"id":"a"}'
    told = [
        json.loads(letter(RefusedEvent(event, "why"), NOON))
        for event in (
            RowEvent("a", 2, line, Point()),
            TakedownEvent("a", None, Point()),
            DroppedDay("2026-01-01", Point()),
        )
    ]
    assert told[0] == {"id": "a", "version": 2, "reason": "why", "at": "2026-11-22T12:00:00Z", "row": {"id": "a"}}
    assert [list(one) for one in told[1:]] == [["forgotten", "reason", "at"], ["dropped_day", "reason", "at"]]
