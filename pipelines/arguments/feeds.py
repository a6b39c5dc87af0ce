"""The commands that work on the list of feeds: `newsbeam init`, `newsbeam feeds ...`."""

from __future__ import annotations

import argparse

from pipelines.arguments.finding import add_finding
from pipelines.arguments.values import Commands

CONFIG = "newsbeam.yaml"  # what `newsbeam init` writes
LISTS = ("opml", "csv")


def add_feeds(commands: Commands) -> None:
    """Add them; those on the list stand below `feeds`."""
    begin = commands.add_parser("init", help="write a configuration to begin with, and an empty list of feeds")
    begin.add_argument("folder", nargs="?", default=".", metavar="DIR", help="where (default: here)")
    parser = commands.add_parser(
        "feeds", help="the list of feeds: find, add, list, import, export, remove, disable, enable"
    )
    below = parser.add_subparsers(dest="feeds_command", required=True, metavar="COMMAND")
    add_finding(below, CONFIG)
    _add_list(below.add_parser("list", help="list the feeds, with what is said of each"))
    _add_import(below.add_parser("import", help="add the feeds of an OPML file, a CSV with a header, or a plain list"))
    _add_export(below.add_parser("export", help="print the feeds as OPML or CSV, for other programs"))
    _add_those(below.add_parser("remove", help="take a feed out of the list"))
    _add_those(below.add_parser("disable", help="keep a feed in the list, and no longer poll it"))
    _add_those(below.add_parser("enable", help="poll a feed again that was disabled"))


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tag", action="append", default=[], help="those that have this tag (repeatable)")
    _add_config(parser, behind=True)


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the list: a file, an fsspec URL, or - for standard input")
    parser.add_argument("--dry-run", action="store_true", help="say what would be added; change nothing")
    _add_config(parser, behind=True)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=LISTS, default="opml", help="(default: opml)")
    _add_config(parser, behind=True)


def _add_those(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("urls", nargs="+", metavar="URL", help="a feed's address (repeatable)")
    _add_config(parser, behind=False)


def _add_config(parser: argparse.ArgumentParser, *, behind: bool) -> None:
    """Add the configuration: as an option, and `behind` where nothing else may stand there in any number."""
    if behind:
        parser.add_argument("config", nargs="?", default=argparse.SUPPRESS, metavar="CONFIG", help="the configuration")
    parser.add_argument(
        "--config", default=CONFIG, metavar="CONFIG", help=f"the configuration (default: {CONFIG} in this folder)"
    )
