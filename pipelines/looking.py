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
    """Show the feeds by health, what is owed, and what was written today; exit code 4 where entries or files are missing.

    With `--watch` it is shown again and again, until Ctrl-C.
    """
    from pipelines.output import print_json, print_text
    from pipelines.show.watching import watched

    if arguments.watch is None:
        code, text = _status(arguments, config)
        (print_json if arguments.json else print_text)(text)
        return code, ""
    return watched(lambda: _status(arguments, config), arguments.watch, as_json=arguments.json), ""


def _status(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    from pipelines.show.folding import fold_all, output_columns
    from pipelines.show.status import read_status
    from pipelines.show.status_text import as_json, describe
    from transforms.clock import utc_now

    now = utc_now()
    found = read_status(config, now)
    text = as_json(found, now) if arguments.json else fold_all(describe(found, config, now), output_columns())
    return 4 if found.missing or found.gone else 0, text


def rights(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Say what each site, or one of them, allows and reserves, and since when; exit code 2 for an unknown site."""
    import shutil

    from pipelines.output import print_json, print_text
    from pipelines.rights.answering import answer

    columns = shutil.get_terminal_size((100, 24)).columns
    text = answer(config, arguments.site, arguments.since, as_json=arguments.json, columns=columns)
    (print_json if arguments.json else print_text)(text)
    return 0, ""


def explain(arguments: argparse.Namespace, config: Config) -> tuple[int, str]:
    """Tell all that is known of an entry, an article or a feed, and what would happen now."""
    import shlex
    import shutil

    from pipelines.histories.explaining import explain
    from pipelines.output import print_json, print_text
    from transforms.clock import utc_now

    code, text = explain(
        config,
        arguments.target,
        utc_now(),
        shlex.quote(arguments.config),
        as_json=arguments.json,
        scan=arguments.scan,
        columns=shutil.get_terminal_size((100, 24)).columns,
    )
    (print_json if arguments.json else print_text)(text)
    return code, ""


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
    "explain": explain,
    "rights": rights,
    "status": status,
}
