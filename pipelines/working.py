"""The commands that run the pipeline: `ingest`, `stream`, `stories`, `replay`. Each imports what it needs when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.output import print_error, print_event, print_text
from pipelines.signals import stopping_on_signals

if TYPE_CHECKING:
    from pipelines.config.config import Config
    from pipelines.config.relisting import Look
    from pipelines.notices.notifying import EndTick
    from pipelines.run.stream import Ticked


def ingest(arguments: argparse.Namespace, config: Config, flags: Sequence[str]) -> int:
    """Ingest what is due, say what was done, and give the exit code."""
    from pipelines.live.showing import showing_ingest
    from pipelines.run import passes
    from pipelines.run.holding import holding
    from pipelines.show import report
    from pipelines.show.folding import output_columns
    from pipelines.show.troubles import read_troubles
    from transforms.clock import utc_now

    if arguments.metrics_file is not None:
        from pipelines.metrics import textfile

        textfile.check_path(arguments.metrics_file)
    with (
        stopping_on_signals(config.grace_seconds),
        _notifying(config) as notify,
        holding(config.roots, "ingest", arguments.manner),
        showing_ingest(config, utc_now(), asked=arguments.progress, is_here=passes.runs_here(config, flags)),
    ):
        done = passes.ingest(config, flags, poll_all=arguments.now)
        notify(done, None, None)
        if arguments.metrics_file is not None:
            textfile.write_metrics(arguments.metrics_file, config, done)
    troubles = read_troubles(config.output, done.manifests)
    summary = report.summarise(done, config, troubles, arguments.config, output_columns())
    print_event(summary, "ingest", report.figures(done))
    code, sentence = report.exit_status(done, config)
    if config.stories.after_ingest and not done.interrupted:
        print_text(stories(config, flags)[1])
    if sentence:
        print_error(sentence)
    return code


def stories(config: Config, flags: Sequence[str], since_days: float | None = None) -> tuple[int, str]:
    """Bring the stories up to date; give the exit code and what is printed."""
    from pipelines.run.telling import tell_stories
    from pipelines.show.told import describe

    return describe(tell_stories(config, flags, since_days=since_days), config)


def replay(arguments: argparse.Namespace, config: Config, flags: Sequence[str]) -> tuple[int, str]:
    """Read the pages that were kept as they came once more, into a new output."""
    from pipelines.run.replaying import replay
    from pipelines.show.replayed import describe

    with stopping_on_signals(config.grace_seconds):
        done = replay(config, arguments.to, flags, since=arguments.since, until=arguments.until, sites=arguments.site)
    return 3 if done.stopped else 0, describe(done, config.output)


def stream(arguments: argparse.Namespace, config: Config, flags: Sequence[str], look: Look) -> int:
    """Ingest without an end, here or on the runner that is named; give the exit code."""
    from pipelines.run.errors import Refused
    from pipelines.run.holding import holding
    from pipelines.run.passes import runs_here
    from pipelines.run.unbounded import run_unbounded

    is_here = runs_here(config, flags)
    with (
        stopping_on_signals(config.grace_seconds),
        _notifying(config, is_here) as notify,
        holding(config.roots, "stream", arguments.manner),
    ):
        if is_here:
            return _stream_here(arguments, config, flags, look, notify)
        if arguments.metrics_port is not None:
            raise Refused(
                "--metrics-port: only a stream on the local runner has figures; of another one, its own metrics tell"
                " (docs/watching.md#metrics)"
            )
        return run_unbounded(config, flags, look=look)


def _stream_here(
    arguments: argparse.Namespace, config: Config, flags: Sequence[str], look: Look, notify: EndTick
) -> int:
    """Stream in this process: one pass a tick."""
    from pipelines.live.showing import showing_stream
    from pipelines.run.hubs import listening
    from pipelines.run.stream import stream as tick_by_tick
    from pipelines.show.ticks import farewell
    from pipelines.wording import missing_entries

    last = None
    with (
        listening(config) as tend,
        _measured(arguments, config) as measure,
        showing_stream(
            config, lambda line, found: print_event(line, "stream", found), asked=arguments.progress
        ) as show,
    ):
        for ticked in tick_by_tick(config, flags, look=look, tend=tend):
            show(ticked)
            measure(ticked)
            notify(ticked.report, ticked.problem, None if ticked.relisted is None else ticked.relisted.config)
            last = ticked
    if last is not None and last.report.missing:
        print_error(missing_entries(last.report.missing))
        return 4
    print_event(farewell(last), "stream")
    return 0


@contextmanager
def _notifying(config: Config, is_here: bool = True) -> Iterator[EndTick]:
    """Give what is called after each tick, or after an ingest, so that what lasts is told; see `pipelines.notices`.

    It does nothing where the work is not done in this process.
    """
    if config.notify.url is None or not is_here:
        yield lambda report, problem, changed: None
        return
    from pipelines.notices.notifying import notifying

    with notifying(config) as notify:
        yield notify


@contextmanager
def _measured(arguments: argparse.Namespace, config: Config) -> Iterator[Callable[[Ticked], None]]:
    """Give what adds a tick to the figures; they can be asked for until the block ends, where a port is named."""
    if arguments.metrics_port is None:
        yield lambda ticked: None
        return
    from pipelines.metrics.serving import serving

    with serving(config, arguments.metrics_address, arguments.metrics_port) as gathering:
        yield gathering.end_tick
