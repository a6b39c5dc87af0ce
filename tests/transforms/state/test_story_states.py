"""The states of stories: known by their names, newest last; old ones go once a newer one is settled."""

from pathlib import Path

import pytest

from transforms.errors import StateError
from transforms.state.storage import Store, open_store
from transforms.state.story_states import (
    STORY_SHARDS,
    clear_states,
    load_state,
    newest_state,
    read_position,
    save_position,
    save_state,
    state_name,
    story_shard,
)


@pytest.fixture
def state(tmp_path: Path) -> Store:
    return open_store(str(tmp_path))


@pytest.mark.parametrize("language", ["en", "de", "zh", "und", "pt"])
def test_a_language_has_one_shard_for_ever(language: str) -> None:
    known = {"en": 2, "de": 11, "zh": 9, "und": 1, "pt": 12}
    assert story_shard(language) == known[language] < STORY_SHARDS


def test_the_newest_state_is_that_of_the_highest_number() -> None:
    settled = [state_name("en", 2, "ff"), state_name("en", 10, "00"), state_name("de", 11, "aa"), "a" * 24]
    assert newest_state(settled, "en") == (10, state_name("en", 10, "00"))
    assert newest_state(settled, "fr") == (0, None)


def test_a_saved_state_comes_back(state: Store) -> None:
    name = state_name("en", 1, "aa")
    assert save_state(state, name, b"live") and save_state(state, name, b"live")
    assert not save_state(state, name, b"other")
    assert load_state(state, name) == b"live"


def test_a_state_that_is_gone_is_named_with_the_cure(state: Store) -> None:
    with pytest.raises(StateError, match=r"live/en/0000000001-aa: the stories' state .* is gone; bring it back"):
        load_state(state, state_name("en", 1, "aa"))


def test_a_state_that_another_owner_has_replaced_is_no_error(state: Store) -> None:
    save_state(state, state_name("en", 2, "bb"), b"live")
    assert load_state(state, state_name("en", 1, "aa")) is None


def test_older_states_go_and_those_of_attempts_that_came_to_nothing(state: Store) -> None:
    names = [state_name("en", 1, "aa"), state_name("en", 2, "bb"), state_name("en", 2, "cc"), state_name("en", 3, "dd")]
    for name in (*names, state_name("de", 1, "ee")):
        save_state(state, name, b"live")
    clear_states(state, state_name("en", 2, "cc"))
    # A number above may be that of an owner who works at this moment.
    assert state.names("live/en") == ["0000000002-cc", "0000000003-dd"]
    assert state.names("live/de") == ["0000000001-ee"]


def test_the_position_is_that_of_the_last_run(state: Store) -> None:
    assert read_position(state) is None
    save_position(state, 7)
    save_position(state, 9)
    assert read_position(state) == 9
