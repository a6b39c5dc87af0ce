"""Manifests, as owners and readers see them."""

from pathlib import Path

import pytest
from one_shard import Shard

from transforms.state.manifests import list_newest, list_published, read_covered


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def test_covered_is_what_the_newest_manifest_says(shard: Shard) -> None:
    assert read_covered(shard.state, 0) == 0
    shard.state.create("manifests/0000000001.json", b'{"covered": {"0": 3}}')
    shard.state.create("manifests/0000000002.json", b'{"covered": {"0": 5, "1": 9}}')
    assert [read_covered(shard.state, n) for n in (0, 1, 2)] == [5, 9, 0]


def test_a_slow_reader_is_not_taken_in_by_a_number_that_was_freed_and_taken_again(shard: Shard) -> None:
    shard.state.create("manifests/0000000002.json", b'{"covered": {"0": 2}}')

    class Slow:
        moved = False

        def names(self, folder: str) -> list[str]:
            return shard.state.names(folder)

        def read(self, path: str) -> bytes | None:
            if not self.moved:
                self.moved = True
                shard.state.create("manifests/0000000005.json", b'{"covered": {"0": 4}}')
                shard.state.delete("manifests/0000000002.json")
                shard.state.create("manifests/0000000002.json", b'{"covered": {"0": 99}}')  # by a stalled publisher
            return shard.state.read(path)

    assert read_covered(Slow(), 0) == 4  # type: ignore[arg-type]


def test_the_newest_are_listed_without_a_look_at_earlier_days(shard: Shard) -> None:
    paths = [f"runs/date=2026-11-{20 + number // 2}/{number:010}-p{number}.json" for number in range(1, 8)]
    for path in [*paths, "runs/date=2026-11-23/notes.txt"]:
        shard.output.create(path, b"{}")
    looked_at = []

    class Watched:
        def names(self, folder: str) -> list[str]:
            looked_at.append(folder)
            return shard.output.names(folder)

    assert list_newest(Watched(), 3) == dict(enumerate(paths[-3:], 5))  # type: ignore[arg-type]
    assert looked_at == ["runs", "runs/date=2026-11-23", "runs/date=2026-11-22"]
    assert list_newest(shard.output, 99) == list_published(shard.output) == dict(enumerate(paths, 1))
