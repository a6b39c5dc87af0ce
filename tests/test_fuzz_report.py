"""`make fuzz`: what it keeps, what it counts, and the table that it adds to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.fuzz import PAGE, Tried, added, choose, count_executions, main
from bench.fuzz_child import Findings, guarded, unmarked

BLANK = "# T\n\n<!-- fuzzing -->\n| target |\n|---|\n<!-- end -->\nM\n"


def raising(data: bytes) -> None:
    """Raise in one of two ways, or not at all."""
    if data.startswith(b"a"):
        raise ValueError("a")
    assert not data.startswith(b"b")


def test_the_first_input_of_each_kind_is_kept_and_the_run_continues(tmp_path: Path) -> None:
    tried = guarded(raising, Findings(tmp_path))
    for data in (b"a1", b"a2", b"c", b"b1", b"b2"):
        tried(data)
    assert sorted(path.read_bytes() for path in tmp_path.glob("crash-*")) == [b"a1", b"b1"]


def test_what_takes_seconds_of_cpu_is_kept(tmp_path: Path) -> None:
    moments = iter((0.0, 2.9, 10.0, 13.1))
    tried = guarded(lambda data: None, Findings(tmp_path), lambda: next(moments))
    tried(b"fast")
    tried(b"slow")
    assert [path.read_bytes() for path in tmp_path.glob("slow-*")] == [b"slow"]


def test_what_was_run_is_added_to_the_table() -> None:
    page = added(BLANK, "date", Tried(seconds=90, cpu_seconds=30, executions=1_000_000), 7)
    page = added(page, "feed", Tried(seconds=60, cpu_seconds=60, executions=5), 0)
    page = added(page, "date", Tried(seconds=600, cpu_seconds=300, executions=234_567), 12)
    assert "| feed | 1.0 | 1.0 | 5 | 0 |\n| date | 11.5 | 5.5 | 1,234,567 | 12 |\n<!-- end -->\nM\n" in page


def test_the_page_has_a_place_for_the_table() -> None:
    assert "| url | " in added(
        PAGE.read_text(encoding="utf-8"), "url", Tried(seconds=60, cpu_seconds=60, executions=5), 1
    )


def test_the_smallest_inputs_are_kept_within_the_bounds(tmp_path: Path) -> None:
    for name, size in (("a", 30), ("b", 10), ("c", 20), ("d", 40)):
        (tmp_path / name).write_bytes(b"x" * size)
    assert [path.name for path in choose(tmp_path.iterdir(), most_bytes=65)] == ["b", "c", "a"]
    assert [path.name for path in choose(tmp_path.iterdir(), most_files=2)] == ["b", "c"]


def test_executions_are_counted_where_the_process_was_ended_on_its_way() -> None:
    assert count_executions("#2\tINITED cov: 3\n#4096\tpulse  cov: 3 ft: 4\n==7== ERROR: libFuzzer: timeout\n") == 4096
    assert count_executions("no module named atheris") == 0


def test_modules_outside_the_rooms_are_not_marked() -> None:
    left = set(unmarked(("transforms.pure.feeds", "transforms.pure.text.dates")))
    assert {"transforms.pure.text.names", "transforms.pure", "pipelines.cli"} <= left
    assert not {"transforms.pure.feeds", "transforms.pure.feeds.parse", "transforms.pure.text.dates"} & left


def test_an_unknown_target_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "weather"])
    assert "weather" in capsys.readouterr().err
