"""The commands that look after a dataset which is there: each gives its exit code, and what it prints.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.config.config import Config
    from transforms.state.verification import Verified


def verify(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Read the whole dataset back, and say what is wrong; mend it first, if that is wanted."""
    from pipelines.show.verified import describe
    from transforms.state.roots import require
    from transforms.state.story_states import story_stores
    from transforms.state.story_verification import verify_stories
    from transforms.state.verification import verify

    require(config.roots)
    verified, done = _repair(config) if arguments.repair else (verify(*config.roots.open(), config.shards), None)
    stories = verify_stories(*story_stores(config.roots))
    is_wrong = verified.findings or (stories is not None and stories.findings)
    return 4 if is_wrong else 0, describe(verified, done, stories)


def _repair(config: Config) -> tuple[Verified, list[str]]:
    from pipelines.version import VERSION
    from transforms.clock import utc_now
    from transforms.state.remaking import restore_chain
    from transforms.state.repair import Repair
    from transforms.state.roots import claim

    # Before the claim, which refuses a state whose manifests end before those of the output.
    done = restore_chain(*config.roots.open())
    claim(config.roots, utc_now())
    repair = Repair(*config.roots.open(), config.shards, version=VERSION, clock=utc_now)
    verified = repair.run()
    return verified, [*done, *repair.done]


def retry(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Make what failed owed again."""
    from pipelines.run.retrying import RetryChoice, retry
    from pipelines.show.retried import describe

    choice = RetryChoice(
        reasons=tuple(arguments.reason),
        feeds=tuple(arguments.feed),
        ids=tuple(arguments.id),
        sites=tuple(arguments.site),
        since=arguments.since,
    )
    return 0, describe(retry(config, choice, arguments.dry_run), arguments.config)


def forget(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Take down an article, or all of a site."""
    from pipelines.run.forgetting import forget

    return forget(config, arguments.target, site=arguments.site, reason=arguments.reason, dry_run=arguments.dry_run)


def compact(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Put the files of days that are over together, and drop what is too old."""
    from pipelines.run.compacting import compact_dataset

    return 0, compact_dataset(config, arguments.megabytes, arguments.zstd)


def report(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Write a page on how the sources fare, and the days that are over as rows."""
    from pipelines.health.reporting import describe, report
    from transforms.clock import utc_now

    return 0, describe(report(config, arguments.to, arguments.days, utc_now()))


def adopt(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Make a copy of a state and its output a dataset of its own."""
    from transforms.state.roots import adopt

    adopt(config.roots)
    return 0, f"The state at {config.state_root} and the output at {config.output} are a dataset of their own now."


def export(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Write a copy of the rows, or of a slice of them, for others."""
    from pipelines.export.choice import ExportChoice
    from pipelines.export.exporting import export
    from pipelines.show.exported import describe
    from transforms.clock import utc_now
    from transforms.state.roots import require

    require(config.roots)
    choice = ExportChoice(
        to=arguments.to,
        format=arguments.format,
        kind=arguments.kind,
        since=arguments.since,
        where=arguments.where,
        overwrite=arguments.overwrite,
    )
    return 0, describe(export(config.output, choice, utc_now()))


def reshard(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Give the state another number of shards."""
    from pipelines.run.holding import holding
    from pipelines.run.resharding import reshard

    cure = "`--wait` begins once it is over; a division made beside it would be given up"
    with holding(config.roots, "reshard", arguments.manner, cure=cure):
        return 0, reshard(config, arguments.shards)


UPKEEP: Final[dict[str, Callable[[argparse.Namespace, Config], tuple[int, str]]]] = {
    "verify": verify,
    "retry": retry,
    "forget": forget,
    "compact": compact,
    "export": export,
    "report": report,
    "adopt": adopt,
    "reshard": reshard,
}
