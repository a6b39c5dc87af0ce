"""Calls to a foreign file system: each has an end, and what may pass is asked again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from transforms import stopping
from transforms.errors import Unclear
from transforms.state import store_calls
from transforms.state.store_calls import AnswerTimeoutError, Aside, Deadline, ask, give_up_on_silence


@pytest.fixture(autouse=True)
def unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test knows of the silence in another."""
    monkeypatch.setattr(store_calls._Silence, "noticed_at", float("-inf"))


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What is not set before the test is over."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that was asked to stop, and whose grace is over."""
    monkeypatch.setattr(store_calls._Silence, "noticed_at", float("-inf"))
    monkeypatch.setattr(store_calls, "LAST_SECONDS", 0.2)
    stopping.request_stop(0)
    yield


class Answering:
    """A file system that raises some errors before it answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.calls = list(errors), 0

    def cat_file(self, path: str, **options: Any) -> bytes:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return f"{path} {options}".encode()


class Hanging:
    """A file system that hangs in a call, as one whose library has no limit of its own."""

    def __init__(self, event: threading.Event) -> None:
        self.event = event

    def cat_file(self, path: str) -> bytes:
        self.event.wait()
        return b""


def test_an_answer_comes_through() -> None:
    assert ask(Answering(), "cat_file", "a", start=0, seconds=60) == b"a {'start': 0}"


def test_what_passes_is_asked_again() -> None:
    store = Answering(ConnectionResetError(), TimeoutError(), ConnectionResetError())
    assert ask(store, "cat_file", "a", seconds=60) == b"a {}"
    assert store.calls == 4


def test_what_does_not_pass_is_raised_at_once() -> None:
    store = Answering(PermissionError("no"))
    with pytest.raises(PermissionError):
        ask(store, "cat_file", "a", seconds=60)
    assert store.calls == 1


def test_the_caller_says_what_is_asked_again() -> None:
    store = Answering(ConnectionResetError())
    with pytest.raises(ConnectionResetError):
        ask(store, "cat_file", "a", seconds=60, tries_again=lambda _: False)


def test_the_last_error_is_raised_when_the_time_is_up() -> None:
    store = Answering(*(ConnectionResetError(str(number)) for number in range(99)))
    with pytest.raises(ConnectionResetError):
        ask(store, "cat_file", "a", seconds=0.5)
    assert 1 < store.calls < 99


def test_a_call_that_hangs_is_left_alone(never: threading.Event) -> None:
    with pytest.raises(AnswerTimeoutError, match=r"^did not answer within \d+\.\d s$"):
        ask(Hanging(never), "cat_file", "a", seconds=0.1)


def test_an_asynchronous_call_that_hangs_is_cancelled(never: threading.Event) -> None:
    import asyncio

    from fsspec.asyn import get_loop

    ended = threading.Event()

    class Asynchronous:
        async_impl, loop = True, get_loop()

        async def _cat_file(self, path: str) -> bytes:
            try:
                await asyncio.sleep(3600)
            finally:
                ended.set()
            return b""

    with pytest.raises(AnswerTimeoutError):
        ask(Asynchronous(), "cat_file", "a", seconds=0.1)
    assert ended.wait(60)


def test_after_a_stop_nothing_is_waited_for_longer_than_its_grace(stopped: None, never: threading.Event) -> None:
    with pytest.raises(AnswerTimeoutError):
        ask(Hanging(never), "cat_file", "a", seconds=3600)


def test_what_is_to_be_committed_after_the_grace_still_can_be(stopped: None) -> None:
    assert ask(Answering(), "cat_file", "a", seconds=60) == b"a {}"


def test_a_store_that_was_silent_after_the_grace_is_not_asked_again(stopped: None, never: threading.Event) -> None:
    with pytest.raises(AnswerTimeoutError):
        ask(Hanging(never), "cat_file", "a", seconds=3600)
    assert Deadline(3600).left() <= 0
    with pytest.raises(AnswerTimeoutError):
        ask(Hanging(never), "cat_file", "a", seconds=3600)


def test_a_stop_in_the_middle_of_a_call_ends_it(monkeypatch: pytest.MonkeyPatch, never: threading.Event) -> None:
    monkeypatch.setattr(store_calls, "LAST_SECONDS", 0.1)
    stopper = threading.Timer(0.1, stopping.request_stop, args=(0.1,))
    stopper.start()
    with pytest.raises(AnswerTimeoutError):
        ask(Hanging(never), "cat_file", "a", seconds=3600)
    stopper.join()


def test_without_a_stop_a_call_has_its_own_time_alone() -> None:
    assert 59 < Deadline(60).left() <= 60


def test_aside_gives_what_a_call_gives_or_raises() -> None:
    aside = Aside()
    assert aside.do(lambda: 1, 60) == 1
    with pytest.raises(ValueError, match="no"):
        aside.do(lambda: int("no"), 60)
    # One thread: fsspec keeps file systems by thread.
    assert aside.do(threading.get_ident, 60) == aside.do(threading.get_ident, 60) != threading.get_ident()


def test_aside_goes_on_behind_a_call_that_hangs(never: threading.Event) -> None:
    aside = Aside()
    with pytest.raises(AnswerTimeoutError):
        aside.do(never.wait, 0.1)
    assert aside.do(time.monotonic, 60) > 0


def test_soon_after_a_silence_a_call_has_less_time_until_one_is_answered(
    never: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_calls, "LAST_SECONDS", 0.3)
    with pytest.raises(AnswerTimeoutError):
        ask(Hanging(never), "cat_file", "a", seconds=0.2)
    assert [Deadline(seconds).seconds for seconds in (30.0, 120.0, 270.0)] == [0.3, 0.3, 150.0]
    assert ask(Answering(), "cat_file", "a", seconds=0.3) == b"a {}"
    assert [Deadline(seconds).seconds for seconds in (30.0, 270.0)] == [30.0, 270.0]


def test_who_tries_again_does_not_where_there_was_no_answer_at_all() -> None:
    silence, broken = Unclear("a"), Unclear("b")
    silence.__cause__, broken.__cause__ = AnswerTimeoutError(), ConnectionResetError()
    give_up_on_silence(broken)
    with pytest.raises(Unclear, match="a"):
        give_up_on_silence(silence)
