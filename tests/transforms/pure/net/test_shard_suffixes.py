"""The suffixes by which hosts are gathered in shards."""

import pytest
import tldextract

from transforms.pure.net.shard_suffixes import SHARD_SUFFIXES, count_shard_labels

public_suffixes = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=()).tlds


def test_the_listed_suffixes_are_public_suffixes() -> None:
    known = set(public_suffixes)
    assert [s for s in sorted(SHARD_SUFFIXES) if s not in known and "*." + s.partition(".")[2] not in known] == []


@pytest.mark.parametrize(
    ("host", "count"),
    [
        ("valley.example", 2),
        ("sport.valley.example", 2),
        ("valley.co.uk", 3),
        ("co.uk", 3),
        ("valley.com.fr", 2),
        ("localhost", 2),
    ],
)
def test_count_shard_labels(host: str, count: int) -> None:
    assert count_shard_labels(host.split(".")) == count
