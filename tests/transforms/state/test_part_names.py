"""The names of files with rows say which shard's owner made them."""

import pytest

from transforms.state.part_names import part_name, part_shard


@pytest.mark.parametrize(
    ("pass_id", "shard"), [("20261122T120000Z-7f3a", 0), ("forget-20261122T120000Z-7f", 12), ("p", 4095)]
)
def test_the_shard_is_read_back_whatever_the_pass_is_called(pass_id: str, shard: int) -> None:
    name = part_name(pass_id, shard, "00ff", 3, 1)
    assert name.startswith(f"part-{pass_id}-") and name.endswith("-00031.jsonl.gz")
    assert part_shard(f"articles/date=2026-11-22/hour=07/{name}") == shard
