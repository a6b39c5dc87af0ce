"""The arguments of the commands that run the pipeline."""

from __future__ import annotations

import pytest

from pipelines.arguments.parsing import read_arguments


@pytest.mark.parametrize("command", ["ingest", "stream"])
def test_flags_of_the_runner_are_left_to_it(command: str) -> None:
    assert read_arguments([command, "x.yaml", "--runner=FlinkRunner"])[1] == ["--runner=FlinkRunner"]
