"""Manifests that are looked through."""

from datetime import UTC, datetime
from pathlib import Path

from one_shard import Shard

from transforms.state.chain import extend_chain
from transforms.state.manifest_checks import listed_files, read_manifests
from transforms.state.manifests import KeptFile, Manifest

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
FILE = KeptFile(path="articles/date=2026-11-22/part-a.jsonl.gz", rows=1, size=20, sha256="0")


def published(shard: Shard, *numbers: int) -> None:
    for number in numbers:

        def make(last: Manifest | None, number: int = number) -> Manifest:
            follows = None if last is None else last.path
            return Manifest(
                sequence=number, pass_id=f"p{number}", made_at=AT, newsbeam_version="1", files=(FILE,), follows=follows
            )

        extend_chain(shard.state, shard.output, f"p{number}", make)


def test_a_chain_that_is_whole_is_read_in_its_order(tmp_path: Path) -> None:
    shard = Shard(str(tmp_path))
    published(shard, 1, 2)
    manifests, findings = read_manifests(shard.state, shard.output)
    assert ([one.sequence for one in manifests], findings) == ([1, 2], [])
    files, wrong = listed_files(manifests)
    assert list(files) == [FILE.path]
    assert [(one.subject, "lists it once more" in one.problem) for one in wrong] == [(FILE.path, True)]


def test_a_manifest_that_is_gone_is_told_by_the_one_behind_it(tmp_path: Path) -> None:
    shard = Shard(str(tmp_path))
    published(shard, 1, 2)
    shard.output.delete("runs/date=2026-11-22/0000000001-p1.json")
    manifests, findings = read_manifests(shard.state, shard.output)
    assert [one.sequence for one in manifests] == [2]
    assert ["the one before it here is none" in one.problem for one in findings] == [True]
