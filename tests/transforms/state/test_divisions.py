"""Which division of a state is in force, and how a try to make a new one ends."""

from pathlib import Path

import pytest
from odd_stores import Mumbling
from one_shard import NOON

from transforms.errors import AlreadyExists, StateError, StorageError, Unclear
from transforms.state.divisions import GIVEN_UP, Division, end_attempt, in_force, read_next, refuse_closed
from transforms.state.storage import Store, open_store

FOUR = Division(folder="divisions/a", shards=4, made_at=NOON)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"memory://{tmp_path}/state")


def test_a_state_that_was_never_divided_anew_lies_at_its_root(store: Store) -> None:
    assert in_force(store, 2) == (store, 2)


def test_a_try_that_was_given_up_changes_nothing(store: Store) -> None:
    end_attempt(store, "a", GIVEN_UP)
    assert in_force(store, 2) == (store, 2)


def test_divisions_are_followed_to_the_last_one(store: Store) -> None:
    end_attempt(store, "a", GIVEN_UP)
    end_attempt(store, "b", FOUR)
    second = store.below("divisions/a")
    end_attempt(second, "c", Division(folder="divisions/c", shards=3))
    end_attempt(second, "d", GIVEN_UP)
    state, shards = in_force(store, 2)
    assert (state.root, shards) == (f"{store.root}/divisions/a/divisions/c", 3)


def test_a_try_that_was_ended_is_ended_for_all(store: Store) -> None:
    assert read_next(store, "a") is None
    assert end_attempt(store, "a", FOUR) == FOUR
    assert end_attempt(store, "a", GIVEN_UP) == FOUR
    assert read_next(store, "a") == FOUR
    assert in_force(store, 1)[1] == 4


ANSWERS = {
    "the answer is lost": (True, 1, Unclear),
    "it says taken, since the first try worked": (True, 1, AlreadyExists),
    "requests are lost": (False, 4, Unclear),
    "it says taken, and nothing is there": (False, 1, AlreadyExists),
}


@pytest.mark.parametrize(("works", "times", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_an_unclear_answer_is_asked_for_again(
    store: Store, works: bool, times: int, answer: type[StorageError]
) -> None:
    assert end_attempt(Mumbling(store, works=works, times=times, answer=answer), "a", FOUR) == FOUR  # type: ignore[arg-type]
    assert read_next(store, "a") == FOUR


def test_a_store_that_never_answers_is_named(store: Store) -> None:
    with pytest.raises(StorageError, match=r"/next/a\.json: the store did not answer 5 times; try again later$"):
        end_attempt(Mumbling(store, works=False, times=9), "a", FOUR)  # type: ignore[arg-type]


def test_who_finds_a_log_closed_ends_the_try_that_closed_it(store: Store) -> None:
    refuse_closed(store, "a")
    assert end_attempt(store, "a", FOUR) == GIVEN_UP


def test_who_finds_the_state_divided_anew_is_refused(store: Store) -> None:
    end_attempt(store, "a", FOUR)
    with pytest.raises(StateError, match=r"was divided into 4 shards while this ran; set `shards: 4` and run the"):
        refuse_closed(store, "a")
