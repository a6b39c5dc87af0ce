"""A store behind fsspec: Google Cloud Storage, S3, Azure, or memory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.state.store_answers import answer_of, cure_of, is_beyond_the_end, is_refused_for_now
from transforms.state.store_calls import AnswerTimeoutError, ask

# Requests that an object store bears at once, where they do not wait for one another: each takes 30 to 100 ms.
AT_ONCE = 16
# A call that was not answered in this time, with all its tries, has failed; bytes that are sent or read have more.
REQUEST_SECONDS: Final = 30.0
# A listing comes in pages of 1,000 names.
LISTING_SECONDS: Final = 120.0
# The slowest network that is waited for.
BYTES_A_SECOND: Final = 500_000
# What a put of Amazon S3 and of Google takes in one request; a condition holds for the whole of it.
_ONE_REQUEST_BYTES: Final = 5 * 2**30


class ObjectStore:
    """A store behind fsspec, on one conditional put an object."""

    # Also in memory, where nothing waits: what holds there then holds for the others.
    at_once = AT_ONCE

    def __init__(self, root: str, filesystem: Any, path: str) -> None:
        self.root = root
        self._fs = filesystem
        self._path = path.rstrip("/")

    def read(self, path: str) -> bytes | None:
        with _foreign(f"{self.root}/{path}", StorageError):
            try:
                data: bytes = self._read(path)
                return data
            except FileNotFoundError:
                return None

    def head(self, path: str, size: int) -> bytes | None:
        with _foreign(f"{self.root}/{path}", StorageError):
            try:
                data: bytes = self._ask("cat_file", path, start=0, end=size, seconds=seconds_for(size))
                return data
            except FileNotFoundError:
                return None
            except (
                Exception
            ) as error:  # Stores refuse a range of an empty object; each library says so by its own error.
                if is_beyond_the_end(error):
                    return b""
                raise

    def names(self, folder: str) -> list[str]:
        with _foreign(f"{self.root}/{folder}", StorageError):
            try:
                found: list[str] = self._ask(
                    "ls", folder, detail=False, refresh=True, seconds=max(LISTING_SECONDS, REQUEST_SECONDS)
                )
            except FileNotFoundError:
                return []
        own = self._at(folder).strip("/")
        paths = (path.rstrip("/") for path in found)
        return sorted(path.rsplit("/", 1)[-1] for path in paths if path.strip("/") != own)

    def create(self, path: str, data: bytes) -> None:
        with _foreign(f"{self.root}/{path}", Unclear):
            # Where there was no answer at all, it may be there: who asked knows better than we whether to ask again.
            self._write(path, data, mode="create", tries_again=is_refused_for_now)

    def put(self, path: str, data: bytes) -> None:
        with _foreign(f"{self.root}/{path}", StorageError):
            self._write(path, data)

    def delete(self, path: str) -> None:
        with _foreign(f"{self.root}/{path}", StorageError):
            try:
                self._ask("rm_file", path)
            except FileNotFoundError:
                return

    def below(self, folder: str) -> ObjectStore:
        return ObjectStore(f"{self.root.rstrip('/')}/{folder}", self._fs, self._at(folder))

    def _at(self, path: str) -> str:
        return f"{self._path}/{path}"

    def _ask(self, method: str, path: str, *arguments: object, seconds: float | None = None, **options: Any) -> Any:
        return ask(
            self._fs,
            method,
            self._at(path),
            *arguments,
            seconds=REQUEST_SECONDS if seconds is None else seconds,
            **options,
        )

    def _write(self, path: str, data: bytes, **options: object) -> None:
        """Send an object in one request, where its library would else send it in parts."""
        if type(self._fs).__module__.partition(".")[0] in ("gcsfs", "s3fs"):
            options["chunksize"] = _ONE_REQUEST_BYTES
        self._ask("pipe_file", path, data, seconds=seconds_for(len(data)), **options)

    def _read(self, path: str) -> Any:
        """Read an object; one that takes long has the time that its size needs, if the store says how large it is."""
        try:
            return self._ask("cat_file", path)
        except AnswerTimeoutError as silence:
            try:
                size = self._ask("info", path).get("size") or 0
            except AnswerTimeoutError:
                raise silence from None
            if seconds_for(size) < 2 * REQUEST_SECONDS:
                raise
            return self._ask("cat_file", path, seconds=seconds_for(size))


def seconds_for(size: int) -> float:
    """Give how long a call may take that carries so many bytes."""
    return REQUEST_SECONDS + size / BYTES_A_SECOND


def filesystem_options(root: str) -> Mapping[str, object]:
    """Give the options with which fsspec opens the store of a URL."""
    options: dict[str, object] = {"use_listings_cache": False}
    if root.startswith(("gs://", "gcs://")) and os.environ.get("STORAGE_EMULATOR_HOST"):
        # gcsfs asks an emulator for the bucket's type over gRPC and waits a minute for it (read when gcsfs is imported).
        os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    return options


def hasten(filesystem: Any) -> None:
    """Let the client of Azure ask again soon: by itself it waits for 15 seconds and more, most of what a call has."""
    pipeline = getattr(getattr(filesystem, "service_client", None), "_pipeline", None)
    for policy in getattr(pipeline, "_impl_policies", ()):
        if hasattr(policy, "initial_backoff"):
            policy.initial_backoff, policy.increment_base, policy.random_jitter_range = 0, 1, 1


@contextmanager
def _foreign(path: str, kind: type[StorageError]) -> Iterator[None]:
    """Turn whatever a foreign file system raises into our own errors.

    Each store has exceptions of its own (HTTP errors of three client libraries among them), so all are caught here: the
    protocol treats everything but a clean yes alike.
    """
    try:
        yield
    except Exception as error:
        answer = answer_of(error)
        if answer == "taken":
            raise AlreadyExists(f"{path} exists already") from error
        if answer in ("absent", "denied", "full"):
            kind = StorageError  # It said why it did not do it: there is nothing unclear.
        raise kind(f"{path}: {_said(error)}; {cure_of(answer)}") from error


def _said(error: Exception) -> str:
    """Say what came of a call: what the store answered, or that it did not."""
    return f"the store {error}" if isinstance(error, AnswerTimeoutError) else f"the store answered {_first_line(error)}"


def _first_line(error: Any) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
