"""The commands that work on the list of feeds: each gives its exit code, and what it prints.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from typing import Final

from pipelines.output import print_error


def init(arguments: argparse.Namespace) -> tuple[int, str]:
    """Write a configuration, and an empty list of feeds."""
    from pipelines.lists.starting import begin

    config, feeds = begin(arguments.folder)
    there = [] if arguments.folder == "." else [f"    cd {shlex.quote(arguments.folder)}"]
    return 0, "\n".join(
        [
            f"{config} and {feeds} are there now. Next:",
            *there,
            "    newsbeam feeds add URL          # a feed, or the home page of a site",
            "    newsbeam feeds import FILE      # OPML, CSV or a plain list",
            "    newsbeam ingest newsbeam.yaml",
        ]
    )


def list_feeds(arguments: argparse.Namespace) -> tuple[int, str]:
    """List the feeds of a configuration."""
    from pipelines.lists.known import read_known
    from pipelines.show.lists import describe_list

    known = read_known(arguments.config)
    chosen = [listed for listed in known.feeds if not arguments.tag or set(arguments.tag) & set(listed.feed.tags)]
    wrong = known.problems or any(listed.key is None for listed in chosen)
    return 2 if wrong else 0, describe_list(known, chosen)


def import_feeds(arguments: argparse.Namespace) -> tuple[int, str]:
    """Bring in the feeds of another list."""
    from pipelines.lists.importing import import_feeds
    from pipelines.show.lists import describe_import

    done = import_feeds(arguments.file, arguments.config, sys.stdin.buffer, dry_run=arguments.dry_run)
    return 1 if done.wrong else 0, describe_import(done, dry_run=arguments.dry_run)


def export_feeds(arguments: argparse.Namespace) -> tuple[int, str]:
    """Give the feeds as a list for other programs."""
    from pipelines.config.loading import load_config
    from pipelines.wording import plural
    from transforms.clock import utc_now
    from transforms.pure.lists.writing import to_csv, to_opml
    from transforms.pure.shown.url_secrets import without_secrets

    feeds = load_config(arguments.config).feeds
    if any(feed.headers for feed in feeds):
        print_error("Headers are secret, and are not exported.")
    secret = sum(without_secrets(feed.url) != feed.url for feed in feeds)
    if secret:
        print_error(
            f"{plural(secret, 'address holds', 'addresses hold')} a secret (a token, a key): the list is not for others."
        )
    text = to_csv(feeds) if arguments.format == "csv" else to_opml(feeds, f"Feeds of {arguments.config}", utc_now())
    return 0, text.rstrip("\n")


def remove_feeds(arguments: argparse.Namespace) -> tuple[int, str]:
    """Take feeds out of the list."""
    from pipelines.lists.changing import remove_feeds
    from pipelines.show.lists import describe_removal

    return 0, describe_removal(remove_feeds(arguments.config, arguments.urls))


def enable_feeds(arguments: argparse.Namespace) -> tuple[int, str]:
    """Have feeds polled again."""
    return _switch(arguments, enabled=True)


def disable_feeds(arguments: argparse.Namespace) -> tuple[int, str]:
    """Have feeds no longer polled, and keep them in the list."""
    return _switch(arguments, enabled=False)


def _switch(arguments: argparse.Namespace, *, enabled: bool) -> tuple[int, str]:
    from pipelines.lists.changing import switch_feeds
    from pipelines.show.lists import describe_switch

    return 0, describe_switch(switch_feeds(arguments.config, arguments.urls, enabled=enabled), enabled=enabled)


FEED_COMMANDS: Final[dict[str, Callable[[argparse.Namespace], tuple[int, str]]]] = {
    "list": list_feeds,
    "import": import_feeds,
    "export": export_feeds,
    "remove": remove_feeds,
    "disable": disable_feeds,
    "enable": enable_feeds,
}
