"""What a follower does unless it is asked otherwise."""

from __future__ import annotations

from pipelines.follow.choice import FollowChoice


def test_the_defaults() -> None:
    choice = FollowChoice(output="out")
    assert (choice.kind, choice.since, choice.name, choice.once) == ("articles", None, None, False)
