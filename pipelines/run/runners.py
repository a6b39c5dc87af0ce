"""Runners: which flags a job needs on each, and which runners and roots cannot carry a job without an end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from apache_beam.runners.runner import create_runner

from pipelines.config.config import Config
from pipelines.run.errors import RunnerRefused
from transforms.tick import turn_seconds

LOCAL_RUNNER = "FnApiRunner"
# They run one bounded job in this process, or change to such a runner where they meet what they do not support.
_BOUNDED_ONLY = {"fnapirunner", "directrunner", "switchingdirectrunner", "bundlebaseddirectrunner"}
# Seconds after which the client of a job server abandons a job, even one that runs well: 300 by default.
_PATIENCE = "--job_server_timeout=10000000"


def check_runner(name: str) -> None:
    """Check that Beam can make the runner of this name or class path. Raises: RunnerRefused."""
    try:
        create_runner(name)
    except (ValueError, ImportError, AttributeError) as error:
        raise RunnerRefused(
            f"runner {name}: Beam cannot make it ({error}); correct --runner, or `runner` in the configuration"
        ) from error


def bare_name(runner: str) -> str:
    """Give Beam's own name of a runner, given as a class path, in any case, or without `Runner`.

    >>> {bare_name(given) for given in ("apache_beam.runners.portability.prism_runner.PrismRunner", "prism")}
    {'prismrunner'}
    """
    name = runner.rpartition(".")[2].lower()
    return name if name.endswith("runner") else f"{name}runner"


def bounded_flags(config: Config, given: Sequence[str]) -> list[str]:
    """Give the flags of a bounded job: those given, and what else it needs."""
    needed = [f"--runner={config.runner}", _PATIENCE]
    return [*(flag for flag in needed if not _is_given(flag, given)), *given]


def flags_for(config: Config, given: Sequence[str]) -> list[str]:
    """Give the flags of a job without an end: those given, and what else the runner needs. Raises: RunnerRefused."""
    runner = value_of("runner", given) or config.runner
    name = bare_name(runner)
    if name in _BOUNDED_ONLY:
        raise RunnerRefused(
            f"runner {runner}: it cannot run a job without an end; name one that streams (--runner=PrismRunner,"
            " FlinkRunner, DataflowRunner), or leave out --runner for a pass a tick in this process"
        )
    for what, root in (("output", config.output), ("state", config.state_root)):
        if root.startswith("memory://"):
            raise RunnerRefused(
                f"{what} {root}: memory is not shared with a runner's workers; choose a folder or an object store that they reach"
            )
    if config.tick_seconds < 1:
        raise RunnerRefused(
            f"tick_seconds: a tick of {config.tick_seconds:g} s is too short for a job without an end; set one second at least"
        )
    needed = [f"--runner={runner}", "--streaming", *_NEEDED.get(name, _nothing)(config)]
    return [*given, *(flag for flag in needed if not _is_given(flag, given))]


def value_of(name: str, flags: Sequence[str]) -> str | None:
    """Give the value of a flag, given as `--name=value` or as `--name value`; None where it is not given.

    >>> value_of("runner", ["--streaming", "--runner", "PrismRunner"])
    'PrismRunner'
    """
    for i, flag in enumerate(flags):
        key, equals, value = flag.partition("=")
        if _bare(key) == name:
            return value if equals else next(iter(flags[i + 1 :]), None)
    return None


def _is_given(flag: str, given: Sequence[str]) -> bool:
    name, _, value = flag.partition("=")
    if _bare(name) == "experiments":  # It may be given several times, and each adds to the others.
        return any(value in other for other in given)
    return any(_bare(other.partition("=")[0]) == _bare(name) for other in given)


def _bare(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_")


def _nothing(config: Config) -> list[str]:
    return []


def _prism(config: Config) -> list[str]:
    return [
        # Else Prism splits the source of ticks, and two bundles may process one key at once.
        "--experiments=prism_disable_sdf_split",
        _PATIENCE,
    ]


def _flink(config: Config) -> list[str]:
    longest_turn = turn_seconds(config.tick_seconds)
    return [
        # Flink restarts what failed only where it makes checkpoints. They hold nothing of ours, so that their cost alone
        # decides how many there are.
        f"--checkpointing_interval={round(max(config.tick_seconds, 10) * 1000)}",
        # A checkpoint waits for the turns that a worker has begun, and one worker may have all shards.
        f"--checkpoint_timeout_millis={round((max(config.shards, 4) + 1) * longest_turn * 1000)}",
        # Else a checkpoint in the middle of a bundle can keep the bundle from ever ending: a job runs and writes nothing.
        "--finish_bundle_before_checkpointing",
        _PATIENCE,
    ]


_NEEDED: dict[str, Callable[[Config], list[str]]] = {"prismrunner": _prism, "flinkrunner": _flink}
