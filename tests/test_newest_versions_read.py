"""The newest version of each article, as the recipes of docs/reading.md find it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import msgspec
import pytest
from asked_again import recheck, retracted, revised
from msgspec.structs import replace
from one_shard import article
from recipes import NEEDS, titles_by
from sample_run import ROOT

from transforms.row_files import VOID
from transforms.row_kinds import Row
from transforms.written import written

PAGE = (ROOT / "docs/reading.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^##### (.+?)$.*?^```python\n(.*?)^```$", PAGE, re.M | re.S))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Three articles: one as it was, one with two later versions, and one that was changed and then withdrawn; void files."""
    second = {name: replace(revised(recheck(name)).revision, title=f"{name} 2") for name in "bc"}
    third = replace(second["b"], title="b 3", version=3, previous_version=2)
    rows: dict[str, list[list[Row]]] = {
        "articles": [[replace(article(name), title=f"{name} 1") for name in "abc"]],
        "revisions": [[third], [second["b"], second["c"]]],
        "retractions": [[retracted(recheck("c", version=2)).retraction]],
    }
    for kind, files in rows.items():
        folder = tmp_path / "data" / kind / "date=2026-11-22"
        folder.mkdir(parents=True)
        (folder / "part-0.jsonl.gz").write_bytes(VOID)
        for number, some in enumerate(files, 1):
            lines = b"".join(msgspec.json.encode(written(row)) + b"\n" for row in some)
            (folder / f"part-{number}.jsonl.gz").write_bytes(gzip.compress(lines))
    return tmp_path / "data"


def test_there_is_a_recipe_for_each_of_three_readers() -> None:
    assert set(RECIPES) == {"duckdb", "pandas", "Spark"}


@pytest.mark.parametrize("name", [pytest.param(name, marks=NEEDS.get(name.lower(), [])) for name in RECIPES])
def test_a_recipe_finds_the_newest_version_of_what_was_not_withdrawn(name: str, output: Path, tmp_path: Path) -> None:
    assert sorted(titles_by(RECIPES[name], output, tmp_path)) == ["a 1", "b 3"]
