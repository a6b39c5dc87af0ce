"""Start a job on Dataflow and leave: what the launcher of the flex template runs (deploy/dataflow).

    python -m pipelines.run.template --config=gs://mine/mine.yaml [--mode=stream|ingest] [--tick_seconds=S] [--set=KEY=VALUE ...]

Any other flag goes to Beam. The launcher ends once the job is accepted. So a job of one pass publishes no manifest for what
it wrote; the next start does, and so does any other newsbeam on the same roots.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import apache_beam as beam

from pipelines.config.config import Config
from pipelines.config.errors import ConfigError
from pipelines.config.loading import load_config
from pipelines.ingest import Ticks, build
from pipelines.output import print_error
from pipelines.run.errors import RunnerRefused
from pipelines.run.jobs import new_pipeline
from pipelines.run.passes import make_ready, new_id
from pipelines.run.runners import flags_for, value_of
from pipelines.run.worker_lists import worker_lists
from pipelines.version import VERSION
from transforms.clock import Clock, utc_now
from transforms.errors import StateError, StorageError
from transforms.state.chain import publish_manifests
from transforms.state.job_roster import JobRoster
from transforms.tick import TickForEver, TickOnce
from transforms.turns import Pass

# Set in the image, to its own name: workers run the image that started the job.
IMAGE_VARIABLE = "NEWSBEAM_IMAGE"


def lay(
    config: Config,
    flags: Sequence[str],
    *,
    mode: str,
    source: tuple[str, Sequence[str]] | None = None,
    environ: Mapping[str, str] = os.environ,
    clock: Clock = utc_now,
) -> beam.Pipeline:
    """Lay the pipeline of a job on Dataflow; run nothing. Raises: RunnerRefused where its workers cannot reach the roots.

    `source` is where the configuration was read, with its overrides: a stream's workers look there for changed lists.
    """
    for what, root in (("output", config.output), ("state", config.state_root)):
        if "://" not in root or root.startswith(("file://", "memory://")):
            raise RunnerRefused(
                f"{what} {root}: this is on one machine, and each worker has a disk of its own; choose a place in an object"
                " store, such as gs://bucket/newsbeam"
            )
    if value_of("runner", flags) is None:
        flags = [*flags, "--runner=DataflowRunner"]
    if value_of("sdk_container_image", flags) is None and environ.get(IMAGE_VARIABLE):
        flags = [*flags, f"--sdk_container_image={environ[IMAGE_VARIABLE]}"]
    ticks: Ticks
    if mode == "stream":
        flags, ticks = flags_for(config, flags), _ticks(config, source, clock)
    else:
        deadline = clock() + timedelta(minutes=config.max_minutes)
        ticks = TickOnce(config.shards, Pass(id=new_id(clock()), deadline=deadline))
    pipeline = new_pipeline([*flags, "--sdk_location=container"])
    build(pipeline, config, ticks, clock)
    return pipeline


def _ticks(config: Config, source: tuple[str, Sequence[str]] | None, clock: Clock) -> TickForEver:
    if source is None:
        return TickForEver(config.shards, config.tick_seconds, clock)
    path, sets = source
    job = JobRoster(config.roots, new_id(clock()))
    lists = worker_lists(config, path, tuple(sets), job, clock)
    return TickForEver(config.shards, config.tick_seconds, clock, lists)


def main(argv: Sequence[str] | None = None, prepare: Callable[[Config, datetime], object] | None = None) -> int:
    """Start the job; give the exit code: 0 started, 2 a configuration, roots or a store that cannot be used.

    `prepare` replaces what is done to the roots first.
    """
    options, flags = _parser().parse_known_args(argv)
    try:
        ticks = [] if options.tick_seconds is None else [f"tick_seconds={options.tick_seconds}"]
        sets = [*options.set, *ticks]
        config = load_config(options.config, sets)
        pipeline = lay(config, flags, mode=options.mode, source=(options.config, sets))
        (prepare or _prepare)(config, utc_now())
        pipeline.run()
    except ConfigError as error:
        print_error("\n".join(error.problems))
        return 2
    except (RunnerRefused, StateError, StorageError) as error:
        print_error(error)
        return 2
    return 0


def _prepare(config: Config, now: datetime) -> None:
    """Check that the roots are a pair, put the feeds where the workers find them, and publish what earlier jobs wrote."""
    roots = config.roots
    make_ready(config, roots, now)
    state, output = roots.open()
    publish_manifests(state, output, roots.shards, new_id(now), VERSION, now)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pipelines.run.template", allow_abbrev=False)
    parser.add_argument("--config", required=True, help="the configuration, a YAML file that the launcher can read")
    parser.add_argument(
        "--mode", choices=("stream", "ingest"), default="stream", help="a job without an end, or one pass"
    )
    parser.add_argument(
        "--tick_seconds", help="seconds between two looks at what is due; default: as in the configuration"
    )
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a value")
    return parser


if __name__ == "__main__":
    sys.exit(main())
