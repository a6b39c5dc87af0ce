"""`newsbeam completion`: have a shell complete commands, flags and files.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

# Arguments with these names are files or folders.
_FILES: Final = frozenset(("CONFIG", "FILE", "PAGE", "PATH"))
_FOLDERS: Final = frozenset(("DIR", "FOLDER"))


def completion(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> tuple[int, str]:
    """Write the script by which a shell completes our command to where the shell looks for it, or print it (`--print`)."""
    shell = arguments.shell or _shell_of(os.environ)
    if shell is None:
        named = os.environ.get("SHELL") or "empty"
        return 2, f"The shell is not known ($SHELL is {named}): name one, as in `newsbeam completion bash`"
    text = script(parser, shell)
    if arguments.print:
        return 0, text
    path = place_of(shell, os.environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return 0, f"{path} is written. {_next_step(shell, path)}"


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """Give the script by which a shell completes the command of a parser."""
    import shtab

    for action in _actions(parser):
        names = {action.metavar} if isinstance(action.metavar, str) else set()
        if names & _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif names & _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    return str(shtab.complete(parser, shell))


def place_of(shell: str, environ: Mapping[str, str]) -> Path:
    """Give where a shell looks for the script of our command, of this user alone.

    >>> place_of("bash", {"HOME": "/home/ana"}).as_posix()
    '/home/ana/.local/share/bash-completion/completions/newsbeam'
    """
    home = Path(environ.get("HOME") or Path.home())
    if shell == "bash":
        data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
        return Path(environ.get("BASH_COMPLETION_USER_DIR") or data / "bash-completion") / "completions" / "newsbeam"
    if shell == "zsh":
        return Path(environ.get("ZDOTDIR") or home) / ".zfunc" / "_newsbeam"
    return home / ".newsbeam.tcsh"


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # There is no public way to them; shtab goes the same.
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in dict.fromkeys(action.choices.values()):
                yield from _actions(inner)


def _shell_of(environ: Mapping[str, str]) -> str | None:
    name = Path(environ.get("SHELL", "")).name
    return name if name in ("bash", "zsh", "tcsh") else None


def _next_step(shell: str, path: Path) -> str:
    if shell == "bash":
        return "Open a new shell; it needs the package bash-completion."
    if shell == "zsh":
        return (
            f"If this is not in your .zshrc yet, add it: fpath=({path.parent} $fpath); autoload -Uz compinit; compinit"
        )
    return f"Add this to your .tcshrc: source {path}"
