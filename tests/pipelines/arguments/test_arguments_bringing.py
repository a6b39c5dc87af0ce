"""The arguments of the commands that bring articles which no poll brings."""

from __future__ import annotations

from datetime import date

from pipelines.arguments.parsing import read_arguments


def test_addresses_and_a_file_may_be_added_together() -> None:
    arguments, _ = read_arguments(["add", "x.yaml", "https://a.example/1", "https://a.example/2", "--file", "-"])
    assert (arguments.url, arguments.file) == (["https://a.example/1", "https://a.example/2"], "-")


def test_a_feed_is_read_back_to_a_day() -> None:
    arguments, _ = read_arguments(["backfill", "x.yaml", "The Paper", "--since=2026-11-22"])
    assert (arguments.feed, arguments.since, arguments.requests, arguments.dry_run) == (
        "The Paper",
        date(2026, 11, 22),
        100,
        False,
    )
