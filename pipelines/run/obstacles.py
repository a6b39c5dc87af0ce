"""Find what would keep a run from beginning, though its configuration is well written; nothing is made, nothing asked."""

from __future__ import annotations

from pipelines.config.config import Config
from pipelines.run.errors import RunnerRefused
from transforms.errors import StateError, StorageError
from transforms.state.probe import probe_place
from transforms.state.roots import examine
from transforms.state.storage import open_store

# Runners that Beam itself has whole. Of others only Beam can tell, whose import takes a second.
WHOLE_RUNNERS = ("FnApiRunner", "PrismRunner", "FlinkRunner", "SparkRunner", "PortableRunner", "DirectRunner")


def find_obstacles(config: Config) -> list[str]:
    """List what is wrong with the runner, the output, the state, and the pair that they are, each as a sentence.

    The output is empty where it could not be read: then nothing is said of it.
    """
    return [*_of_runner(config.runner), *(_of_places(config) if config.output else [])]


def _of_runner(runner: str) -> list[str]:
    if runner in WHOLE_RUNNERS:
        return []
    from pipelines.run.runners import check_runner

    try:
        check_runner(runner)
    except RunnerRefused as refused:
        return [str(refused)]
    return []


def _of_places(config: Config) -> list[str]:
    found = []
    for place in (config.output, *([] if config.state is None else [config.state])):
        try:
            probe_place(open_store(place))
        except StorageError as error:
            found.append(str(error))
    try:
        if not found:
            examine(config.roots)
    except (StateError, StorageError) as error:
        found.append(str(error))
    return found
