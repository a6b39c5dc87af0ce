"""Steps of a user's own as a configuration names them."""

import pytest

from transforms.pure.enrichment.own_step import OwnStep, check_own_step


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("mypackage.steps:add_sentiment", "sentiment"),
        ("steps:Sentiment", "sentiment"),
        ("steps:TextVector2D", "text_vector2_d"),
        ("steps:summary", "summary"),
    ],
)
def test_its_fields_stand_under_its_name(place: str, field: str) -> None:
    step = OwnStep(step=place)
    check_own_step(step)
    assert step.field == field


def test_a_name_may_be_given() -> None:
    assert OwnStep(step="steps:add_sentiment", name="mood").field == "mood"


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (OwnStep(step="steps"), "step: 'steps' does not say where a step is"),
        (OwnStep(step="my steps:add"), "step: 'my steps:add' does not say"),
        (OwnStep(step="steps:add:more"), "step: 'steps:add:more' does not say"),
        (OwnStep(step="steps:add_x", name="My mood"), "name: 'My mood' cannot be the name of a field"),
        (OwnStep(step="steps:add_"), "name: '' cannot be the name of a field"),
    ],
)
def test_what_cannot_be_one_is_refused(step: OwnStep, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_own_step(step)
