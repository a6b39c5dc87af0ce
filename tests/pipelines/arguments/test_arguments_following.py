"""The flags of `follow`."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.arguments.following import read_since
from pipelines.arguments.parsing import read_arguments


def test_what_is_usual() -> None:
    asked = read_arguments(["follow", "out", "--to", "stdout"])[0]
    assert (asked.output, asked.to, asked.kind, asked.once, asked.interval) == (
        "out",
        "stdout",
        "articles",
        False,
        10.0,
    )
    assert (asked.since, asked.name, asked.cursor, asked.batch, asked.give_up) == (None, None, None, None, 600.0)


@pytest.mark.parametrize(("text", "since"), [("now", "now"), ("12", 12), ("0", 0), ("2026-11-22", date(2026, 11, 22))])
def test_since(text: str, since: object) -> None:
    assert read_since(text) == since


@pytest.mark.parametrize(
    "flags",
    [
        [],
        ["--to", "mail"],
        ["--since", "soon"],
        ["--batch", "0"],
        ["--interval", "0"],
        ["--kind", "stories"],
        ["--secret", "x"],
    ],
)
def test_what_makes_no_sense_is_refused(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        read_arguments(["follow", "out", *(flags if "--to" in flags or not flags else ["--to", "stdout", *flags])])
    assert left.value.code == 2
    assert "usage: newsbeam" in capsys.readouterr().err
