"""An entry is found in the inbox of its shard."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from one_shard import NOON
from small_dataset import SmallDataset, entry_of

from transforms.state.inbox import park, read_box
from transforms.state.parked_search import find_parked


def test_the_entry_that_was_parked_last_is_given_with_its_file() -> None:
    dataset = SmallDataset("parked_search")
    dataset.park("valley/a", "valley/b")
    a = entry_of("valley/a")
    (box,) = (name for name in dataset.state.names("inbox/0") if a in read_box(dataset.state, 0, name))
    assert find_parked(dataset.state, 0, [a.id]) == (box, a)
    again = replace(a, parked_at=NOON + timedelta(days=40))
    name = park(dataset.state, 0, [again, entry_of("valley/c")])
    assert find_parked(dataset.state, 0, [a.id]) == (name, again)
    assert find_parked(dataset.state, 0, ["unknown"]) is None
    assert find_parked(dataset.state, 1, [a.id]) is None
