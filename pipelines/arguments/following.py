"""The command that follows an output."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Literal

from pipelines.arguments.values import ROWS, Commands, read_seconds

SINKS = ("stdout", "webhook", "opensearch", "kafka")


def add_following(commands: Commands) -> None:
    """Add it."""
    parser = commands.add_parser(
        "follow",
        allow_abbrev=False,  # --secret is no flag, and must not be taken for --secret-file.
        help="hand the rows of an output to a webhook, OpenSearch, Kafka or another program as they are published",
        epilog="Secrets are read from a file or from the environment variable NEWSBEAM_SINK_SECRET, never from the command line.",
    )
    parser.add_argument("output", metavar="OUTPUT", help="the output of a configuration, a folder or an fsspec URL")
    parser.add_argument("--to", required=True, choices=SINKS, help="where the rows go")
    _add_target(parser.add_argument_group("the sink"))
    _add_cursor(parser.add_argument_group("where it begins, and when it ends"))
    parser.add_argument("--kind", choices=ROWS, default="articles", help="(default: articles)")


def _add_target(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--url", help="its address; or in the environment variable NEWSBEAM_SINK_URL")
    group.add_argument("--index", default="newsbeam", help="the index of OpenSearch (default: newsbeam)")
    group.add_argument("--brokers", metavar="HOST:PORT,...", help="the brokers of Kafka")
    group.add_argument("--topic", default="newsbeam", help="the topic of Kafka (default: newsbeam)")
    group.add_argument(
        "--secret-file", metavar="FILE", help="a file with its secret; of Kafka, with the client's options"
    )
    group.add_argument(
        "--allow-address", action="append", default=[], metavar="ADDRESS",
        help="a private address or network that its name may lead to, for instance 10.0.0.0/8 (repeatable)",
    )  # fmt: skip
    group.add_argument("--batch", type=_read_rows, metavar="N", help="hand over so many rows at once, at most")
    group.add_argument(
        "--give-up", type=read_seconds, default=600.0, metavar="SECONDS",
        help="end with exit code 5 once it has taken nothing for so long (default: 600)",
    )  # fmt: skip


def _add_cursor(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--once", action="store_true", help="end when all is delivered that is there")
    group.add_argument(
        "--interval",
        type=read_seconds,
        default=10.0,
        metavar="SECONDS",
        help="look for new rows so often (default: 10)",
    )
    group.add_argument(
        "--since", type=read_since, metavar="DAY|NUMBER|now",
        help="where a new cursor begins: with a UTC day, behind a manifest, or now (default: at the beginning)",
    )  # fmt: skip
    group.add_argument(
        "--name", help="the name of the cursor (default: that of the sink; none is kept for stdout without a name)"
    )
    group.add_argument("--cursor", metavar="FOLDER", help="a folder or URL for cursors (default: _followers in OUTPUT)")
    group.add_argument("--moved", action="store_true", help="continue with a cursor whose sink has a new address")


def _read_rows(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 10000, got {text}")
    return number


def read_since(text: str) -> int | date | Literal["now"]:
    """Read where a cursor begins.

    >>> read_since("2026-11-22"), read_since("40"), read_since("now")
    (datetime.date(2026, 11, 22), 40, 'now')
    """
    if text == "now":
        return "now"
    if text.isdecimal() and len(text) <= 10:
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected a day like 2026-11-22, the number of a manifest, or now, got {text}"
        ) from None
