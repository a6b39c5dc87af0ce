"""The commands on keys of signatures: each gives its exit code, and what it prints. None prints anything of a private key.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transforms.pure.signing.signing_keys import SigningKey

_NEXT = """\
{file} is written, for its owner alone. Whoever has it can sign as
you: keep it secret, and out of every repository.
Key {thumbprint} {validity}.
Next, write the directory of your public keys, and have your web server
serve it over https at {well_known}:
    newsbeam keys directory {spelled} > http-message-signatures-directory
Then have each request signed, in the configuration:
    web:
      signature: {{directory: "https://YOUR-HOST", key: {name}}}"""


def new(arguments: argparse.Namespace) -> tuple[int, str]:
    """Make a key, and say how it is put to use."""
    from pipelines.run.errors import Refused
    from transforms.clock import utc_now
    from transforms.pure.signing.key_directories import WELL_KNOWN
    from transforms.pure.signing.signing_keys import SEED_BYTES, make_signing_key, private_jwk
    from transforms.web.request_signer import validity

    begins, ends = _midnight(arguments.begins), _midnight(arguments.ends)
    if ends is not None and ends <= max(utc_now(), begins or utc_now()):
        raise Refused(f"newsbeam keys new: --until {arguments.ends} is over before the key begins; give a later day")
    key = make_signing_key(os.urandom(SEED_BYTES), begins, ends)
    _write_new(arguments.file, json.dumps(private_jwk(key)) + "\n")
    text = _NEXT.format(
        file=arguments.file,
        spelled=shlex.quote(arguments.file),
        name=json.dumps(arguments.file),
        thumbprint=key.thumbprint,
        validity=validity(key),
        well_known=WELL_KNOWN,
    )
    return 0, text


def show(arguments: argparse.Namespace) -> tuple[int, str]:
    """Say what keys are called, when they are valid, which one of them would sign now, and which others can read."""
    from transforms.clock import utc_now
    from transforms.pure.signing.signing_keys import choose_key
    from transforms.web.request_signer import validity

    keys = _read(arguments.files)
    chosen = choose_key(keys, utc_now())
    lines = []
    for path, key in zip(arguments.files, keys, strict=True):
        lines.append(f"{path}: {key.thumbprint} {validity(key)}{', and signs now' if key is chosen else ''}")
        if Path(path).expanduser().stat().st_mode & 0o077:
            lines.append(f"    others on this machine can read it: chmod 600 {shlex.quote(path)}")
    if chosen is None:
        lines.append("None of them is valid now.")
    return 0, "\n".join(lines)


def directory(arguments: argparse.Namespace) -> tuple[int, str]:
    """Give the directory of the public keys, or the headers with which it is to be served at an address."""
    from pipelines.run.errors import Refused
    from transforms.clock import utc_now
    from transforms.pure.net.audiences import origin_of
    from transforms.pure.signing.key_directories import read_directory_address, sign_directory, write_directory

    keys = _read(arguments.files)
    document = write_directory(keys)
    if arguments.sign is None:
        return 0, document.removesuffix("\n")  # which the printer adds
    try:
        authority = origin_of(read_directory_address(arguments.sign).url).removeprefix("https://")
    except ValueError as error:
        raise Refused(f"newsbeam keys directory --sign: {error}") from None
    lifetime = timedelta(days=arguments.days)
    headers = sign_directory(keys, document.encode(), authority, utc_now(), lifetime)
    return 0, "\n".join(f"{name}: {value}" for name, value in headers.items())


KEY_COMMANDS: Final[dict[str, Callable[[argparse.Namespace], tuple[int, str]]]] = {
    "new": new,
    "show": show,
    "directory": directory,
}


def _read(files: list[str]) -> list[SigningKey]:
    from transforms.web.request_signer import read_key_file

    return [read_key_file(path) for path in files]


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _write_new(name: str, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on. Raises: Refused; what is there stays as it is."""
    from pipelines.run.errors import Refused

    try:
        file = os.open(Path(name).expanduser(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise Refused(f"{name} is there already, and no key is overwritten: name another file") from None
    except OSError as error:
        raise Refused(f"{name} cannot be written ({error.strerror}); name another file") from None
    with os.fdopen(file, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
