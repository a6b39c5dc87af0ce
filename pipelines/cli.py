"""The command `newsbeam`: argv in, exit code out.

0 done (a stream: stopped), 1 finished with failures above the configured share, 2 bad configuration, 3 interrupted, 4 the
ledger does not balance, 5 the job failed on its runner, 70 an error that nobody expected. `extract` has its own: see
`onepage`.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import shutil
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import apache_beam as beam

from pipelines import onepage
from pipelines.arguments import read_arguments
from pipelines.config.config import Config, ConfigError, load_config
from pipelines.run.jobs import JobFailed, sentence_of
from pipelines.run.passes import ingest, runner_of
from pipelines.run.resharding import reshard
from pipelines.run.runners import RunnerRefused, bare_name, check_runner
from pipelines.run.stream import LOCAL_RUNNER, stream
from pipelines.run.unbounded import run_unbounded
from pipelines.schema import schema_text
from pipelines.show import live, progress, report, status
from pipelines.version import VERSION
from pipelines.wording import plural, unbalanced
from transforms.clock import utc_now
from transforms.errors import StateError, StorageError
from transforms.stopping import request_stop, stop_requested

STOPPING = "Stopping: finishing the requests under way. Once more to leave at once."
UNEXPECTED = 70  # EX_SOFTWARE of sysexits.h
LEFT = "Left at once: all that was not written is still owed and safe. Run the same command again."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    try:
        return _main(argv)
    except Exception as error:  # The process's own edge: an error of ours must not pass for failures that were counted.
        traceback.print_exception(error)
        print(_how_to_report(), file=sys.stderr)
        return UNEXPECTED


def _how_to_report() -> str:
    versions = f"newsbeam {VERSION}, apache-beam {beam.__version__}, Python {platform.python_version()}, {sys.platform}"
    return (
        f"newsbeam did not expect this error ({versions}): it is a bug of ours, or of the runner. Nothing is lost: what was not"
        " written is still owed and safe, and the same command goes on. Please report it with all that stands above."
    )


def _main(argv: Sequence[str] | None) -> int:
    arguments, flags = read_arguments(argv)
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
    except (RunnerRefused, StateError, StorageError) as error:
        print(sentence_of(str(error)), file=sys.stderr)
        return 2
    except JobFailed as failed:
        print(failed, file=sys.stderr)
        return 5
    except KeyboardInterrupt:
        print(LEFT, file=sys.stderr)
        return 3


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
    check_runner(runner_of(config, flags))
    if arguments.command == "stream":
        return _stream(config, flags)
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
    with _stopping_on_signals(config.grace_seconds), progress.shown():
        found = ingest(config, flags, poll_all=poll_all)
    _print(report.summarise(found, config))
    code, sentence = report.verdict(found, config)
    if sentence:
        print(sentence, file=sys.stderr)
    return code


def _stream(config: Config, flags: Sequence[str]) -> int:
    with _stopping_on_signals(config.grace_seconds):
        if bare_name(runner_of(config, flags)) == bare_name(LOCAL_RUNNER):
            return _pass_a_tick(config, flags)
        return run_unbounded(config, flags)


def _pass_a_tick(config: Config, flags: Sequence[str]) -> int:
    last = None
    with live.shown(config, _print) as show:
        for ticked in stream(config, flags):
            show(ticked)
            last = ticked
    if last is not None and last.report.missing:
        print(unbalanced(last.report.missing), file=sys.stderr)
        return 4
    _print(live.farewell(last))
    return 0


@contextmanager
def _stopping_on_signals(grace_seconds: float) -> Iterator[None]:
    """Let the first signal end what is begun in order, and the second leave at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        if stop_requested():
            # An exception would be raised somewhere inside a step of Beam, which reports it as an error of that step.
            progress.say_last(LEFT)
            os._exit(3)
        request_stop(grace_seconds)
        progress.say(STOPPING)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check(config: Config) -> int:
    active = [feed for feed in config.feeds if feed.enabled]
    lines = [
        f"The configuration is good: {plural(len(config.feeds), 'feed', 'feeds')}, {len(active)} of them enabled.",
        f"Output {config.output}, state {config.state_root}, {plural(config.shards, 'shard', 'shards')},"
        f" runner {config.runner}.",
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
