"""Flags of a job without an end: what is added for a runner, what is left as given, and what cannot be."""

from __future__ import annotations

import pytest

from pipelines.config.config import Config
from pipelines.run.errors import RunnerRefused
from pipelines.run.runners import bounded_flags, flags_for, value_of

FOLDER = Config(output="/srv/news", shards=8)


@pytest.mark.parametrize(
    ("given", "added"),
    [
        pytest.param(
            ["--runner=PrismRunner"],
            ["--streaming", "--experiments=prism_disable_sdf_split", "--job_server_timeout=10000000"],
            id="Prism",
        ),
        pytest.param(
            ["--runner", "apache_beam.runners.portability.prism_runner.PrismRunner", "--job-server-timeout=60"],
            ["--streaming", "--experiments=prism_disable_sdf_split"],
            id="Prism by its path, a flag given",
        ),
        pytest.param(
            ["--runner=PrismRunner", "--experiments=prism_disable_sdf_split,other", "--streaming"],
            ["--job_server_timeout=10000000"],
            id="Prism, the experiment among others",
        ),
        pytest.param(
            ["--runner=PrismRunner", "--experiments=other"],
            ["--streaming", "--experiments=prism_disable_sdf_split", "--job_server_timeout=10000000"],
            id="Prism, another experiment",
        ),
        pytest.param(
            ["--runner=FlinkRunner"],
            [
                "--streaming",
                "--checkpointing_interval=60000",
                "--checkpoint_timeout_millis=540000",
                "--finish_bundle_before_checkpointing",
                "--job_server_timeout=10000000",
            ],
            id="Flink",
        ),
        pytest.param(
            ["--runner=FlinkRunner", "--checkpointing_interval=1000", "--finish_bundle_before_checkpointing"],
            ["--streaming", "--checkpoint_timeout_millis=540000", "--job_server_timeout=10000000"],
            id="Flink, some given",
        ),
        pytest.param(
            ["--runner=prism"],
            ["--streaming", "--experiments=prism_disable_sdf_split", "--job_server_timeout=10000000"],
            id="Prism by a short name",
        ),
        pytest.param(["--runner=DataflowRunner"], ["--streaming"], id="Dataflow"),
    ],
)
def test_what_a_runner_needs_is_added_unless_it_is_given(given: list[str], added: list[str]) -> None:
    assert flags_for(FOLDER, given) == [*given, *added]


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        pytest.param([], ["--runner=FnApiRunner", "--job_server_timeout=10000000"], id="none"),
        pytest.param(
            ["--runner", "FlinkRunner", "--parallelism=2"],
            ["--job_server_timeout=10000000", "--runner", "FlinkRunner", "--parallelism=2"],
            id="another runner",
        ),
        pytest.param(
            ["--job-server-timeout", "5"], ["--runner=FnApiRunner", "--job-server-timeout", "5"], id="a timeout"
        ),
    ],
)
def test_a_bounded_job_has_a_runner_and_time(given: list[str], flags: list[str]) -> None:
    assert bounded_flags(FOLDER, given) == flags


def test_the_runner_of_the_configuration_is_named() -> None:
    assert "--runner=FlinkRunner" in flags_for(Config(output="/srv/news", runner="FlinkRunner"), [])


@pytest.mark.parametrize(
    ("config", "given", "said"),
    [
        pytest.param(FOLDER, [], "runner FnApiRunner: it cannot run a job without an end", id="the default"),
        pytest.param(FOLDER, ["--runner=DirectRunner"], "runner DirectRunner: it cannot", id="DirectRunner"),
        pytest.param(FOLDER, ["--runner=directrunner"], "name one that streams", id="in small letters"),
        pytest.param(FOLDER, ["--runner=direct"], "name one that streams", id="by a short name"),
        pytest.param(
            FOLDER, ["--runner", "BundleBasedDirectRunner"], "leave out --runner for a pass a tick", id="bundles"
        ),
        pytest.param(
            Config(output="memory://news", state="/srv/state"),
            ["--runner=PrismRunner"],
            "output memory://news: memory is not shared with a runner's workers",
            id="output in memory",
        ),
        pytest.param(
            Config(output="/srv/news", state="memory://state"),
            ["--runner=PrismRunner"],
            "state memory://state: memory is not shared",
            id="state in memory",
        ),
        pytest.param(
            Config(output="/srv/news", tick_seconds=0.5),
            ["--runner=PrismRunner"],
            "a tick of 0.5 s is too short",
            id="a tick too short",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_cure(config: Config, given: list[str], said: str) -> None:
    with pytest.raises(RunnerRefused, match=said):
        flags_for(config, given)


@pytest.mark.parametrize(
    ("flags", "value"),
    [
        (["--runner=A"], "A"),
        (["--runner", "A"], "A"),
        (["--x", "--runner=A=B"], "A=B"),
        (["--other", "runner"], None),
        ([], None),
    ],
)
def test_a_value_is_found_however_it_is_given(flags: list[str], value: str | None) -> None:
    assert value_of("runner", flags) == value
