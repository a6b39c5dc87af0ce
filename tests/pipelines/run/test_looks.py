"""A look beside the ticks: at once where the list answers, at a later tick where it does not."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from pipelines.config.config import Config
from pipelines.config.relisting import Relisted, never
from pipelines.run.looks import LookAside

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOUND = Relisted(config=Config(output="out"), added=1)


class Held:
    """A look whose answer waits for the test."""

    def __init__(self) -> None:
        self.looks, self.may_answer = 0, threading.Event()

    def __call__(self, now: datetime) -> Relisted:
        self.looks += 1
        self.may_answer.wait(60)
        return FOUND


def test_what_a_look_finds_is_given_at_once() -> None:
    assert LookAside(lambda now: FOUND)(NOON) is FOUND
    assert LookAside(never)(NOON) is None


def test_a_look_that_takes_longer_is_given_at_a_later_tick_and_is_not_begun_twice() -> None:
    held = Held()
    look = LookAside(held, wait_seconds=0.1)
    assert (look(NOON), look(NOON)) == (None, None)
    held.may_answer.set()
    found = (look(NOON) for _ in range(600))
    assert next(one for one in found if one is not None) is FOUND
    assert held.looks == 1


def test_a_stop_is_heard_meanwhile() -> None:
    held = Held()
    assert LookAside(held, wait_seconds=60, stopped=lambda: True)(NOON) is None
    held.may_answer.set()


def test_an_error_is_raised_where_somebody_waits() -> None:
    def look(now: datetime) -> None:
        raise KeyError("a bug")

    with pytest.raises(KeyError, match="a bug"):
        LookAside(look)(NOON)
