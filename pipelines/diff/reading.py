"""Read the articles of two outputs, and compare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from pipelines.diff.comparing import Comparing, Comparison
from transforms.errors import OutputError
from transforms.row_files import read_lines
from transforms.state.decoding import DAMAGED
from transforms.state.following import Follower
from transforms.state.manifests import difference
from transforms.state.storage import open_store, side_by_side
from transforms.written import line_as_written

_RESTORE = "bring it back from a copy; `newsbeam verify` names all that is wrong"


def compare_outputs(old: str, new: str, *, samples: int, sites: Iterable[str] = ()) -> Comparison:
    """Compare the articles of two outputs. Raises: OutputError where one is none, or a file is gone or damaged."""
    comparing = Comparing(samples, sites)
    for row in read_articles(old):
        comparing.add_old(row)
    for row in read_articles(new):
        comparing.add_new(row)
    if comparing.needs_old:
        for row in read_articles(old):
            comparing.fill_in(row)
    return comparing.result(old, new)


def read_articles(output: str) -> Iterator[dict[str, Any]]:
    """Give the rows of an output's articles, file by file. Raises: OutputError."""
    store = open_store(output)
    if not store.names("runs"):
        raise OutputError(
            f"{store.root}: no output of newsbeam is here, or nothing was published yet; name the folder that `output` names"
        )
    files = Follower(store, None).whole_files("articles")
    for file, data in zip(files, side_by_side(store, lambda file: store.read(file.path), files), strict=True):
        problem = difference(file, data)
        if problem is not None:
            raise OutputError(f"{store.root}/{file.path}: {problem}; {_RESTORE}")
        try:
            for line in read_lines(data or b""):
                yield msgspec.json.decode(line_as_written("articles", line))
        except DAMAGED as error:
            raise OutputError(f"{store.root}/{file.path}: {error}; {_RESTORE}") from error
