"""The arguments of the commands that look after a dataset."""

from __future__ import annotations

from datetime import date

from pipelines.arguments.parsing import read_arguments


def test_what_is_retried_can_be_said_more_than_once() -> None:
    arguments, _ = read_arguments(["retry", "x.yaml", "--reason=http_404", "--reason", "no_text", "--since=2026-11-22"])
    assert (arguments.reason, arguments.since) == (["http_404", "no_text"], date(2026, 11, 22))
