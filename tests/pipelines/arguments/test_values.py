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
        (["stories", "x.yaml", "--since", "7"], "expected a duration like 7d, 12h or 2w, of a year at most, got 7"),
        (["stories", "x.yaml", "--since=-2d"], "expected a duration like 7d, 12h or 2w, of a year at most, got -2d"),
        (["stories", "x.yaml", "--since", "60w"], "expected a duration like 7d, 12h or 2w, of a year at most, got 60w"),
    ],
)
def test_a_value_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(("text", "days"), [("7d", 7.0), ("12h", 0.5), ("2w", 14.0), ("1.5d", 1.5)])
def test_a_duration_is_read_as_days(text: str, days: float) -> None:
    arguments, flags = read_arguments(["stories", "x.yaml", "--since", text, "--runner=FnApiRunner"])
    assert (arguments.since, flags) == (days, ["--runner=FnApiRunner"])
