"""The values of arguments: what is read, and what is refused with a sentence."""

from __future__ import annotations

import pytest

from pipelines.arguments.parsing import read_arguments


@pytest.mark.parametrize("number", ["0", "4097", "-1", "two", "1.5"])
def test_a_number_of_shards_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], number: str) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(["reshard", "x.yaml", f"--shards={number}"])
    assert ended.value.code == 2
    assert f"expected a whole number from 1 to 4096, got {number}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["retry", "x.yaml", "--since", "yesterday"], "expected a day like 2026-11-22, got yesterday"),
        (["compact", "x.yaml", "--megabytes", "0"], "expected a number from 0.001 to 1000, got 0"),
    ],
)
def test_a_value_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
