"""What the commit protocol needs of a store, tried on each kind: a folder, memory, and emulators of Google, Amazon and Azure.

In full (`make stores`, NEWSBEAM_STORES=full) with parts of 120 MB and more kills; else with parts that are just larger than what
the library of a store sends in one request by itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from emulators import Emulator, emulator, environment_of, settled_in
from racing_creators import ROOT, bytes_of, race

from transforms.errors import AlreadyExists
from transforms.state.probe import probe
from transforms.state.storage import Store, open_store, side_by_side

FULL = os.environ.get("NEWSBEAM_STORES") == "full"
EMULATED = ("gs", "s3", "az")
# A little more than what each library sends in one request by itself.
SHORT_MIB = {"folder": 32, "gs": 51, "s3": 101, "az": 65}
PART_BYTES = {kind: 120_000_000 if FULL else mib * 2**20 for kind, mib in SHORT_MIB.items()}
RACERS = 16
MANY = 2_500


@pytest.fixture(scope="module", params=EMULATED)
def found(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with emulator(request.param) as found, settled_in(found):
        yield found


@pytest.fixture(scope="module", params=["folder", *EMULATED])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The root of a store that processes share, and the environment in which they find it."""
    if request.param == "folder":
        yield str(tmp_path_factory.mktemp("store")), os.environ
        return
    with emulator(request.param) as found, settled_in(found):
        yield f"{found.bucket}/shared", environment_of(found)


def fresh(root: str, request: pytest.FixtureRequest) -> Store:
    """A store of a test's own below a root."""
    return open_store(f"{root}/{request.node.originalname}")


def test_the_probe_is_passed(place: tuple[str, Mapping[str, str]], request: pytest.FixtureRequest) -> None:
    store = fresh(place[0], request)
    probe(store)
    assert store.names(".tmp") == []


def test_one_of_sixteen_creators_wins_and_its_bytes_stand(
    place: tuple[str, Mapping[str, str]], request: pytest.FixtureRequest
) -> None:
    root = f"{place[0]}/{request.node.originalname}"
    answers = race(root, "log/0/0000000001.json", RACERS, 2_000, place[1])
    assert Counter(answers) == {"won": 1, "taken": RACERS - 1}
    assert open_store(root).read("log/0/0000000001.json") == bytes_of(answers.index("won"), 2_000)


def test_one_of_sixteen_threads_wins_in_memory(tmp_path: Path) -> None:
    together, root = threading.Barrier(RACERS), f"memory://conformance{tmp_path}"

    def create(creator: int) -> bool:
        together.wait()
        try:
            open_store(root).create("a", bytes_of(creator, 2_000))
        except AlreadyExists:
            return False
        return True

    with ThreadPoolExecutor(RACERS) as threads:
        won = list(threads.map(create, range(RACERS)))
    assert sum(won) == 1
    assert open_store(root).read("a") == bytes_of(won.index(True), 2_000)


def test_one_creator_of_a_large_part_wins(place: tuple[str, Mapping[str, str]], request: pytest.FixtureRequest) -> None:
    """A library that sends it in many requests has to hold the condition over all of them."""
    root, size = f"{place[0]}/{request.node.originalname}", PART_BYTES[request.node.callspec.params["place"]]
    store = open_store(root)
    answers = race(root, "part", 2, size, place[1])
    assert sorted(answers) == ["taken", "won"]
    assert store.read("part") == bytes_of(answers.index("won"), size)
    with pytest.raises(AlreadyExists):
        store.create("part", b"later")
    store.delete("part")


def test_the_edges_of_an_object(place: tuple[str, Mapping[str, str]], request: pytest.FixtureRequest) -> None:
    store = fresh(place[0], request)
    store.create("a/empty", b"")
    assert (store.read("a/empty"), store.head("a/empty", 9)) == (b"", b"")
    store.create("a/some", b"one, two")
    assert (store.head("a/some", 3), store.head("a/some", 99)) == (b"one", b"one, two")
    assert (store.read("a/none"), store.head("a/none", 9), store.names("none")) == (None, None, [])
    store.put("a/some", b"new")
    assert store.read("a/some") == b"new"
    store.delete("a/some")
    store.delete("a/some")
    assert store.names("a") == ["empty"]
    odd = "date=2026-11-22/part-ü %41+b&c#d.json"
    store.create(odd, b"odd")
    assert (store.read(odd), store.names("date=2026-11-22")) == (b"odd", [odd.partition("/")[2]])


def test_a_listing_shows_at_once_what_another_process_created(
    place: tuple[str, Mapping[str, str]], request: pytest.FixtureRequest
) -> None:
    root = f"{place[0]}/{request.node.originalname}"
    store = open_store(root)
    assert store.names("log") == []
    for number in range(3 if FULL else 1):
        race(root, f"log/{number}", 1, 10, place[1])
        assert store.names("log") == [str(made) for made in range(number + 1)]


def test_a_folder_of_2500_objects_is_listed_whole(
    place: tuple[str, Mapping[str, str]], request: pytest.FixtureRequest
) -> None:
    store = fresh(place[0], request)
    wanted = [f"{number:05}.json" for number in range(MANY)]
    assert list(side_by_side(store, lambda name: store.create(f"inbox/{name}", b"x"), wanted)) == [None] * MANY
    assert store.names("inbox") == wanted
    assert store.names("") == ["inbox"]


KILLED = """
import sys
sys.path.insert(0, {repo!r})
from transforms.state.storage import open_store
store = open_store({root!r})
print("begins", flush=True)
while True:
    store.create("log/part", b"x" * 120_000_000)
    store.delete("log/part")
"""


def test_a_writer_that_is_killed_leaves_nothing_or_all(
    place: tuple[str, Mapping[str, str]], request: pytest.FixtureRequest
) -> None:
    root = f"{place[0]}/{request.node.originalname}"
    store = open_store(root)
    for delay in (0.1,) if not FULL else [0.02 * step for step in range(1, 30)]:
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED.format(repo=str(ROOT), root=root)],
            env=dict(place[1]),
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None and writer.stdout.readline() == b"begins\n"
        threading.Event().wait(delay)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        if store.names("log"):
            found = store.read("log/part")
            assert found is not None and len(found) == 120_000_000 and found.count(b"x") == len(found)
            store.delete("log/part")
        else:
            assert store.read("log/part") is None
