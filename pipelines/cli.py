"""The command `newsbeam`: argv in, exit code out.

0 done, 1 finished with failures above the configured share, 2 bad configuration, 3 interrupted, 4 the ledger does not
balance.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from pipelines import progress, report, status
from pipelines.config import Config, ConfigError, load_config
from pipelines.passes import ingest
from pipelines.schema import RECORDS, schema_text
from pipelines.version import VERSION
from transforms.clock import utc_now
from transforms.errors import StateError, StorageError
from transforms.turns import request_stop, stop_requested


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    arguments, flags = _parser().parse_known_args(argv)
    if flags and arguments.command != "ingest":
        _parser().error(f"unrecognized arguments: {' '.join(flags)}")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if arguments.command == "schema":
        print(schema_text(arguments.kind), end="")
        return 0
    try:
        config = load_config(arguments.config, arguments.set)
    except ConfigError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    try:
        return _run(arguments, config, flags)
    except (StateError, StorageError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "Left at once: all that was not written is still owed and safe. Run the same command again.",
            file=sys.stderr,
        )
        return 3


def _run(arguments: argparse.Namespace, config: Config, flags: Sequence[str]) -> int:
    if arguments.command == "check":
        return _check(config)
    if arguments.command == "status":
        now = utc_now()
        print(status.describe(status.read_status(config, now), config, now))
        return 0
    if arguments.dry_run:
        return _list_due(config, arguments.now)
    return _ingest(config, flags, arguments.now)


def _ingest(config: Config, flags: Sequence[str], poll_all: bool) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    with progress.shown():
        found = ingest(config, flags, poll_all=poll_all)
    print(report.summarise(found, config))
    code, sentence = report.verdict(found, config)
    if sentence:
        print(sentence, file=sys.stderr)
    return code


def _stop(number: int, frame: FrameType | None) -> None:
    """The first signal ends what is begun in order; the second leaves at once."""
    if stop_requested():
        raise KeyboardInterrupt
    request_stop()
    print("Stopping: finishing the requests under way. Once more to leave at once.", file=sys.stderr, flush=True)


def _check(config: Config) -> int:
    active = [feed for feed in config.feeds if feed.enabled]
    print(f"The configuration is good: {len(config.feeds)} feeds, {len(active)} of them enabled.")
    print(f"Output {config.output}, state {config.state_root}, {config.shards} shards, runner {config.runner}.")
    for feed in config.feeds:
        print(f"    {feed.url}" + ("" if feed.enabled else " (disabled)"))
    return 0


def _list_due(config: Config, poll_all: bool) -> int:
    """What an ingest would poll now; nothing is asked or written."""
    now = utc_now()
    feeds = status.look_at_feeds(config)
    due = [feed for feed in feeds if poll_all or feed.next_poll_at is None or feed.next_poll_at <= now]
    print(f"{len(due)} of {len(feeds)} feeds would be polled now:")
    for feed in due:
        print(f"    {feed.feed.url} ({feed.health})")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="newsbeam", description="Feeds in, clean news articles out, nothing lost.")
    parser.add_argument("--version", action="version", version=f"newsbeam {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser(
        "ingest",
        help="poll the feeds that are due, fetch what is owed, write articles",
        epilog="Any other flag goes to the Beam runner, for instance --runner=FlinkRunner.",
    )
    _add_config(run)
    run.add_argument("--now", action="store_true", help="poll all feeds, whatever their schedule says")
    run.add_argument(
        "--dry-run", action="store_true", help="list the feeds that would be polled; ask and write nothing"
    )
    _add_config(commands.add_parser("check", help="validate a configuration and list its feeds; nothing is polled"))
    _add_config(commands.add_parser("status", help="feeds by health, what is owed, what was written today"))
    schema = commands.add_parser("schema", help="the JSON Schema of the records")
    schema.add_argument(
        "kind", nargs="?", choices=tuple(RECORDS), default="article", help="which record (default: article)"
    )
    return parser


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", metavar="CONFIG", help="the configuration, a YAML file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="override a value, for instance web.per_site=1"
    )
