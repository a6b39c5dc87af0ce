"""Arguments that several commands take, and how their values are read."""

from __future__ import annotations

import argparse
import os
from datetime import date

# What argparse has no public name for: where commands are added.
Commands = argparse._SubParsersAction
# The kinds of rows, those of `transforms.row_kinds`, which few commands import.
ROWS = ("articles", "failures", "revisions", "retractions")


def add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", metavar="CONFIG", help="the configuration, a YAML file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="override a value, for instance web.per_site=1"
    )


def add_log_format(commands: Commands) -> None:
    """Add to each command, and to those that stand behind one (`feeds add`), how its lines for logs are written."""
    for parser in commands.choices.values():
        behind = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        for more in behind:
            add_log_format(more)
        if not behind:
            parser.add_argument(
                "--log-format",
                choices=("text", "json"),
                default="text",
                help="how lines for logs are written: for people (text), or for machines, one JSON object a line (json)",
            )


def add_manner(parser: argparse.ArgumentParser, *, shares: bool = True) -> None:
    """Add what a command does where another one works on the same state; without either flag it leaves."""
    manner = parser.add_mutually_exclusive_group()
    manner.set_defaults(manner="leave")
    manner.add_argument(
        "--wait",
        dest="manner",
        action="store_const",
        const="wait",
        help="where another command works on the same state, begin once it is over, instead of leaving with exit code 5",
    )
    if shares:
        manner.add_argument(
            "--share",
            dest="manner",
            action="store_const",
            const="share",
            help="work beside it: nothing is lost or doubled, but sites are asked twice",
        )


PROGRESS = ("auto", "live", "plain", "none")


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Add how it is shown how far a command is."""
    parser.add_argument(
        "--progress",
        type=_read_progress,
        default=os.environ.get("NEWSBEAM_PROGRESS") or "auto",
        choices=PROGRESS,
        help="how to show what happens: a view that is redrawn (live), a line at each change (plain, for screen readers), nothing"
        " (none); auto, the default, is live on a terminal and a line now and then elsewhere; NEWSBEAM_PROGRESS sets the default",
    )


def _read_progress(text: str) -> str:
    if text not in PROGRESS:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(PROGRESS)}, got {text}")
    return text


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a day like 2026-11-22, got {text}") from None


def read_shards(text: str) -> int:
    from pipelines.config.config import MAX_SHARDS  # only `reshard` needs it

    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= MAX_SHARDS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MAX_SHARDS}, got {text}")
    return number


def read_megabytes(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.001 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"expected a number from 0.001 to 1000, got {text}")
    return number


def read_days(text: str) -> float:
    """Read a duration like 7d, 12h or 2w as days."""
    days = {"h": 1 / 24, "d": 1.0, "w": 7.0}.get(text[-1:], 0.0)
    try:
        number = float(text[:-1]) * days
    except ValueError:
        number = 0.0
    if not 0 < number <= 366:
        raise argparse.ArgumentTypeError(f"expected a duration like 7d, 12h or 2w, of a year at most, got {text}")
    return number


def read_seconds(text: str) -> float:
    """Read a number of seconds, from a tenth to a day."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.1 <= number <= 86_400:
        raise argparse.ArgumentTypeError(f"expected seconds from 0.1 to 86400, got {text}")
    return number


def read_whole_days(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 366:
        raise argparse.ArgumentTypeError(f"expected a whole number of days from 1 to 366, got {text}")
    return number


def read_samples(text: str) -> int:
    """Read how many samples are shown: 0 or more. Raises: argparse.ArgumentTypeError."""
    if not text.isdecimal() or len(text) > 6:
        raise argparse.ArgumentTypeError(f"expected how many samples to show, such as 3 or 0, got {text!r}")
    return int(text)


def read_requests(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 10000, got {text}")
    return number


def read_port(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 (any that is free) to 65535, got {text}")
    return number
