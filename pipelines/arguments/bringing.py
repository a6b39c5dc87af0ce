"""The commands that bring articles which no poll brings."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import Commands, add_config, read_day, read_requests


def add_bringing(commands: Commands) -> None:
    """Add them."""
    _add_add(commands.add_parser("add", help="make single articles owed, so that the next ingest fetches them"))
    _add_backfill(
        commands.add_parser("backfill", help="make older items of a feed owed, from its archive or the site's sitemaps")
    )


def _add_add(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("url", nargs="*", metavar="URL", help="the address of an article")
    parser.add_argument("--file", metavar="F", help="a file with one address a line (- for standard input)")


def _add_backfill(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("feed", metavar="FEED", help="a feed of the configuration, by its address or name")
    parser.add_argument(
        "--since", type=read_day, required=True, metavar="DAY", help="from this UTC day (YYYY-MM-DD) on"
    )
    parser.add_argument(
        "--requests", type=read_requests, default=100, metavar="N", help="requests at most (default: 100)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be owed; change nothing")
