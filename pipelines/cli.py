"""The command `newsbeam`: argv in, exit code out.

0 done (a stream: stopped), 1 finished with failures above the configured share, 2 bad configuration, 3 interrupted, 4 entries
are missing, 5 not done: the job failed on its runner, or another command works on the same state, 70 an unexpected error, 74
what is printed could not be. `extract` has its own: see `onepage`.

A command imports what it needs when it runs: Beam alone takes more than a second, and only `ingest` and `stream` use it.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.arguments.parsing import read_arguments
from pipelines.bringing import BRINGING
from pipelines.checking import check
from pipelines.differing import diff
from pipelines.feed_commands import FEED_COMMANDS, init
from pipelines.finding import FINDING_COMMANDS
from pipelines.following import follow
from pipelines.key_commands import KEY_COMMANDS
from pipelines.looking import LOOKING, list_due
from pipelines.output import (
    escape_what_has_no_place,
    log_to_stderr,
    print_data,
    print_error,
    print_json,
    print_text,
    print_traceback,
)
from pipelines.signals import LEFT, leave_silent_disk
from pipelines.streams import lost_output, steady_streams
from pipelines.upkeep import UPKEEP
from pipelines.working import ingest, replay, stories, stream

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.config.config import Config

# After so many new objects Python looks for garbage: pages make thousands that die by themselves.
OBJECTS_BEFORE_SEARCH = 20_000
UNEXPECTED, NOT_PRINTED = 70, 74  # EX_SOFTWARE and EX_IOERR of sysexits.h


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; give the exit code."""
    steady_streams()
    escape_what_has_no_place()
    try:
        code = _main(argv)
        gc.freeze()  # The end of the process frees all there is; without this line Python first looks through it once more.
        return code
    except Exception as error:  # The edge of the process: a bug must not look like failures that were counted.
        print_traceback(error)
        print_error(_how_to_report())
        return UNEXPECTED


def _told(code: int, command: str) -> int:
    """Give the exit code, also where what was printed went nowhere: for some commands it is all that they do."""
    problem = lost_output()
    if problem is None:
        return code
    is_whole = command in ("ingest", "stream")
    whole = " The data is whole." if is_whole else ""
    print_error(f"The standard output cannot be written ({problem}): what stood there is lost.{whole}")
    return code if is_whole else code or NOT_PRINTED


def _how_to_report() -> str:
    import platform

    from pipelines.version import VERSION, beam_version

    versions = f"newsbeam {VERSION}, apache-beam {beam_version()}, Python {platform.python_version()}, {sys.platform}"
    return (
        f"Unexpected error ({versions}): this is a bug in newsbeam or in the runner. Nothing is lost: what was not written is"
        " still owed, and the same command continues. Please report it with everything above."
    )


def _main(argv: Sequence[str] | None) -> int:
    arguments, flags = read_arguments(argv)
    log_to_stderr(arguments.log_format)
    return _told(_command(arguments, flags), arguments.command)


def _command(arguments: argparse.Namespace, flags: Sequence[str]) -> int:
    if arguments.command == "schema" and arguments.config is None:
        return _schema(arguments)
    if arguments.command == "completion":
        from pipelines.arguments.parsing import make_parser
        from pipelines.completing import completion

        code, text = completion(arguments, make_parser())
        (print_error if code else print_data)(text)
        return code
    if arguments.command == "extract":
        with _no_search_for_garbage():  # One page in a short process: it would cost a tenth.
            return _extract(arguments)
    if arguments.command == "follow":
        return follow(arguments)
    if arguments.command == "diff":
        return diff(arguments)
    return _with_configuration(arguments, flags)


def _schema(arguments: argparse.Namespace) -> int:
    extra = None
    if arguments.config is not None and arguments.kind == "article":
        from pipelines.config.loading import load_config
        from pipelines.config.own_steps import extra_column

        extra = extra_column(load_config(arguments.config))
    if arguments.reader is None:
        from pipelines.schema import schema_text

        text = schema_text(arguments.kind, extra)
    else:
        from pipelines.typed_schemas import schema_for

        text = schema_for(arguments.reader, arguments.kind, extra)
    print_text(text.rstrip())
    return 0


def _extract(arguments: argparse.Namespace) -> int:
    import shutil

    from pipelines import onepage
    from transforms.clock import utc_now

    result = onepage.extract_one(
        arguments.page,
        url=arguments.url,
        config=arguments.config,
        columns=shutil.get_terminal_size((100, 24)).columns if arguments.explain else None,
        stdin=sys.stdin.buffer,
        clock=utc_now,
    )
    if result.text:
        (print_text if arguments.explain else print_json)(result.text)
    for note in result.notes:
        print_error(note)
    return result.code


def _with_configuration(arguments: argparse.Namespace, flags: Sequence[str]) -> int:
    from pipelines.config.errors import ConfigError
    from pipelines.config.loading import load_config
    from pipelines.run.errors import NOTHING_LOST, Busy, JobFailed, Refused, RunnerRefused, sentence_of
    from transforms.clock import utc_now
    from transforms.errors import OutputError, SigningKeyError, StateError, StorageError
    from transforms.state.disk_calls import watched

    try:
        if arguments.command == "init":
            return _say(*init(arguments))
        if arguments.command in ("feeds", "keys"):
            return _below(arguments)
        if arguments.command == "check":
            return _say(*check(arguments))
        if arguments.command == "schema":
            return _schema(arguments)
        read_at = utc_now()
        config = load_config(arguments.config, arguments.set)
        with watched(leave_silent_disk):
            return _run(arguments, config, flags, read_at)
    except ConfigError as error:
        print_error("\n".join(error.problems))
        return 2
    except (OutputError, Refused, RunnerRefused, SigningKeyError, StateError, StorageError) as error:
        print_error(sentence_of(str(error)))
        if isinstance(error, StorageError) and arguments.command in ("ingest", "stream"):
            print_error(NOTHING_LOST)
        return 2
    except (Busy, JobFailed) as error:
        print_error(error)
        return 5
    except KeyboardInterrupt:
        print_error(LEFT)
        return 3


def _below(arguments: argparse.Namespace) -> int:
    """Run a command that stands below another one: `feeds list`, `keys new`."""
    if arguments.command == "keys":
        code, text = KEY_COMMANDS[arguments.keys_command](arguments)
        print_data(text)
        return code
    code, text = {**FEED_COMMANDS, **FINDING_COMMANDS}[arguments.feeds_command](arguments)
    (print_data if arguments.feeds_command == "export" else print_text)(text)
    return code


def _run(arguments: argparse.Namespace, config: Config, flags: Sequence[str], read_at: datetime) -> int:
    command = (LOOKING | BRINGING | UPKEEP).get(arguments.command)
    if command is not None:
        return _say(*command(arguments, config))
    if not (arguments.command == "ingest" and arguments.dry_run):
        _warn_of_missing(config)
    if arguments.command == "ingest" and not arguments.dry_run:
        from pipelines.run.headstart import start_extraction_early
        from transforms.clock import utc_now

        start_extraction_early(config, utc_now(), poll_all=arguments.now)
    with _no_search_for_garbage():  # It would take a third of the time of Beam's import.
        from pipelines.config.relisting import Relisting
        from pipelines.run.flags import refuse_unknown_flags
        from pipelines.run.looks import LookAside
        from pipelines.run.passes import runner_of
        from pipelines.run.runners import check_runner
        from transforms.clock import utc_now
        from transforms.web.exchange import open_signer

    # What is wrong with these is said before anything begins.
    _ = config.own_steps
    open_signer(config.web, utc_now)
    logging.getLogger("apache_beam.runners.common").addFilter(_is_news)
    runner = runner_of(config, flags)
    check_runner(runner)
    refuse_unknown_flags(flags, runner)
    if arguments.command == "stream":
        relisting = Relisting(config, arguments.config, arguments.set, read_at=read_at)
        return stream(arguments, config, flags, LookAside(relisting.look))
    if arguments.command == "stories":
        return _say(*stories(config, flags, arguments.since))
    if arguments.command == "replay":
        return _say(*replay(arguments, config, flags))
    if arguments.dry_run:
        return _say(0, list_due(config, arguments.now))
    return ingest(arguments, config, flags)


def _warn_of_missing(config: Config) -> None:
    """Say once, here and not in each worker, what the chosen enrichments could use and is not installed."""
    from transforms.pure.enrichment.enriching import what_is_missing

    for sentence in what_is_missing(config.enrich):
        logging.getLogger("newsbeam").warning("%s", sentence)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Let Python look for no garbage meanwhile, nor ever in what was made until then."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(OBJECTS_BEFORE_SEARCH, 20, 20)
        gc.enable()


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether Beam's report of an exception says more than the sentence that `main` prints."""
    from transforms.errors import StateError, StorageError

    return not (record.exc_info and isinstance(record.exc_info[1], StateError | StorageError))


def _say(code: int, text: str) -> int:
    if text:
        print_text(text)
    return code
