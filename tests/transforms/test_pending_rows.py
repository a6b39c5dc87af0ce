"""A row that waits for its commit: its line has no end of its own, and says what its record says."""

import msgspec
from one_shard import NOON, article

from transforms.pending_rows import PendingRow, line_of
from transforms.records import Article


def test_a_line_is_one_line_and_reads_back() -> None:
    record = msgspec.structs.replace(article("a"), text="One.\n\nTwo.")
    line = line_of(record)
    assert b"\n" not in line
    assert msgspec.json.decode(line, type=Article) == record


def test_rows_do_not_share_what_they_count() -> None:
    first, second = (PendingRow(line=b"{}", kind="articles", at=NOON, ids=[]) for _ in range(2))
    first.counts["written"] += 1
    first.rechecks["a"] = None
    assert (second.counts, second.rechecks) == ({}, {})
