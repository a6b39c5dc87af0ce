"""What logs say beyond the last manifest."""

from pathlib import Path

import pytest
from one_shard import Shard

from transforms.state.news import find_unlisted_gap, read_news


@pytest.mark.parametrize(
    ("numbers", "covered", "problem"),
    [
        ([], 0, None),
        ([3, 4], 2, None),
        ([3, 5], 2, "commit 4 is gone, whose files no manifest lists yet"),
        ([1, 2], 3, "it ends with commit 2, and a manifest lists the files of commit 3"),
    ],
)
def test_a_log_that_lacks_what_no_manifest_lists_is_found(
    numbers: list[int], covered: int, problem: str | None
) -> None:
    assert find_unlisted_gap(numbers, covered) == problem


def test_there_is_no_news_of_a_shard_without_commits(tmp_path: Path) -> None:
    shard = Shard(str(tmp_path))
    found = read_news(shard.state, shard.output, 0, None)
    assert (found.covered, found.files, found.open_day, found.past) == (0, [], None, [])
