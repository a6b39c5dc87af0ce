"""What can go wrong with a task: three things that are told apart, and known without the pool."""

from __future__ import annotations

import itertools
import pickle
import subprocess
import sys

import pytest

from transforms.errors import IngestError
from transforms.pool.errors import PoolUnusable, TaskCrashed, TaskTimedOut

ERRORS = (TaskCrashed, TaskTimedOut, PoolUnusable)


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations((*ERRORS, IngestError), 2)))
def test_none_is_caught_as_another(one: type[Exception], other: type[Exception]) -> None:
    assert not issubclass(one, other)


@pytest.mark.parametrize("error", ERRORS)
def test_the_message_travels_between_processes(error: type[Exception]) -> None:
    found = pickle.loads(pickle.dumps(error("the child process died with exit code 7")))
    assert (type(found), str(found)) == (error, "the child process died with exit code 7")


def test_to_know_them_starts_nothing() -> None:
    program = (
        "import sys, transforms.pool.errors; print(sorted({'apache_beam', 'multiprocessing'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout == "[]\n"
