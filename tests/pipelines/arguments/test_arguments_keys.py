"""The arguments of `newsbeam keys`."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.arguments.parsing import read_arguments


def test_what_a_command_takes() -> None:
    made = read_arguments(["keys", "new", "crawler.key", "--from", "2027-01-01", "--until", "2027-06-01"])[0]
    assert (made.keys_command, made.file, made.begins, made.ends) == (
        "new", "crawler.key", date(2027, 1, 1), date(2027, 6, 1),
    )  # fmt: skip
    shown = read_arguments(["keys", "show", "a.key", "b.key"])[0]
    assert (shown.keys_command, shown.files) == ("show", ["a.key", "b.key"])
    listed = read_arguments(["keys", "directory", "a.key", "--sign", "https://bot.paper.example"])[0]
    assert (listed.files, listed.sign, listed.days) == (["a.key"], "https://bot.paper.example", 30)


@pytest.mark.parametrize(
    "words",
    [
        ["keys"], ["keys", "new"], ["keys", "show"], ["keys", "directory"], ["keys", "sell", "a.key"],
        ["keys", "new", "a.key", "--until", "soon"], ["keys", "directory", "a.key", "--days", "0"],
    ],
)  # fmt: skip
def test_what_makes_no_sense(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        read_arguments(words)
    assert left.value.code == 2
    assert "newsbeam keys" in capsys.readouterr().err
