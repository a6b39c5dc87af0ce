"""The commands that work on the list of feeds: each gives its exit code, and what it prints.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Final


def list_feeds(arguments: argparse.Namespace) -> tuple[int, str]:
    """List the feeds of a configuration."""
    from pipelines.config.loading import load_config

    feeds = load_config(arguments.config).feeds
    return 0, "\n".join(feed.url + ("" if feed.enabled else " (disabled)") for feed in feeds)


FEED_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], tuple[int, str]]]] = {
    "list": list_feeds,
}
