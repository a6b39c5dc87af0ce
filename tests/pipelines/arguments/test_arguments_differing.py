"""The arguments of the command that compares two outputs."""

import pytest

from pipelines.arguments.parsing import read_arguments


def test_two_outputs_are_enough() -> None:
    asked = read_arguments(["diff", "out", "new"])[0]
    assert (asked.old, asked.new, asked.site, asked.samples, asked.format, asked.to) == (
        "out",
        "new",
        [],
        3,
        "text",
        None,
    )


def test_a_replay_reads_all_days_and_sites_unless_some_are_named() -> None:
    asked, flags = read_arguments(["replay", "mine.yaml", "--to", "new", "--runner=PrismRunner"])
    assert flags == ["--runner=PrismRunner"]
    assert (asked.config, asked.to, asked.since, asked.until, asked.site) == ("mine.yaml", "new", None, None, [])


@pytest.mark.parametrize("samples", ["-1", "some", "1.5", "10000000"])
def test_a_number_of_samples_is_a_whole_one(samples: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_arguments(["diff", "out", "new", f"--samples={samples}"])
    assert "expected how many samples to show, such as 3 or 0" in capsys.readouterr().err
