"""A batch, whatever the sink answers: tried again with waits, in halves, refused, given up. The clock is the waits' own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from followed import ListSink, row

from pipelines.follow.answers import TAKEN, SinkAnswer
from pipelines.follow.delivering import REFUSED_IN_A_ROW, Deliverer, GaveUp, Stopped, backoff
from pipelines.follow.events import Event, RowEvent

AGAIN, REFUSED = SinkAnswer("again", "it answered 503"), SinkAnswer("refused", "no date")


class Waits:
    """A clock that moves only while one waits."""

    def __init__(self) -> None:
        self.now, self.waited, self.is_stopped = 0.0, list[float](), False

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += seconds
        return self.is_stopped


def deliverer(sink: ListSink, waits: Waits, give_up: float = 600.0) -> Deliverer:
    return Deliverer(sink, give_up, clock=waits, wait=waits.wait, share=lambda: 1.0)


def id_of(event: Event) -> str:
    assert isinstance(event, RowEvent)
    return event.id


def ids(events: list[Event]) -> str:
    return "".join(map(id_of, events))


def failing(times: int, answer: SinkAnswer, which: str = "abcdef") -> Callable[[Event], SinkAnswer]:
    """Answers like this so often for each of some ids, and takes it then."""
    left = dict.fromkeys(which, times)

    def judge(event: Event) -> SinkAnswer:
        left[id_of(event)] = left.get(id_of(event), 0) - 1
        return answer if left[id_of(event)] >= 0 else TAKEN

    return judge


def test_what_is_taken_at_once() -> None:
    sink, waits = ListSink(), Waits()
    assert deliverer(sink, waits).deliver((row("a"), row("b"))) == []
    assert (ids(sink.taken), sink.asked, waits.waited) == ("ab", 1, [])
    assert deliverer(sink, waits).deliver(()) == []
    assert sink.asked == 1


def test_only_what_was_not_taken_is_tried_again() -> None:
    sink, waits = ListSink(failing(3, AGAIN, "b")), Waits()
    assert deliverer(sink, waits).deliver((row("a"), row("b"), row("c"))) == []
    assert (ids(sink.taken), waits.waited) == ("acb", [1.0, 2.0, 4.0])


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    sink, waits = ListSink(failing(1, SinkAnswer("again", "busy", 90.0))), Waits()
    deliverer(sink, waits).deliver((row("a"),))
    assert waits.waited == [90.0]


def test_it_gives_up_and_says_why() -> None:
    sink, waits = ListSink(lambda event: AGAIN), Waits()
    with pytest.raises(GaveUp, match="a list: it answered 503; nothing was taken"):
        deliverer(sink, waits, 100).deliver((row("a"),))
    assert waits.now <= 100

    def slow(event: Event) -> SinkAnswer:
        waits.now += 150
        return AGAIN

    sink, waits = ListSink(slow), Waits()
    with pytest.raises(GaveUp, match=r"nothing was taken for 100 s$"):
        deliverer(sink, waits, 100).deliver((row("a"),))
    sink, waits = ListSink(lambda event: SinkAnswer("again", "busy", 900.0)), Waits()
    with pytest.raises(GaveUp, match="asked again in 900 s"):
        deliverer(sink, waits, 100).deliver((row("a"),))
    assert waits.waited == []


def test_a_sink_that_takes_something_has_time_again() -> None:
    sink, waits = ListSink(failing(3, AGAIN)), Waits()
    many = tuple(row(id_) for id_ in "abcdef")
    runs = deliverer(sink, waits, 8)
    for one in many:
        runs.deliver((one,))
    assert waits.now == 6 * 7


def test_a_stop_ends_the_wait() -> None:
    sink, waits = ListSink(lambda event: AGAIN), Waits()
    waits.is_stopped = True
    with pytest.raises(Stopped):
        deliverer(sink, waits).deliver((row("a"),))
    assert len(waits.waited) == 1


def test_what_is_refused_does_not_hold_up_the_others() -> None:
    sink, waits = ListSink(lambda event: REFUSED if id_of(event) == "b" else None), Waits()
    found = deliverer(sink, waits).deliver((row("a"), row("b"), row("c")))
    assert [(id_of(one.event), one.reason) for one in found] == [("b", "no date")]
    assert ids(sink.taken) == "ac"


class Whole(ListSink):
    """Answers for a request as a whole: 400 if it holds a bad row, 413 if there are too many."""

    def __init__(self, bad: str = "", most: int = 99) -> None:
        super().__init__()
        self.bad, self.size = bad, most

    def deliver(self, events: tuple[Event, ...]) -> list[SinkAnswer]:
        self.asked += 1
        if len(events) > self.size or any(id_of(event) in self.bad for event in events):
            return [SinkAnswer("split" if len(events) > 1 else "refused", "it answered 400")] * len(events)
        self.taken += events
        return [TAKEN] * len(events)


@pytest.mark.parametrize("bad", ["", "a", "c", "h", "ah", "abcdefgh"])
def test_the_bad_rows_of_a_request_are_found(bad: str) -> None:
    sink, waits = Whole(bad), Waits()
    found = deliverer(sink, waits).deliver(tuple(row(id_) for id_ in "abcdefgh"))
    assert "".join(id_of(one.event) for one in found) == bad
    assert ids(sink.taken) == "".join(id_ for id_ in "abcdefgh" if id_ not in bad)
    assert waits.waited == []


def test_a_request_that_is_too_large_is_made_smaller() -> None:
    sink = Whole(most=3)
    assert deliverer(sink, Waits()).deliver(tuple(row(id_) for id_ in "abcdefgh")) == []
    assert ids(sink.taken) == "abcdefgh"


def test_a_sink_that_refuses_everything_is_at_fault_itself() -> None:
    waits = Waits()
    runs = deliverer(ListSink(lambda event: REFUSED), waits)
    with pytest.raises(GaveUp, match=f"refused {REFUSED_IN_A_ROW} rows in a row"):
        for number in range(REFUSED_IN_A_ROW):
            assert len(runs.deliver((row(str(number)),))) == 1
    assert number == REFUSED_IN_A_ROW - 1


def test_a_set_up_that_is_wrong_ends_at_once() -> None:
    waits = Waits()
    with pytest.raises(GaveUp, match="it answered 401; it takes nothing of us like this"):
        deliverer(ListSink(lambda event: SinkAnswer("wrong", "it answered 401")), waits).deliver((row("a"),))
    assert waits.waited == []


def test_waits_grow_and_have_an_end() -> None:
    assert [backoff(tries, 1.0) for tries in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert all(backoff(tries, 0.0) == backoff(tries, 1.0) / 2 for tries in range(8))
