"""The commands that work on the list of feeds: `newsbeam feeds ...`."""

from __future__ import annotations

import argparse

from pipelines.arguments.finding import add_finding
from pipelines.arguments.values import Commands

CONFIG = "newsbeam.yaml"  # what `newsbeam init` writes


def add_feeds(commands: Commands) -> None:
    """Add them, as commands below `feeds`."""
    parser = commands.add_parser("feeds", help="work on the list of feeds: `newsbeam feeds --help` names its commands")
    below = parser.add_subparsers(dest="feeds_command", required=True, metavar="COMMAND")
    add_finding(below, CONFIG)
    _add_config(below.add_parser("list", help="list the feeds, with what the list says of them"))


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "config", nargs="?", default=CONFIG, metavar="CONFIG", help=f"the configuration (default: {CONFIG})"
    )
    parser.set_defaults(set=[])
