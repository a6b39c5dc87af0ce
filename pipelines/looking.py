"""The commands that look and change nothing: each gives its exit code, and what it prints.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.config.config import Config


def check(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Say that the configuration is good, and what it means."""
    from pipelines.show.expected import describe_expected, expect_polls
    from pipelines.wording import plural
    from transforms.clock import utc_now

    enabled = sum(feed.enabled for feed in config.feeds)
    lines = [
        f"The configuration is good: {plural(len(config.feeds), 'feed', 'feeds')}, {enabled} of them enabled.",
        f"Output {config.output}, state {config.state_root}, {plural(config.shards, 'shard', 'shards')},"
        f" runner {config.runner}.",
        *describe_expected(expect_polls(config, utc_now()), config),
        *_say_proxy(config),
    ]
    lines += [f"    {feed.url}" + ("" if feed.enabled else " (disabled)") for feed in config.feeds]
    return 0, "\n".join(lines)


def _say_proxy(config: Config) -> list[str]:
    """Say through which proxy the web is asked, and which variables of the environment are not obeyed."""
    import os

    from transforms.pure.net.proxies import set_proxy_variables, shown_proxy

    lines = [] if config.web.proxy is None else [f"The web is asked through the proxy {shown_proxy(config.web.proxy)}."]
    names = set_proxy_variables(name for name, value in os.environ.items() if value)
    if names:
        found = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} set in the environment"
        cure = "" if config.web.proxy is not None else "; to ask the web through a proxy, name it under web.proxy"
        lines.append(f"{found}, which newsbeam does not obey{cure}.")
    return lines


def status(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Show the feeds by health, what is owed, and what was written today."""
    from pipelines.show.status import describe, read_status
    from transforms.clock import utc_now

    now = utc_now()
    return 0, describe(read_status(config, now), config, now)


def list_due(config: Config, poll_all: bool) -> str:
    """List what an ingest would poll now; ask and write nothing."""
    from pipelines.show.status import read_feed_states
    from transforms.clock import utc_now

    now = utc_now()
    feeds = read_feed_states(config)
    due = [feed for feed in feeds if poll_all or feed.next_poll_at is None or feed.next_poll_at <= now]
    lines = [f"{len(due)} of {len(feeds)} feeds would be polled now:"]
    lines += [f"    {feed.feed.url} ({feed.health})" for feed in due]
    return "\n".join(lines)


LOOKING: Final[dict[str, Callable[[argparse.Namespace, Config], tuple[int, str]]]] = {
    "check": check,
    "status": status,
}
