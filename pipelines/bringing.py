"""The commands that bring articles which no poll brings: each gives its exit code, and what it prints.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.config.config import Config


def add(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Make single articles owed; 1 where something that was given is no address."""
    from pipelines.run.adding import add
    from pipelines.show.brought import describe_added

    added = add(config, arguments.url, arguments.file, sys.stdin.buffer)
    return 1 if added.wrong else 0, describe_added(added, arguments.config)


def backfill(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Make older items of a feed owed."""
    from pipelines.run.backfilling import BackfillChoice, backfill
    from pipelines.show.brought import describe_backfilled

    choice = BackfillChoice(
        feed=arguments.feed, since=arguments.since, requests=arguments.requests, dry_run=arguments.dry_run
    )
    return 0, describe_backfilled(backfill(config, choice), choice, arguments.config)


BRINGING: Final[dict[str, Callable[[argparse.Namespace, Config], tuple[int, str]]]] = {"add": add, "backfill": backfill}
