"""One child of the pool: it starts, takes a task, and ends; the main module's spec is as it was."""

from __future__ import annotations

import sys
from multiprocessing.reduction import ForkingPickler

import pool_tasks as tasks

from transforms.pool.child import value_of
from transforms.pool.process import ChildProcess


def test_a_child_from_its_start_to_its_end() -> None:
    spec = sys.modules["__main__"].__spec__
    child = ChildProcess((), None)
    assert sys.modules["__main__"].__spec__ is spec
    assert child.has_started() and not child.has_worked
    with ForkingPickler.dumps((60.0, tasks.double, 4)) as payload:
        assert child.accepts(payload)
    assert value_of(child.connection.recv_bytes()) == 8
    child.connection.close()
    assert child.reap() == 0


def test_a_child_that_is_dead_accepts_nothing() -> None:
    child = ChildProcess((), None)
    assert child.has_started()
    child.process.kill()
    child.process.join()
    with ForkingPickler.dumps((60.0, tasks.double, 4)) as payload:
        assert not child.accepts(payload)
    assert child.reap() == -9
