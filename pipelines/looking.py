"""The commands that look and change nothing: each gives its exit code, and what it prints.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.config.config import Config


def status(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Show the feeds by health, what is owed, and what was written today; exit code 4 where entries are missing."""
    from pipelines.show.status import describe, read_status
    from transforms.clock import utc_now

    now = utc_now()
    found = read_status(config, now)
    return 4 if found.missing else 0, describe(found, config, now)


def list_due(config: Config, poll_all: bool) -> str:
    """List what an ingest would poll now; ask and write nothing."""
    from pipelines.show.status import read_feed_states
    from transforms.clock import utc_now

    now = utc_now()
    feeds = read_feed_states(config, now)
    due = [feed for feed in feeds if poll_all or feed.next_poll_at is None or feed.next_poll_at <= now]
    lines = [f"{len(due)} of {len(feeds)} feeds would be polled now:"]
    lines += [f"    {feed.feed.url} ({feed.health})" for feed in due]
    return "\n".join(lines)


LOOKING: Final[dict[str, Callable[[argparse.Namespace, Config], tuple[int, str]]]] = {
    "status": status,
}
