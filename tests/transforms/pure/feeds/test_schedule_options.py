"""Which options of the schedule make sense."""

import msgspec
import pytest

from transforms.pure.feeds.schedule_options import ScheduleOptions


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            '{"floor_seconds": 600, "cap_seconds": 60}',
            "floor_seconds (600) lies above cap_seconds (60): lower the floor or raise the cap",
            id="floor-above-cap",
        ),
        pytest.param('{"jitter": 2}', "Expected `float` <= 1.0 - at `$.jitter`", id="jitter"),
        pytest.param('{"floor_seconds": -1}', "Expected `float` >= 0.0 - at `$.floor_seconds`", id="negative"),
        pytest.param('{"florr_seconds": 1}', "contains unknown field `florr_seconds`", id="unknown"),
    ],
)
def test_impossible_options_are_refused(text: str, message: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(text, type=ScheduleOptions)
    assert message in str(caught.value)


def test_a_floor_may_be_the_cap() -> None:
    assert ScheduleOptions(floor_seconds=60, cap_seconds=60).cap_seconds == 60
