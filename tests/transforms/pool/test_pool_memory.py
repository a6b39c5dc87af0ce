"""The bound of a child's memory: set where the system holds a process to it, and said in a sentence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from transforms.pool.memory import outgrew

PROGRAM = """
import resource
from transforms.pool.memory import bound_memory
before = resource.getrlimit(resource.RLIMIT_DATA)
bound_memory({megabytes})
print(resource.getrlimit(resource.RLIMIT_DATA)[0] if resource.getrlimit(resource.RLIMIT_DATA) != before else "as before")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to RLIMIT_DATA")
@pytest.mark.parametrize(("megabytes", "limit"), [(300, "300000000"), (None, "as before")])
def test_the_limit_of_this_process(megabytes: int | None, limit: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(megabytes=megabytes)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == limit


def test_what_is_said() -> None:
    assert outgrew(300) == "it needed more than the 300 MB of memory that a process may have"
    assert outgrew(None) == "it needed more memory than the system gave"
