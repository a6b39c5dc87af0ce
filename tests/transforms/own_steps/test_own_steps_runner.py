"""A step in processes of its own: what it costs when it raises, crashes or hangs, and when it is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from articles_to_enrich import article

from transforms.own_steps import runner as runners
from transforms.own_steps.ready import ReadyStep
from transforms.own_steps.runner import MOST_ENDS, REST, StepRunner
from transforms.own_steps.running import Fields, StepCall, close_steps

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes runners whose pools end with the test."""
    monkeypatch.setattr(runners, "_pools", {})
    counts: Counter[str] = Counter()

    def make(name: str, clock: Clock | None = None, **settings: Any) -> tuple[StepRunner, Counter[str]]:
        options = settings.pop("options", None)
        call = StepCall(place=f"mood_steps:{name}", options=options)
        step = ReadyStep(field=name.lower().removeprefix("add_"), call=call, **settings)
        return StepRunner(step, clock or Clock(), lambda stage, what, n: counts.update({f"{stage}/{what}": n})), counts

    yield make
    for _, pool in runners._pools.values():
        pool.pool.close()
    close_steps()


def outcomes(runner: StepRunner, *titles: str) -> list[Fields | str | None]:
    asked = runner.ask([article(title=title) for title in titles])
    return [row for one in asked for row in runner.take(one)]


def test_articles_go_in_batches_and_come_back_in_order(made: Any) -> None:
    runner, counts = made("add_length", batch=2)
    asked = runner.ask([article(text="word " * n) for n in range(1, 6)])
    assert [len(one.articles) for one in asked] == [2, 2, 1]
    assert [row["words"] for one in asked for row in runner.take(one)] == [1, 2, 3, 4, 5]
    assert counts["enrich/done/length"] == 5 and "enrich/failed/length" not in counts


def test_a_crash_costs_its_batch_only(made: Any) -> None:
    runner, counts = made("add_crash_at_title", batch=2)
    rows = outcomes(runner, "a", "b", "crash", "d", "e", "f")
    assert [isinstance(row, str) for row in rows] == [False, False, True, True, False, False]
    assert rows[2] == "the child process died with exit code 3"
    assert counts["enrich/failed/crash_at_title"] == 2 and counts["enrich/done/crash_at_title"] == 4


def test_a_step_that_hangs_is_ended(made: Any) -> None:
    runner, _ = made("add_hang", seconds=0.2, open_seconds=20.0)
    runner._pool.is_warm = True
    (row,) = outcomes(runner, "a")
    assert "the child process was killed" in str(row)
    assert not runner._pool.is_warm, "the next process has to open the step again"


def test_a_step_that_never_runs_is_left_alone_for_a_while(made: Any, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    runner, counts = made("NeverOpens", clock, processes=0, batch=1)
    for _ in range(MOST_ENDS):
        outcomes(runner, "a")
    assert outcomes(runner, "a") == ["the step rests"]
    assert counts == {"enrich/failed/neveropens": MOST_ENDS, "enrich/skipped/neveropens": 1}
    said = [record.message for record in caplog.records]
    assert len(said) == 2 and "the model is not there" in said[0] and "rests for 10 minutes" in said[1]
    clock.now += REST
    assert "the model is not there" in str(outcomes(runner, "a")[0])


def test_a_step_that_raises_is_asked_again(made: Any) -> None:
    runner, counts = made("add_raising", processes=0, batch=1)
    assert all("the service is down" in str(row) for row in outcomes(runner, *"abcdef"))
    assert counts == {"enrich/failed/raising": 6}


def test_the_step_is_opened_once_a_process_and_closed_at_its_end(made: Any, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    runner, _ = made("Sentiment", options={"noted": str(notes)}, batch=1)
    assert len({row["process"] for row in outcomes(runner, *"abc") if isinstance(row, dict)}) == 1
    runner._pool.pool.close()
    assert [line.split()[0] for line in notes.read_text().splitlines()] == ["opened", "closed"]


def test_runners_of_one_step_share_its_processes(made: Any) -> None:
    first, _ = made("add_length")
    second, _ = made("add_length")
    other, _ = made("add_length", batch=3)
    assert first._pool is second._pool and other._pool is not second._pool
