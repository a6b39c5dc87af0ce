"""The command `newsbeam`: argv in, exit code out.

0 done, 1 finished with failures above the configured share, 2 bad configuration, 3 interrupted, 4 the ledger does not
balance.
"""

from __future__ import annotations

import argparse
import difflib
import logging
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from pipelines import onepage, progress, report, status
from pipelines.config import Config, ConfigError, load_config
from pipelines.passes import ingest
from pipelines.resharding import reshard
from pipelines.schema import RECORDS, schema_text
from pipelines.version import VERSION
from transforms.clock import utc_now
from transforms.errors import StateError, StorageError
from transforms.turns import request_stop, stop_requested

OWN_FLAGS = ("--now", "--dry-run", "--set", "--help", "--version")
STOPPING = "Stopping: finishing the requests under way. Once more to leave at once."
LEFT = "Left at once: all that was not written is still owed and safe. Run the same command again."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    parser = _parser()
    arguments, flags = parser.parse_known_args(argv)
    _check_flags(parser, arguments, flags)
    _log_to_stderr()
    if arguments.command == "schema":
        _print(schema_text(arguments.kind).rstrip())
        return 0
    if arguments.command == "extract":
        return _extract(arguments)
    try:
        config = load_config(arguments.config, arguments.set)
    except ConfigError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    try:
        return _run(arguments, config, flags)
    except (StateError, StorageError) as error:
        # Beam adds the name of its step to the sentence.
        print(str(error).partition(" [while running")[0], file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(LEFT, file=sys.stderr)
        return 3


def _check_flags(parser: argparse.ArgumentParser, arguments: argparse.Namespace, flags: Sequence[str]) -> None:
    """Leave flags that are not ours to the runner, for `ingest` alone; one that is nearly ours was meant for us."""
    if flags and (arguments.command != "ingest" or not flags[0].startswith("-")):
        parser.error(f"unrecognized arguments: {' '.join(flags)}")
    for flag in flags:
        name = flag.partition("=")[0].replace("_", "-")
        near = difflib.get_close_matches(name, OWN_FLAGS, n=1, cutoff=0.85)
        near += [own for own in OWN_FLAGS if len(name) > 4 and own.startswith(name)]
        if near:
            parser.error(f"unrecognized argument: {flag}; did you mean {near[0]}?")


def _log_to_stderr() -> None:
    # By force, since Beam's import has already set up a handler with a format of its own.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", force=True)
    logging.getLogger("transforms").setLevel(logging.INFO)
    logging.getLogger("apache_beam.runners.common").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether Beam's report of an exception says more than the sentence that `main` prints."""
    return not (record.exc_info and isinstance(record.exc_info[1], StateError | StorageError))


def _run(arguments: argparse.Namespace, config: Config, flags: Sequence[str]) -> int:
    if arguments.command == "check":
        return _check(config)
    if arguments.command == "status":
        now = utc_now()
        _print(status.describe(status.read_status(config, now), config, now))
        return 0
    if arguments.command == "reshard":
        _print(reshard(config, arguments.shards))
        return 0
    if arguments.dry_run:
        return _list_due(config, arguments.now)
    return _ingest(config, flags, arguments.now)


def _extract(arguments: argparse.Namespace) -> int:
    told = onepage.extract_one(
        arguments.page,
        url=arguments.url,
        config=arguments.config,
        columns=shutil.get_terminal_size((100, 24)).columns if arguments.explain else None,
        stdin=sys.stdin.buffer,
        clock=utc_now,
    )
    if told.text:
        _print(told.text)
    for note in told.notes:
        print(note, file=sys.stderr)
    return told.code


def _ingest(config: Config, flags: Sequence[str], poll_all: bool) -> int:
    with _stopping_on_signals(), progress.shown():
        found = ingest(config, flags, poll_all=poll_all)
    _print(report.summarise(found, config))
    code, sentence = report.verdict(found, config)
    if sentence:
        print(sentence, file=sys.stderr)
    return code


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Let the first signal end what is begun in order, and the second leave at once."""
    before = {number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    if stop_requested():
        # An exception would be raised somewhere inside a step of Beam, which reports it as an error of that step.
        progress.say_last(LEFT)
        os._exit(3)
    request_stop()
    progress.say(STOPPING)


def _check(config: Config) -> int:
    active = [feed for feed in config.feeds if feed.enabled]
    lines = [
        f"The configuration is good: {len(config.feeds)} feeds, {len(active)} of them enabled.",
        f"Output {config.output}, state {config.state_root}, {config.shards} shards, runner {config.runner}.",
    ]
    lines += [f"    {feed.url}" + ("" if feed.enabled else " (disabled)") for feed in config.feeds]
    _print("\n".join(lines))
    return 0


def _list_due(config: Config, poll_all: bool) -> int:
    """What an ingest would poll now; nothing is asked or written."""
    now = utc_now()
    feeds = status.look_at_feeds(config)
    due = [feed for feed in feeds if poll_all or feed.next_poll_at is None or feed.next_poll_at <= now]
    lines = [f"{len(due)} of {len(feeds)} feeds would be polled now:"]
    lines += [f"    {feed.feed.url} ({feed.health})" for feed in due]
    _print("\n".join(lines))
    return 0


def _print(text: str) -> None:
    """Print for a reader who may have enough before the end, such as `head`."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="newsbeam", description="Feeds in, clean news articles out, nothing lost.")
    parser.add_argument("--version", action="version", version=f"newsbeam {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser(
        "ingest",
        allow_abbrev=False,  # A flag of Beam's may begin like one of ours.
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
    division = commands.add_parser(
        "reshard", help="divide the state into another number of shards, while no ingest runs"
    )
    _add_config(division)
    division.add_argument("--shards", type=_positive, required=True, metavar="N", help="the new number of shards")
    onepage.add_arguments(commands.add_parser("extract", help="one page's record, or what was made of it and why"))
    schema = commands.add_parser("schema", help="the JSON Schema of the records")
    schema.add_argument(
        "kind", nargs="?", choices=tuple(RECORDS), default="article", help="which record (default: article)"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1 on, got {text}")
    return number


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", metavar="CONFIG", help="the configuration, a YAML file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="override a value, for instance web.per_site=1"
    )
