"""What a shard's log says of a few ids is what it says of them among all."""

from __future__ import annotations

import pytest
from asked_again import recheck
from one_shard import Shard, rows
from small_dataset import SmallDataset, address

from transforms import reasons
from transforms.pure.net.urls import url_id
from transforms.state.log import Deferral
from transforms.state.log_search import view_shard
from transforms.state.memory import FOREVER
from transforms.state.observing import read_memory


def ids(*names: str) -> list[str]:
    return [url_id(address(name)) for name in names]


@pytest.mark.parametrize("snapshot_every", [1000, 2, 1])
def test_it_says_what_the_whole_log_says(snapshot_every: int) -> None:
    shard = Shard(f"view{snapshot_every}")
    written, other, dropped, waits, led = ids("written", "other", "dropped", "waits", "led")
    later = Deferral(attempts=2, not_before=shard.now, reason=reasons.TIMEOUT)
    for number, name in enumerate((written, other)):
        owner = shard.open(snapshot_every=snapshot_every)
        path = f"articles/date=2026-11-22/part-{number}.jsonl.gz"
        assert owner.commit({path: rows(name)}, {reasons.DUPLICATE: [dropped, led]}, {waits: later}, {led: written})
    whole = read_memory(shard.state, shard.output, 0)
    view = view_shard(shard.state, shard.output, 0, [written, dropped, waits, led, "unknown"])
    assert view.ids == {written, dropped, waits, led, "unknown"}
    for id_ in (written, dropped, waits, led, "unknown"):
        assert view.memory.settled.get(id_) == whole.settled.get(id_)
        assert view.memory.aliases.get(id_) == whole.aliases.get(id_)
        assert view.memory.deferred.get(id_) == whole.deferred.get(id_)
    assert view.memory.number == whole.number == 2
    assert view_shard(shard.state, shard.output, 0, [led]).ids == {led, written}
    back = view_shard(shard.state, shard.output, 0, [written])
    assert dict(back.memory.aliases.pairs()) == {led: written}


def test_what_others_are_is_not_held() -> None:
    shard = Shard("view_small")
    one, *many = ids("one", *map(str, range(50)))
    owner = shard.open(snapshot_every=1)
    assert owner.commit({"articles/date=2026-11-22/part-0.jsonl.gz": rows(one, *many)}, {}, {}, {})
    owner = shard.open(snapshot_every=1)
    assert owner.commit({}, {reasons.DUPLICATE: ids("two")}, {}, {})
    ((_, commit),) = view_shard(shard.state, shard.output, 0, [one]).log
    assert commit.snapshot is not None
    assert [id_ for day in commit.snapshot.settled.values() for id_ in day] == [one]


def test_a_file_that_is_not_there_is_in_doubt() -> None:
    shard = Shard("view_doubt")
    shard.park("a")
    path = shard.stop_before_files("a")
    id_ = next(iter(view_shard(shard.state, shard.output, 0, []).log[0][1].files[path].ids))
    view = view_shard(shard.state, shard.output, 0, [id_])
    assert view.doubtful == (path,) and id_ not in view.memory.settled
    assert view_shard(shard.state, shard.output, 0, ids("other")).doubtful == ()


def test_what_was_taken_down_is_so_for_ever() -> None:
    dataset = SmallDataset("view_forgotten")
    from transforms.state.forgetting import Takedown, Target

    dataset.write("valley/a", "valley/b")
    (id_,) = ids("valley/a")
    Takedown(dataset.rewriter(), Target(ids=frozenset((id_,)))).run()
    view = view_shard(dataset.state, dataset.output, 0, [id_])
    assert view.memory.settled[id_] == FOREVER and id_ in view.memory.forgotten


@pytest.mark.parametrize("snapshot_every", [1000, 1])
def test_it_says_when_an_article_is_asked_for_again(snapshot_every: int) -> None:
    shard = Shard(f"view_rechecks{snapshot_every}")
    one, other = recheck("one"), recheck("other")
    for found in ({"one": one, "other": other}, {}):
        assert shard.open(snapshot_every=snapshot_every).commit({}, {}, {}, {}, rechecked=found)
    assert dict(read_memory(shard.state, shard.output, 0).rechecks) == {"one": one, "other": other}
    assert view_shard(shard.state, shard.output, 0, ["one"]).memory.rechecks["one"] == one
    assert "none" not in view_shard(shard.state, shard.output, 0, ["none"]).memory.rechecks
