"""The step that runs the user's own steps: it gathers, hands on in order, and holds nothing over a turn's end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from one_shard import NOON, article, bare_turn, entry
from steps import now, set_now, through

from transforms.enrich import GATHER, EnrichArticles, _EnrichArticles
from transforms.own_steps import runner
from transforms.own_steps.ready import ReadyStep
from transforms.own_steps.running import StepCall
from transforms.turns import Began, Dropped, Ended, Extracted, Pulse

TURN = bare_turn()
END = Ended(TURN)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    set_now(NOON)
    monkeypatch.setattr(runner, "_pools", {})
    yield
    for _, pool in runner._pools.values():
        pool.pool.close()


def extracted(name: str, title: str | None = None) -> Extracted:
    return Extracted(entry(name), replace(article(name), title=title or name))


def step(*names: str, processes: int = 0, batch: int = 2, seconds: float = 60.0) -> EnrichArticles:
    own = [
        ReadyStep(
            field=name.removeprefix("add_"),
            call=StepCall(place=f"mood_steps:{name}"),
            processes=processes,
            batch=batch,
            seconds=seconds,
        )
        for name in names
    ]
    return EnrichArticles(own, now)


def names(elements: list[object]) -> list[str]:
    return [one.entry.id if isinstance(one, Extracted) else type(one).__name__ for one in elements]


@pytest.mark.parametrize("processes", [0, 2])
def test_articles_stay_in_order_and_all_come_before_the_end(processes: int) -> None:
    given = [extracted(name) for name in "abcde"]
    found = through(step("add_length", "add_doubled", processes=processes), Began(TURN), *given, END)
    assert names(found) == ["Began", *"abcde", "Ended"]
    extras = [one.article.extra for one in found if isinstance(one, Extracted)]
    assert all(isinstance(extra, dict) and list(extra) == ["length", "doubled"] for extra in extras)
    assert all(extra["doubled"]["twice"] == 2 * extra["length"]["words"] for extra in extras if isinstance(extra, dict))


def test_without_own_steps_nothing_is_touched() -> None:
    given = [extracted("a"), END]
    assert through(EnrichArticles((), now), *given) == given


def test_what_is_no_article_does_not_wait() -> None:
    dropped = Dropped("x", "moved")
    assert names(through(step("add_length", batch=9), extracted("a"), dropped, END)) == ["Dropped", "a", "Ended"]


def test_a_batch_that_is_not_full_goes_when_no_other_article_comes() -> None:
    found = through(step("add_length", batch=9), extracted("a"), Pulse(quiet=True), END)
    assert names(found) == ["a", "Pulse", "Ended"]


def test_it_is_not_quiet_while_a_step_works() -> None:
    quiet = Pulse(quiet=True)
    found = through(step("add_length", processes=1, batch=9), extracted("a"), quiet, END)
    assert [one.quiet for one in found if isinstance(one, Pulse)] == [False]
    assert through(step("add_length"), quiet, END)[0] == quiet


def test_an_article_waits_only_so_long_for_others() -> None:
    moved = _EnrichArticles(step("add_length", batch=9))
    moved.setup()
    moved.start_bundle()
    assert list(moved.process(extracted("a"))) == []
    set_now(NOON + GATHER - timedelta(seconds=1))
    assert names(list(moved.process(Dropped("x", "moved")))) == ["Dropped"]
    set_now(NOON + GATHER)
    assert names(list(moved.process(Dropped("y", "moved")))) == ["a", "Dropped"]


def test_a_step_that_crashes_or_hangs_costs_its_fields_only() -> None:
    steps = step("add_length", "add_crash", "add_raising", processes=1)
    found = [one for one in through(steps, extracted("a"), extracted("b"), END) if isinstance(one, Extracted)]
    assert [one.entry.id for one in found] == ["a", "b"]
    for one in found:
        assert isinstance(one.article.extra, dict) and one.article.extra["length"]
        assert one.article.extra["crash"] is None and one.article.extra["raising"] is None
        assert one.article.quality.flags == ("failed_crash", "failed_raising")


def test_articles_that_are_held_over_the_end_of_a_bundle_are_an_error() -> None:
    with pytest.raises(Exception, match="a turn did not end"):
        through(step("add_length", batch=9), extracted("a"))
