"""Read a command line; refuse one that makes no sense."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence

from pipelines.arguments.bringing import add_bringing
from pipelines.arguments.differing import add_differing
from pipelines.arguments.feeds import add_feeds
from pipelines.arguments.following import add_following
from pipelines.arguments.keys import add_keys
from pipelines.arguments.pages import add_pages
from pipelines.arguments.running import RUNNING, add_running
from pipelines.arguments.upkeep import add_upkeep
from pipelines.arguments.values import Commands, add_log_format

OWN_FLAGS = (
    "--now", "--dry-run", "--wait", "--share", "--set", "--log-format", "--metrics-file", "--metrics-port", "--metrics-address",
    "--progress", "--help", "--version",
)  # fmt: skip
_OF_STREAM = ("--metrics-port", "--metrics-address")


def read_arguments(argv: Sequence[str] | None) -> tuple[argparse.Namespace, list[str]]:
    """Give the arguments, and the flags for the runner; leave with code 2 where they make no sense."""
    parser = make_parser()
    arguments, flags = parser.parse_known_args(_without_words(sys.argv[1:] if argv is None else argv))
    _check_flags(parser, arguments, flags)
    return arguments, flags


def _without_words(argv: Sequence[str]) -> list[str]:
    """Put the flags for `help` and `version` where they are written as words.

    >>> _without_words(["help", "feeds", "add"]), _without_words(["version"]), _without_words(["check", "help"])
    (['feeds', 'add', '--help'], ['--version'], ['check', 'help'])
    """
    words = list(argv)
    if words[:1] == ["help"]:
        return [*words[1:], "--help"]
    return ["--version", *words[1:]] if words[:1] == ["version"] else words


def _check_flags(parser: argparse.ArgumentParser, arguments: argparse.Namespace, flags: Sequence[str]) -> None:
    """Leave flags that are not ours to the runner; refuse one that is nearly ours, since it was meant for us."""
    if flags and (arguments.command not in RUNNING or not flags[0].startswith("-")):
        parser.error(f"unrecognized arguments: {' '.join(flags)}")
    for flag in flags:
        name = flag.partition("=")[0].replace("_", "-")
        near = difflib.get_close_matches(name, OWN_FLAGS, n=1, cutoff=0.8)
        near += [own for own in OWN_FLAGS if len(name) > 4 and own.startswith(name)]
        if near and near[0] == flag:
            command = "stream" if flag in _OF_STREAM else "ingest"
            parser.error(f"unrecognized argument: {flag}; only `newsbeam {command}` takes it")
        if near:
            parser.error(f"unrecognized argument: {flag}; did you mean {near[0]}?")


class _PrintVersion(argparse.Action):
    """Prints the version; only then is it looked up."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from pipelines.version import VERSION

        print(f"newsbeam {VERSION}")
        parser.exit()


def make_parser() -> argparse.ArgumentParser:
    """Make what reads a command line."""
    parser = argparse.ArgumentParser(
        prog="newsbeam",
        description="Poll news feeds, fetch the pages that are new, write clean articles. Nothing is lost.",
    )
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_feeds(commands)
    add_running(commands)
    add_pages(commands)
    add_bringing(commands)
    add_following(commands)
    add_differing(commands)
    add_upkeep(commands)
    add_keys(commands)
    _add_words(commands)
    add_log_format(commands)
    return parser


def _add_words(commands: Commands) -> None:
    """Add what is about the command itself."""
    completion = commands.add_parser("completion", help="have your shell complete commands, flags and files")
    completion.add_argument("shell", nargs="?", choices=("bash", "zsh", "tcsh"), help="default: the one in $SHELL")
    completion.add_argument("--print", action="store_true", help="print the script; install nothing")
    commands.add_parser("help", help="say how a command is used: newsbeam help COMMAND")
    commands.add_parser("version", help="print the version")
