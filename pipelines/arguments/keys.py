"""The commands on keys of signatures: `newsbeam keys ...`."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import Commands, read_day, read_whole_days


def add_keys(commands: Commands) -> None:
    """Add them; all stand below `keys`."""
    parser = commands.add_parser("keys", help="keys by which sites know that a request is yours: new, show, directory")
    below = parser.add_subparsers(dest="keys_command", required=True, metavar="COMMAND")
    _add_new(below.add_parser("new", help="make a key, for you alone; no file is overwritten"))
    _add_files(below.add_parser("show", help="show what keys are called, and when they are valid; nothing secret"))
    _add_directory(below.add_parser("directory", help="print the directory of the public keys, to be served to sites"))


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="where it is written (mode 0600)")
    parser.add_argument(
        "--from", dest="begins", type=read_day, metavar="DAY", help="sign from this UTC day on (default: at once)"
    )
    parser.add_argument(
        "--until", dest="ends", type=read_day, metavar="DAY", help="sign before this UTC day alone (default: no end)"
    )


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a key that `newsbeam keys new` made, or PEM")


def _add_directory(parser: argparse.ArgumentParser) -> None:
    _add_files(parser)
    parser.add_argument(
        "--sign",
        metavar="URL",
        help="print the headers instead with which the directory is to be served at this address, signed by each key",
    )
    parser.add_argument(
        "--days",
        type=read_whole_days,
        default=30,
        metavar="N",
        help="with --sign: how many days the signatures are valid (default: 30)",
    )
