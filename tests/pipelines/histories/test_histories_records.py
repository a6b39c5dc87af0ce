"""A history goes into JSON and comes back as it was."""

from __future__ import annotations

import msgspec
from one_shard import NOON, article

from pipelines.histories.events import Event
from pipelines.histories.records import EntryHistory, FeedHistory, PlacedRow


def test_a_history_of_an_entry_is_told_in_json() -> None:
    row = PlacedRow(path="articles/x", line=1, record=article("a", NOON))
    event = Event(at=NOON, what="written", id="a", shard=0, commit=1)
    history = EntryHistory(
        asked="a", id="a", url=None, site=None, shard=None, shards=1, fate="written", rows=(row,), events=(event,)
    )
    told = msgspec.to_builtins(history)
    assert (told["fate"], told["rows"][0]["record"]["url"]) == ("written", row.record.url)  # type: ignore[union-attr]
    assert msgspec.convert(told["events"], list[Event]) == [event]


def test_so_is_one_of_a_feed() -> None:
    history = FeedHistory(
        asked="f", id="f", url="u", site="s", shard=0, shards=1, health="new", is_listed=True, is_enabled=True
    )
    assert msgspec.convert(msgspec.to_builtins(history), FeedHistory) == history
