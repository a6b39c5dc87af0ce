"""The bytes and texts of the files that a configuration consists of: a folder's, or any fsspec URL's."""

from __future__ import annotations

from pipelines.config.tree import Problem
from transforms.errors import StorageError
from transforms.state.storage import open_store

MAX_CONFIGURATION_BYTES = 64_000_000


class NoSuchFile(Problem):
    """A file that is named is not there."""


def read_bytes(path: str, most: int) -> bytes:
    """Read a file or fsspec URL, not more of it than one byte over `most`. Raises: Problem, with what to do."""
    if "\0" in path:
        raise NoSuchFile(f"there is no file {path!r}: no name holds a NUL")
    folder, _, name = path.rpartition("/")
    if folder.endswith(":/"):
        folder += "/"
    try:
        data = open_store(folder or ("/" if path.startswith("/") else ".")).head(name, most + 1)
    except StorageError as error:
        raise Problem(f"{path} cannot be read: {_said(error)}") from error
    if data is None:
        raise NoSuchFile(f"there is no file {path}")
    return data


def _said(error: StorageError) -> object:
    """Give what a store said, without the path, which stands before it."""
    cause = error.__cause__
    if isinstance(cause, OSError):
        return cause.strerror or cause
    return cause if isinstance(cause, ValueError) else error


def read_text(path: str) -> str:
    """Read the text of a file or fsspec URL. Raises: Problem, with what to do."""
    data = read_bytes(path, MAX_CONFIGURATION_BYTES)
    if len(data) > MAX_CONFIGURATION_BYTES:
        raise Problem(f"{path} is larger than {MAX_CONFIGURATION_BYTES // 1_000_000} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
