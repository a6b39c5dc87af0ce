"""Change a file that people edit, whole or not at all: nobody sees half of it, and two who change it wait for each other."""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.config.errors import ConfigError
from pipelines.config.feed_files import located
from transforms.pure.lists.listed import ListError

_MARK = "\ufeff"


def change_file(path: str, change: Callable[[str], str], *, make: bool = False) -> None:
    """Replace the text of a file by what `change` makes of it; with `make`, a file that is not there is made first.

    Its line ends, its byte order mark, its mode and a link that leads to it stay. Raises: ConfigError.
    """
    if "://" in path:
        raise ConfigError(
            [f"{path}: only a list in a folder of this machine can be changed; edit a copy, and put it back"]
        )
    target = Path(path).expanduser().resolve()
    try:
        with _locked(target, make=make):
            before = target.read_bytes().decode("utf-8")
            after = _as_before(before, change(before.removeprefix(_MARK).replace("\r\n", "\n")))
            if after != before:
                _replace(target, after.encode("utf-8"))
    except ListError as error:
        raise ConfigError([located(path, str(error))]) from None
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8"]) from None
    except OSError as error:
        raise ConfigError([f"{path} cannot be changed: {error.strerror}"]) from None


def create_file(path: Path, text: str) -> None:
    """Write a file that must not be there yet. Raises: FileExistsError, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def _as_before(before: str, after: str) -> str:
    mark = _MARK if before.startswith(_MARK) else ""
    return mark + (after.replace("\n", "\r\n") if "\r\n" in before else after)


@contextmanager
def _locked(target: Path, *, make: bool) -> Iterator[None]:
    """Hold a file for oneself, made if it is not there. Whoever held it before may have put another in its place."""
    while True:
        with target.open("a" if make else "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_ino == target.stat().st_ino:
                yield
                return


def _replace(target: Path, data: bytes) -> None:
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        with aside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, aside)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
