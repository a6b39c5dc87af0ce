"""Two commands on one state in an object store: who works is said on each kind, in short here and at length by `make stores`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from emulators import Emulator, emulator, environment_of, settled_in
from fault_proxy import by_seed, fault_proxy
from msgspec.structs import replace
from running_stream import Running
from small_newsroom import Newsroom, url
from sound import problems
from warm import ROOT, Warm

import newsbeam
from pipelines.cli import main
from transforms.errors import StorageError
from transforms.state.holder import LEASE, RENEWAL, SKEW, give_back, read_holder, take, this_process
from transforms.state.storage import Store, open_store

FULL = os.environ.get("NEWSBEAM_STORES") == "full"
TAKERS = 16 if FULL else 4
ROUNDS = 20 if FULL else 2
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=["gs", "s3", "az"])
def found(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with emulator(request.param) as found, settled_in(found):
        yield found


class Remote(Newsroom):
    """A newsroom that is ingested into an object store."""

    root = ""

    def written(self) -> list[str]:
        return sorted(row.url for row in newsbeam.read(self.root))

    def check(self) -> None:
        assert problems(self.root) == []


@pytest.fixture
def remote(found: Emulator, newsroom: Newsroom, request: pytest.FixtureRequest) -> Iterator[Remote]:
    made = Remote(newsroom.server, newsroom.folder)
    made.root = f"{found.bucket}/{request.node.originalname}"
    made.settings["output"] = made.root
    made.publish("/1")
    yield made
    made.check()


def state_of(remote: Remote) -> Store:
    return open_store(f"{remote.root}/_state")


def working(warm: Warm, found: Emulator, remote: Remote) -> Running:
    """A stream that has polled once, and holds the state."""
    running = Running(warm, remote, env=environment_of(found), tick_seconds=3600)
    running.line("polled")
    while read_holder(state_of(remote)) is None:
        assert running.process.poll() is None
    return running


def test_the_second_scheduler_leaves_or_shares_and_begins_at_once_where_the_first_was_killed(
    warm: Warm, found: Emulator, remote: Remote, capsys: pytest.CaptureFixture[str]
) -> None:
    with working(warm, found, remote) as running:
        asked = len(remote.server.log)
        for command in (["ingest", "--now"], ["stream"]):
            assert main([*command, remote.file()]) == 5
            said = capsys.readouterr().err
            assert said.startswith(f"{remote.root}: `newsbeam stream` on ")
            assert f"(process {running.process.pid})" in said and "`--wait`" in said and "`--share`" in said
        assert len(remote.server.log) == asked, "nothing was asked"
        remote.publish("/1", "/2")
        assert main(["ingest", remote.file(), "--share", "--now"]) == 0
        assert remote.written() == [url("/1"), url("/2")]
        holder = read_holder(state_of(remote))
        assert holder is not None and holder.pid == running.process.pid, "who shares takes no lease away"
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
    remote.publish("/1", "/2", "/3")
    assert main(["ingest", remote.file(), "--now"]) == 0, "who was killed holds nothing"
    assert remote.written() == [url("/1"), url("/2"), url("/3")]
    assert read_holder(state_of(remote)) is None, "given back at the end"


def test_one_that_waits_begins_once_the_first_is_over(warm: Warm, found: Emulator, remote: Remote) -> None:
    with working(warm, found, remote) as running:
        remote.publish("/1", "/2")
        out = remote.folder / "waits"
        with out.open("w") as said:
            waits = warm.start(
                "ingest", remote.file(), "--wait", "--now", env=environment_of(found), stdout=said, stderr=said
            )
        while "Waiting" not in out.read_text():
            assert waits.poll() is None, out.read_text()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait() == 0
        assert waits.wait() == 0, out.read_text()
    assert remote.written() == [url("/1"), url("/2")]


def test_a_lease_of_another_machine_holds_until_it_runs_out(remote: Remote, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", remote.file()]) == 0
    state, now = state_of(remote), datetime.now(UTC)
    there = replace(this_process("stream", now), machine="other", host="host7")
    for begun, code in ((now, 5), (now - LEASE - SKEW - timedelta(seconds=1), 0)):
        assert take(state, there, begun) is None
        assert main(["ingest", remote.file(), "--now"]) == code
        assert ("`newsbeam stream` on host7" in capsys.readouterr().err) is (code == 5)
    assert read_holder(state) is None


TAKER = """
import sys
sys.path.insert(0, {repo!r})
from datetime import datetime, UTC
from transforms.state.holder import give_back, take, this_process
from transforms.state.storage import open_store
state, mine = open_store({root!r}), this_process("ingest", datetime.now(UTC))
state.read("nothing")  # Its connection is open from now on.
print(mine.token, flush=True)
for said in sys.stdin:
    if said == "take\\n":
        holder = take(state, mine, datetime.now(UTC))
        print("" if holder is None else holder.token, flush=True)
    else:
        give_back(state, mine)
        print("back", flush=True)
"""


def test_one_of_many_that_come_at_once_has_it(found: Emulator, request: pytest.FixtureRequest) -> None:
    """Where nobody had it: a lease that is over may be taken twice, which is found out as it is renewed."""
    root = f"{found.bucket}/{request.node.originalname}"
    command = [sys.executable, "-c", TAKER.format(repo=str(ROOT), root=root)]
    takers = [
        subprocess.Popen(command, env=environment_of(found), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(TAKERS)
    ]
    tokens = [said(taker) for taker in takers]
    for _ in range(ROUNDS):
        for taker in takers:
            tell(taker, "take")
        (has,) = [token for token, other in zip(tokens, [said(taker) for taker in takers], strict=True) if not other]
        holder = read_holder(open_store(root))
        assert holder is not None and holder.token == has
        for taker in takers:
            tell(taker, "give back")
            assert said(taker) == "back"
        assert read_holder(open_store(root)) is None
    for taker in takers:
        taker.communicate()


def tell(taker: subprocess.Popen[str], what: str) -> None:
    assert taker.stdin is not None
    taker.stdin.write(f"{what}\n")
    taker.stdin.flush()


def said(taker: subprocess.Popen[str]) -> str:
    assert taker.stdout is not None
    return taker.stdout.readline().strip()


def test_it_is_taken_and_renewed_through_a_store_that_fails_now_and_then(
    found: Emulator, request: pytest.FixtureRequest
) -> None:
    """An answer that was lost leaves a lease of our own, which we find at the next renewal."""
    with fault_proxy(found.address) as proxy, settled_in(found, proxy.address):
        proxy.plan = by_seed(1, 0.3)
        for number in range(ROUNDS):
            state = open_store(f"{found.bucket}/{request.node.originalname}/{number}")
            mine, outcomes = this_process("stream", NOON), Counter[str]()
            for beat in range(6):
                try:
                    assert take(state, mine, NOON + beat * RENEWAL) is None
                    outcomes["taken"] += 1
                except StorageError:
                    outcomes["unclear"] += 1
            holder = read_holder(state)
            assert holder is not None and holder.token == mine.token and outcomes["taken"] > outcomes["unclear"]
            give_back(state, mine)
        assert sum(proxy.done.values()) > ROUNDS
