"""What an export can be asked for is what the command line offers."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.arguments.parsing import read_arguments
from pipelines.arguments.upkeep import EXPORTS
from pipelines.export.choice import FORMATS, ExportChoice


def test_the_command_knows_the_formats() -> None:
    assert FORMATS == EXPORTS


def test_by_default_all_articles_are_copied_as_parquet_and_nothing_is_replaced() -> None:
    given = read_arguments(["export", "x.yaml", "--to", "copy"])[0]
    chosen = {name: getattr(given, name) for name in ExportChoice.__struct_fields__}
    assert (
        ExportChoice(**chosen) == ExportChoice(to="copy") == ExportChoice(to="copy", format="parquet", kind="articles")
    )


def test_a_slice() -> None:
    given = read_arguments(
        ["export", "x.yaml", "--to", "gs://b/c", "--since", "2026-11-22", "--where", "language = 'de'", "--overwrite"]
    )[0]
    assert (given.since, given.where, given.overwrite) == (date(2026, 11, 22), "language = 'de'", True)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ([], "the following arguments are required: --to"),
        (["--to", "x", "--format", "xlsx"], "invalid choice: 'xlsx'"),
        (["--to", "x", "--since", "yesterday"], "expected a day like 2026-11-22, got yesterday"),
        (["--to", "x", "--kind", "stories"], "invalid choice: 'stories'"),
    ],
    ids=["nowhere", "format", "day", "kind"],
)
def test_what_makes_no_sense_is_refused(flags: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_arguments(["export", "x.yaml", *flags])
    assert message in capsys.readouterr().err
