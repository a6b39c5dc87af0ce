"""Flags that nobody knows are refused, those of a runner's own are not."""

from __future__ import annotations

import pytest

from pipelines.run.errors import RunnerRefused
from pipelines.run.flags import refuse_unknown_flags

KNOWN = {
    "none": ("FnApiRunner", []),
    "of Beam": ("FnApiRunner", ["--direct_running_mode=multi_processing", "--direct_num_workers", "2", "--streaming"]),
    "repeated": ("PrismRunner", ["--experiments=a", "--experiments=b", "--prism_location=/opt/prism"]),
    "of Dataflow": ("DataflowRunner", ["--num_workers=4", "--dataflow_service_options=a", "--sdk_container_image=x"]),
    "of Flink's job server": ("FlinkRunner", ["--parallelism=4", "--savepoint_path", "/x", "--object_reuse", "--streaming"]),
    "of a job server of one's own": ("PortableRunner", ["--whatever=1", "--job_endpoint=localhost:8099"]),
    "of Spark": ("SparkRunner", ["--spark_master_url=spark://host:7077", "--bundle_size=3"]),
    "of somebody else's runner": ("mine.runners.MyRunner", ["--mine"]),
    "a path of Beam's": ("apache_beam.runners.portability.fn_api_runner.FnApiRunner", ["--streaming"]),
}  # fmt: skip


@pytest.mark.parametrize(("runner", "flags"), KNOWN.values(), ids=KNOWN)
def test_what_the_runner_knows_passes(runner: str, flags: list[str]) -> None:
    refuse_unknown_flags(flags, runner)


UNKNOWN = {
    "a word of nobody": ("FnApiRunner", ["--frobnicate"], ["--frobnicate"]),
    "its value is not told": ("FnApiRunner", ["--frobnicate", "3", "--streaming"], ["--frobnicate"]),
    "a slip": ("FnApiRunner", ["--direct_runing_mode=x"], ["--direct_runing_mode"]),
    "of another runner": ("PrismRunner", ["--object_reuse"], ["--object_reuse"]),
    "something left over": ("FnApiRunner", ["--streaming", "more.yaml"], ["more.yaml"]),
    "all of them": ("FlinkRunner", ["--paralelism=4", "--savepoint_path", "/x", "--zz"], ["--paralelism", "--zz"]),
}


@pytest.mark.parametrize(("runner", "flags", "named"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_nobody_knows_is_named(runner: str, flags: list[str], named: list[str]) -> None:
    with pytest.raises(RunnerRefused) as refused:
        refuse_unknown_flags(flags, runner)
    begun = [line.partition("; ")[0] for line in str(refused.value).splitlines()]
    assert begun == [f"unrecognized argument: {flag}" for flag in named]


def test_a_near_flag_is_proposed() -> None:
    with pytest.raises(
        RunnerRefused, match=r"neither newsbeam nor FlinkRunner knows it; did you mean --parallelism\?$"
    ):
        refuse_unknown_flags(["--paralelism=4"], "FlinkRunner")
