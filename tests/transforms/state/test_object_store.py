"""A store behind fsspec: what it answers, and what it does not."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.state import object_store
from transforms.state.object_store import ObjectStore
from transforms.state.storage import open_store


def test_a_listing_shows_what_another_client_created(tmp_path: Path) -> None:
    one, other = (open_store(f"memory://storage{tmp_path}") for _ in range(2))
    assert one.names("log") == []
    other.create("log/1", b"1")
    assert one.names("log") == ["1"]


def test_a_store_that_fails_says_what_it_answered() -> None:
    class Broken:
        def pipe_file(self, path: str, data: bytes, mode: str = "overwrite") -> None:
            raise OSError(403, "Forbidden")

    store = ObjectStore("s3://bucket/root", Broken(), "bucket/root")  # type: ignore[arg-type]
    message = (
        r"^s3://bucket/root/a: the store answered PermissionError: .*Forbidden; check the address, the credentials"
    )
    with pytest.raises(StorageError, match=message.replace("PermissionError", r"\w+")):
        store.create("a", b"")


@pytest.mark.parametrize(
    "error", [FileExistsError(17, "taken"), OSError(16, "409 conflict"), OSError(17, "exists")], ids=repr
)
def test_each_way_of_losing_a_conditional_put_is_understood(error: OSError) -> None:
    class Taken:
        def pipe_file(self, path: str, data: bytes, mode: str) -> None:
            raise error

    with pytest.raises(AlreadyExists):
        ObjectStore("s3://bucket", Taken(), "bucket").create("a", b"")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (
            PermissionError(13, "no"),
            "give them the rights to list, read, write and delete there, or set others \\(docs/stores.md\\)",
        ),
        (FileNotFoundError(2, "no bucket"), "there is no such bucket or container: make it, or correct the address"),
        (OSError(28, "no space"), "make room there, or raise the quota"),
    ],
    ids=["denied", "no bucket", "full"],
)
def test_a_store_that_says_why_it_refused_is_not_unclear(error: OSError, cure: str) -> None:
    class Refusing:
        def pipe_file(self, path: str, data: bytes, mode: str = "overwrite") -> None:
            raise error

    store = ObjectStore("s3://bucket", Refusing(), "bucket")  # type: ignore[arg-type]
    for act in (store.create, store.put):
        with pytest.raises(StorageError, match=rf"^s3://bucket/a: the store answered .*{cure}$") as refused:
            act("a", b"")
        assert not isinstance(refused.value, Unclear)


class Slow:
    """A file system that needs long for an object of some size."""

    def __init__(self, size: int) -> None:
        self.size, self.reads = size, 0

    def cat_file(self, path: str) -> bytes:
        self.reads += 1
        time.sleep(0.5)
        return b"all"

    def info(self, path: str) -> dict[str, int]:
        return {"size": self.size}


def test_a_large_object_may_take_as_long_as_its_size_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "REQUEST_SECONDS", 0.1)
    large, small = Slow(10**9), Slow(3)
    assert ObjectStore("sftp://host", large, "").read("a") == b"all"
    with pytest.raises(StorageError, match="did not answer within"):
        ObjectStore("sftp://host", small, "").read("a")
    assert (large.reads, small.reads) == (2, 1)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("act", ["read", "create"])
def test_a_request_that_is_never_answered_ends(silent: str, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """gcsfs would wait for ever."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", silent)
    monkeypatch.setattr(object_store, "REQUEST_SECONDS", 0.25)
    store = open_store(f"gs://silent-{act}")
    with pytest.raises(
        StorageError, match=rf"^gs://silent-{act}/a: the store (answered TimeoutError|did not answer within)"
    ):
        store.read("a") if act == "read" else store.create("a", b"1")
