"""A step's run on a batch, in the process that has opened it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from articles_to_enrich import article

from transforms.own_steps.running import NotOpened, StepBatch, StepCall, StepFailed, close_steps, run_batch


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close_steps()


def batch(name: str, *titles: str, **options: object) -> StepBatch:
    call = StepCall(place=f"mood_steps:{name}", options=options or None)
    return StepBatch(call, tuple(article(title=title) for title in titles))


def test_each_article_has_its_own_outcome() -> None:
    answer = run_batch(batch("add_each_otherwise", "row", "error", "nothing", "misfit"))
    assert answer.rows == ({"words": 1, "letters": 2}, None, None, None)
    assert answer.problems == {
        1: "ValueError: no words",
        3: "the row does not fit Length: Expected `int`, got `str` - at `$.words`",
    }


def test_a_step_is_opened_once_and_closed_once(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    for _ in range(2):
        assert run_batch(batch("Sentiment", "a", noted=str(notes))).rows[0]
    close_steps()
    close_steps()
    assert [line.split()[0] for line in notes.read_text().splitlines()] == ["opened", "closed"]


def test_steps_that_differ_in_their_options_are_opened_each() -> None:
    small, large = (run_batch(batch("Sentiment", "a", model=model)).rows[0] for model in ("small", "large"))
    assert small and large and (small["model"], large["model"]) == ("small", "large")


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("add_raising", StepFailed, r"RuntimeError: the service is down \(.*mood_steps.py, line \d+\)"),
        ("add_too_few", StepFailed, "it returned 0 rows for 1 articles; return one for each, in order"),
        ("NeverOpens", NotOpened, "OSError: the model is not there"),
        ("add_lenght", NotOpened, "mood_steps.py has no add_lenght; did you mean add_length?"),
    ],
)
def test_what_went_wrong_is_said_with_its_place(name: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        run_batch(batch(name, "a"))
