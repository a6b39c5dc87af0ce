"""The commands that run the pipeline, or show what a run would do and has done."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import (
    Commands,
    add_config,
    add_manner,
    add_progress,
    read_day,
    read_days,
    read_port,
    read_seconds,
)

WATCH_SECONDS = 5.0
# The commands that run Beam, and take its flags.
RUNNING = ("ingest", "stream", "stories", "replay")


def add_running(commands: Commands) -> None:
    """Add them."""
    _add_ingest(
        commands.add_parser(
            "ingest",
            allow_abbrev=False,  # A flag of Beam's may begin like one of ours.
            help="poll the feeds that are due, fetch the pages that are owed (seen in a feed, not yet written), write articles",
            epilog="Any other flag goes to the Beam runner, for instance --runner=FlinkRunner.",
        )
    )
    stream = commands.add_parser(
        "stream",
        allow_abbrev=False,
        help="ingest without an end: poll each feed when it is due, until Ctrl-C or another signal stops it",
        epilog="Any other flag goes to the Beam runner. With a --runner that streams, one job without an end runs there.",
    )
    add_config(stream)
    add_manner(stream)
    add_progress(stream)
    _add_metrics(stream)
    _add_stories(
        commands.add_parser(
            "stories",
            allow_abbrev=False,
            help="say which articles are copies, and which report the same event; add what came since the last run",
            epilog="Any other flag goes to the Beam runner, for instance --runner=FlinkRunner.",
        )
    )
    add_config(commands.add_parser("check", help="validate a configuration and list its feeds; poll nothing"))
    _add_status(
        commands.add_parser("status", help="show the feeds by health, what is owed, and what was written today")
    )
    _add_rights(
        commands.add_parser("rights", help="say what each site allows and reserves, by which standard, and since when")
    )
    _add_explain(
        commands.add_parser(
            "explain", help="tell all that is known of an article, an entry or a feed, and what would happen to it now"
        )
    )


def _add_rights(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument(
        "site",
        nargs="?",
        metavar="SITE",
        help="all that one site said, by its domain or an address of it (default: all sites)",
    )
    parser.add_argument(
        "--since", type=read_day, metavar="DAY", help="what was fetched on this UTC day (YYYY-MM-DD) or later"
    )
    parser.add_argument("--json", action="store_true", help="write it as JSON, with all that each site said")


def _add_status(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="write it as JSON, with all that is known of each feed")
    parser.add_argument(
        "--watch",
        nargs="?",
        type=read_seconds,
        const=WATCH_SECONDS,
        metavar="SECONDS",
        help=f"show it again and again, every {WATCH_SECONDS:g} seconds or as said, until Ctrl-C",
    )


def _add_explain(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument(
        "target", metavar="URL|FEED|ID", help="a page's address, a feed by its address or name, or the `id` of a row"
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    parser.add_argument(
        "--scan",
        action="store_true",
        help="read all rows for an address that nothing else knows, however long it takes",
    )


def _add_metrics(stream: argparse.ArgumentParser) -> None:
    stream.add_argument(
        "--metrics-port",
        type=read_port,
        metavar="PORT",
        help="answer Prometheus at this port (/metrics), and whether ticks end (/healthz); with the local runner",
    )
    stream.add_argument(
        "--metrics-address",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="the address of that port; the default, 127.0.0.1, is reached from this machine alone",
    )


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_manner(parser)
    add_progress(parser)
    parser.add_argument(
        "--metrics-file",
        metavar="PATH",
        help="write the figures for Prometheus there at the end: a .prom file for node_exporter's textfile collector",
    )
    parser.add_argument("--now", action="store_true", help="poll all feeds now, even those that are not due")
    parser.add_argument(
        "--dry-run", action="store_true", help="list the feeds that would be polled; poll and write nothing"
    )


def _add_stories(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument(
        "--since",
        type=read_days,
        metavar="DURATION",
        help="read the articles that were fetched in this time (7d, 12h), also those that an earlier run has read; the first run"
        " reads those of the look-back",
    )
