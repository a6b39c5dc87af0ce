"""What may be said on the command line: the commands, their arguments, and which flags are left to the Beam runner."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence

from pipelines import onepage
from pipelines.config.config import MAX_SHARDS
from pipelines.schema import RECORDS
from pipelines.version import VERSION

# The commands that run Beam, and take its flags.
RUNNING = ("ingest", "stream")
OWN_FLAGS = ("--now", "--dry-run", "--set", "--help", "--version")


def read_arguments(argv: Sequence[str] | None) -> tuple[argparse.Namespace, list[str]]:
    """Gives the arguments, and the flags that are for the runner; leaves with code 2 where they make no sense."""
    parser = _parser()
    arguments, flags = parser.parse_known_args(argv)
    _check_flags(parser, arguments, flags)
    return arguments, flags


def _check_flags(parser: argparse.ArgumentParser, arguments: argparse.Namespace, flags: Sequence[str]) -> None:
    """Leave flags that are not ours to the runner; one that is nearly ours was meant for us."""
    if flags and (arguments.command not in RUNNING or not flags[0].startswith("-")):
        parser.error(f"unrecognized arguments: {' '.join(flags)}")
    for flag in flags:
        name = flag.partition("=")[0].replace("_", "-")
        near = difflib.get_close_matches(name, OWN_FLAGS, n=1, cutoff=0.8)
        near += [own for own in OWN_FLAGS if len(name) > 4 and own.startswith(name)]
        if near and near[0] == flag:
            parser.error(f"unrecognized argument: {flag}; only `newsbeam ingest` takes it")
        if near:
            parser.error(f"unrecognized argument: {flag}; did you mean {near[0]}?")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="newsbeam", description="Feeds in, clean news articles out, nothing lost.")
    parser.add_argument("--version", action="version", version=f"newsbeam {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_ingest(
        commands.add_parser(
            "ingest",
            allow_abbrev=False,  # A flag of Beam's may begin like one of ours.
            help="poll the feeds that are due, fetch what is owed, write articles",
            epilog="Any other flag goes to the Beam runner, for instance --runner=FlinkRunner.",
        )
    )
    _add_config(
        commands.add_parser(
            "stream",
            allow_abbrev=False,
            help="go on: poll each feed when it is due, until a signal asks to stop",
            epilog="Any other flag goes to the Beam runner; with a --runner that streams, one job without an end runs there.",
        )
    )
    _add_config(commands.add_parser("check", help="validate a configuration and list its feeds; nothing is polled"))
    _add_config(commands.add_parser("status", help="feeds by health, what is owed, what was written today"))
    onepage.add_arguments(commands.add_parser("extract", help="one page's record, or what was made of it and why"))
    _add_reshard(commands.add_parser("reshard", help="divide the state into another number of shards, offline"))
    _add_schema(commands.add_parser("schema", help="the JSON Schema of the records"))
    return parser


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument("--now", action="store_true", help="poll all feeds, whatever their schedule says")
    parser.add_argument(
        "--dry-run", action="store_true", help="list the feeds that would be polled; ask and write nothing"
    )


def _add_reshard(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument("--shards", type=_shards, required=True, metavar="N", help="the new number of shards")


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", nargs="?", choices=tuple(RECORDS), default="article", help="which record (default: article)"
    )


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", metavar="CONFIG", help="the configuration, a YAML file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="override a value, for instance web.per_site=1"
    )


def _shards(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= MAX_SHARDS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MAX_SHARDS}, got {text}")
    return number
