"""Stores that fail now and then, refuse, or do not keep what the protocol stands on: a proxy stands before each emulator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest
from emulators import Emulator, emulator, settled_in
from fault_proxy import FaultProxy, by_seed, fault_proxy
from sample_run import EXPECTED, arguments, served
from sound import problems
from warm import Warm

import newsbeam
from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.state.probe import probe
from transforms.state.storage import TRIES, Store, open_store

EMULATED = ("gs", "s3", "az")
SEEDS = range(20) if os.environ.get("NEWSBEAM_STORES") == "full" else range(2)
SHARE = 0.3


@pytest.fixture(scope="module", params=EMULATED)
def found(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with emulator(request.param) as found:
        yield found


@pytest.fixture
def proxy(found: Emulator) -> Iterator[FaultProxy]:
    with fault_proxy(found.address) as proxy, settled_in(found, proxy.address):
        yield proxy


def create(store: Store, path: str, data: bytes) -> None:
    """Create as the protocol does: what was unclear is tried again, and a lost answer's object is ours."""
    for _ in range(TRIES):
        try:
            return store.create(path, data)
        except AlreadyExists:
            assert store.read(path) == data
            return None
        except Unclear:
            continue
    raise AssertionError(f"{path} was unclear {TRIES} times")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_fails_now_and_then_is_done_all_the_same(found: Emulator, proxy: FaultProxy, seed: int) -> None:
    store = open_store(f"{found.bucket}/faults-{seed}")
    proxy.plan = by_seed(seed, SHARE)
    for number in range(8):
        create(store, f"log/{number}", f"commit {number}".encode())
        store.put("feeds/one", f"document {number}".encode())
        assert store.read(f"log/{number}") == f"commit {number}".encode()
        assert store.read("feeds/one") == f"document {number}".encode()
        assert store.names("log") == [str(made) for made in range(number + 1)]
    store.delete("log/0")
    assert store.read("log/0") is None
    assert sum(proxy.done.values()) > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_the_probe_is_passed_by_a_store_that_fails_now_and_then(found: Emulator, proxy: FaultProxy, seed: int) -> None:
    proxy.plan = by_seed(seed, SHARE)
    try:
        probe(open_store(f"{found.bucket}/probed-{seed}"))
    except (
        Unclear
    ):  # A create without an answer, whose object is not there: who starts the command again is not refused.
        assert proxy.done["reset"]


def test_the_sample_is_ingested_whole_through_a_store_that_fails_now_and_then(
    warm: Warm, found: Emulator, proxy: FaultProxy
) -> None:
    """A commit whose answer is lost ends a turn: then the next run goes on, as a scheduler's would."""
    proxy.plan = by_seed(7, 0.1)
    output = f"{found.bucket}/through-faults"
    with served() as environment:
        for _ in range(5):
            ran = warm.run(*arguments(output), env={**environment, **found.settings(proxy.address)})
            if ran.returncode == 0:
                break
    assert ran.returncode == 0, ran.stderr
    assert sum(proxy.done.values()) > 5
    proxy.plan = lambda method, path: None
    assert problems(output) == []
    assert sorted(row.url or "" for row in newsbeam.read(output)) == sorted(EXPECTED["articles"])


def make_room(found: Emulator, method: str, path: str) -> None:
    """Delete what a request of Azure would not overwrite."""
    from azure.core.exceptions import ResourceNotFoundError
    from azure.storage.blob import BlobServiceClient

    if method == "PUT":
        _, _, container, blob = path.partition("?")[0].split("/", 3)
        with BlobServiceClient.from_connection_string(found.environment["AZURE_STORAGE_CONNECTION_STRING"]) as client:
            with suppress(ResourceNotFoundError):
                client.get_blob_client(container, blob).delete_blob()


def test_a_store_that_drops_the_condition_is_refused(found: Emulator, proxy: FaultProxy) -> None:
    if found.kind == "az":  # What it signs holds the condition.
        proxy.plan = lambda method, path: make_room(found, method, path)
    else:
        proxy.unconditional = True
    with pytest.raises(StorageError, match="this store let an exclusive create overwrite an object"):
        probe(open_store(f"{found.bucket}/unconditional"))


@pytest.mark.parametrize(
    ("method", "status", "says"),
    [
        ("PUT POST", 403, "give them the rights to list, read, write and delete there"),
        ("PUT POST", 404, "there is no such bucket or container"),
        ("PUT POST", 507, "make room there"),
        ("DELETE", 403, "give them the rights to list, read, write and delete there"),
    ],
)
def test_what_does_not_pass_is_told_by_the_probe(
    found: Emulator, proxy: FaultProxy, method: str, status: int, says: str
) -> None:
    proxy.plan = lambda asked, path: str(status) if asked in method.split() else None
    with pytest.raises(StorageError, match=says) as refused:
        probe(open_store(f"{found.bucket}/refused-{status}"))
    assert not isinstance(refused.value, Unclear)


def test_a_bucket_that_is_not_there_is_told_by_the_probe(found: Emulator, proxy: FaultProxy) -> None:
    with pytest.raises(StorageError, match="there is no such bucket or container: make it, or correct the address"):
        probe(open_store(f"{found.bucket}-which-nobody-made/news"))
