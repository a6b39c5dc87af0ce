"""Articles of two outputs, as they are read to be compared."""

from __future__ import annotations

import pytest
from small_dataset import SmallDataset

from pipelines.diff.reading import compare_outputs, read_articles
from transforms.errors import OutputError


def dataset(name: str, *articles: str) -> SmallDataset:
    made = SmallDataset(f"diff-{name}", 2)
    made.write(*articles, failed=["valley/lost"])
    return made


def test_all_articles_are_read_once() -> None:
    made = dataset("all", "valley/a", "hill/x")
    assert sorted(row["url"] for row in read_articles(made.output.root)) == [
        "https://hill.example/x",
        "https://valley.example/a",
    ]


def test_two_outputs_are_compared() -> None:
    old, new = dataset("old", "valley/a", "valley/b"), dataset("new", "valley/a", "hill/x")
    found = compare_outputs(old.output.root, new.output.root, samples=3)
    assert (found.both, found.old_articles, found.new_articles, found.changed) == (1, 2, 2, 0)
    assert (found.old, found.new) == (old.output.root, new.output.root)


def test_what_is_gone_is_told() -> None:
    made = dataset("gone", "valley/a")
    made.output.delete(made.paths()[0])
    with pytest.raises(OutputError, match="a manifest lists this file, and it is gone; bring it back from a copy"):
        list(read_articles(made.output.root))


def test_a_folder_that_is_no_output_is_refused(tmp_path: object) -> None:
    with pytest.raises(OutputError):
        list(read_articles(str(tmp_path)))
