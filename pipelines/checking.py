"""The command `check`: all that is wrong with a configuration, in one go, and what it means where nothing is."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.config.config import Config

# So many feeds are listed, the others are counted: a long list would push the verdict off the screen.
MOST_LISTED = 20


def check(arguments: argparse.Namespace) -> tuple[int, str]:
    """Say that the configuration is good, and what it means. Raises: ConfigError with all problems.

    What only shows when a run begins is looked for, too, also where the configuration cannot be read in full.
    """
    from pipelines.config.errors import ConfigError
    from pipelines.config.loading import load_config
    from pipelines.run.obstacles import find_obstacles

    try:
        config = load_config(arguments.config, arguments.set)
    except ConfigError as error:
        found = [] if error.partial is None else find_obstacles(error.partial)
        raise ConfigError([*error.problems, *found]) from None
    obstacles = [*find_obstacles(config), *_of_own_steps(config), *_of_signature(config)]
    if obstacles:
        raise ConfigError(obstacles)
    return 0, _describe(config, arguments.config)


def _of_own_steps(config: Config) -> Sequence[str]:
    """List what is wrong with the user's own steps of enrichment, which are imported for it."""
    from pipelines.config.errors import ConfigError

    try:
        _ = config.own_steps
    except ConfigError as error:
        return error.problems
    return ()


def _of_signature(config: Config) -> Sequence[str]:
    """List what is wrong with the keys that requests are signed with."""
    if config.web.signature.directory is None:
        return ()
    from transforms.clock import utc_now
    from transforms.errors import SigningKeyError
    from transforms.web.exchange import open_signer

    try:
        open_signer(config.web, utc_now)
    except SigningKeyError as error:
        return [str(error)]
    return ()


def _say_signature(config: Config) -> list[str]:
    """Say by which key requests are signed, and whether sites find it; the directory is asked for it."""
    if config.web.signature.directory is None:
        return []
    from transforms.clock import utc_now
    from transforms.web.directory_look import look_at_directory

    return look_at_directory(config.web, utc_now)


def _say_own_steps(config: Config) -> list[str]:
    """Say what the user's own steps fill."""
    fields = (f"extra.{step.field} ({', '.join(column.name for column in step.columns)})" for step in config.own_steps)
    return [f"Own steps fill {', '.join(fields)}."] if config.own_steps else []


def _describe(config: Config, path: str) -> str:
    from pipelines.show.expected import describe_expected, expect_polls
    from pipelines.wording import NO_FEEDS, plural
    from transforms.clock import utc_now

    enabled = sum(feed.enabled for feed in config.feeds)
    lines = [
        f"The configuration is good: {plural(len(config.feeds), 'feed', 'feeds')}, {enabled} of them enabled.",
        f"Output {config.output}, state {config.state_root}, {plural(config.shards, 'shard', 'shards')},"
        f" runner {config.runner}.",
        *describe_expected(expect_polls(config, utc_now()), config),
        *([] if enabled else [f"Feeds: {NO_FEEDS}."]),
        *_say_proxy(config),
        *_say_signature(config),
        *_say_websub(config),
        *_say_revisions(config),
        *_say_missing(config),
        *_say_own_steps(config),
    ]
    lines += [f"    {feed.url}" + ("" if feed.enabled else " (disabled)") for feed in config.feeds[:MOST_LISTED]]
    more = len(config.feeds) - MOST_LISTED
    if more > 0:
        lines.append(f"    and {more:,} more: `newsbeam feeds list {shlex.quote(path)}` lists all")
    return "\n".join(lines)


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


def _say_missing(config: Config) -> list[str]:
    """Say what the chosen enrichments could use and is not installed here."""
    from transforms.pure.enrichment.enriching import what_is_missing

    return [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in what_is_missing(config.enrich)]


def _say_websub(config: Config) -> list[str]:
    """Say where hubs reach a stream, and where they do not."""
    if config.websub.callback is None:
        return []
    if config.runner.rpartition(".")[2] != "FnApiRunner":
        return [f"WebSub: nothing listens with the runner {config.runner}; only a stream with FnApiRunner does."]
    return [f"WebSub: a stream listens on {config.websub.listen}, and hubs reach it at {config.websub.callback}."]


def _say_revisions(config: Config) -> list[str]:
    """Say when an article is asked for again, and how often that is at most."""
    checks = config.revisions.checks
    if not checks:
        return []
    from pipelines.wording import plural, spell_wait

    times = plural(len(checks), "time", "times")
    after = ", ".join(map(spell_wait, checks))
    return [
        f"Revisions: each article is asked for again {times}, {after} after it was fetched, and more often if it changes."
    ]
