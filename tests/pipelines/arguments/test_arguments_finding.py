"""The arguments of `newsbeam feeds find`."""

from __future__ import annotations

import pytest

from pipelines.arguments.parsing import read_arguments


def test_find_takes_an_address_and_has_defaults() -> None:
    arguments, _ = read_arguments(["feeds", "find", "valley.example"])
    assert (arguments.feeds_command, arguments.url, arguments.config, arguments.requests) == (
        "find",
        "valley.example",
        None,
        20,
    )
    assert arguments.usual_config == "newsbeam.yaml"


@pytest.mark.parametrize("number", ["0", "201", "-3", "many", "2.5"])
def test_a_number_of_requests_that_makes_no_sense_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        read_arguments(["feeds", "find", "valley.example", f"--requests={number}"])
    assert left.value.code == 2
    assert f"expected a whole number from 1 to 200, got {number}" in capsys.readouterr().err


def test_help_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_arguments(["feeds", "--help"])
    assert "find the feeds of a site: what each holds, and which one to take" in " ".join(
        capsys.readouterr().out.split()
    )


def test_check_takes_a_configuration_or_the_usual_one() -> None:
    assert read_arguments(["feeds", "check"])[0].config == "newsbeam.yaml"
    assert read_arguments(["feeds", "check", "my.yaml"])[0].config == "my.yaml"
