"""Reading a dataset back: nothing is wrong with a sound one, and each thing that can be wrong is named with its cure."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_run import Sample

from transforms.row_files import VOID
from transforms.state.storage import open_store
from transforms.state.verification import Verified, verify


class Dataset:
    """A copy of the sample's output, to be damaged."""

    def __init__(self, output: Path) -> None:
        self.output = output
        (self.articles,) = output.glob("articles/date=*/*.gz")
        (self.manifest, *_) = sorted(output.glob("runs/date=*/*.json"))
        (self.commit,) = output.glob("_state/log/0/0000000001.json")

    def verify(self) -> Verified:
        return verify(open_store(str(self.output / "_state")), open_store(str(self.output)), 1)

    def change(self, path: Path, **fields: object) -> None:
        path.write_text(json.dumps(json.loads(path.read_text()) | fields))


@pytest.fixture
def dataset(tmp_path: Path, sample: Sample) -> Dataset:
    shutil.copytree(sample.output, tmp_path / "out")
    return Dataset(tmp_path / "out")


def test_nothing_is_wrong_with_a_sound_dataset(dataset: Dataset) -> None:
    (dataset.articles.parent / "part-00000000T000000Z-void.jsonl.gz").write_bytes(VOID)
    found = dataset.verify()
    assert found.findings == ()
    files = [*dataset.output.glob("*/date=*/*.gz")]
    rows = sum(len(gzip.decompress(path.read_bytes()).splitlines()) for path in files)
    assert (found.files, found.rows, found.voids, found.pending) == (len(files) - 1, rows, 1, 0)
    assert found.manifests == len(list(dataset.output.glob("runs/date=*/*.json"))) > 0


def test_what_no_manifest_lists_yet_is_not_wrong(dataset: Dataset) -> None:
    """A run that was killed between its last commit and its manifest: the next one lists it."""
    for path in [*dataset.output.glob("runs/date=*/*.json"), *dataset.output.glob("_state/manifests/*.json")]:
        path.unlink()
    found = dataset.verify()
    assert found.findings == () and found.files == 0 and found.pending >= 2


def remove_a_row(dataset: Dataset) -> None:
    lines = gzip.decompress(dataset.articles.read_bytes()).splitlines(keepends=True)
    dataset.articles.write_bytes(gzip.compress(b"".join(lines[1:])))


def write_an_article_twice(dataset: Dataset) -> None:
    again = dataset.articles.with_name("part-again.jsonl.gz")
    shutil.copy(dataset.articles, again)
    manifest = json.loads(dataset.manifest.read_text())
    (file,) = [file for file in manifest["files"] if file["path"].startswith("articles/")]
    path = str(again.relative_to(dataset.output))
    dataset.change(dataset.manifest, files=[*manifest["files"], file | {"path": path}])


def repeat_a_row(dataset: Dataset) -> None:
    lines = gzip.decompress(dataset.articles.read_bytes()).splitlines(keepends=True)
    data = gzip.compress(b"".join([*lines, lines[0]]))
    dataset.articles.write_bytes(data)
    manifest = json.loads(dataset.manifest.read_text())
    path = str(dataset.articles.relative_to(dataset.output))
    now = {"rows": len(lines) + 1, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    dataset.change(dataset.manifest, files=[file | now if file["path"] == path else file for file in manifest["files"]])


def list_more_rows(dataset: Dataset) -> None:
    manifest = json.loads(dataset.manifest.read_text())
    dataset.change(dataset.manifest, files=[file | {"rows": file["rows"] + 1} for file in manifest["files"]])


def list_a_file_twice(dataset: Dataset) -> None:
    manifest = json.loads(dataset.manifest.read_text())
    dataset.change(dataset.manifest, files=[*manifest["files"], manifest["files"][0]])


def add_a_manifest_behind_a_gap(dataset: Dataset) -> None:
    number = json.loads(dataset.manifest.read_text())["sequence"] + 40
    late = dataset.manifest.with_name(f"{number:010d}-p.json")
    shutil.copy(dataset.manifest, late)
    dataset.change(late, sequence=number, follows="runs/date=2026-01-01/0000000039-p.json", files=[])
    shutil.copy(late, dataset.output / f"_state/manifests/{number:010d}.json")


def bring_back_an_older_state(dataset: Dataset) -> None:
    """The state knows nothing of the manifest, nor of the commits whose files it lists."""
    for path in [*dataset.output.glob("_state/manifests/*"), *dataset.output.glob("_state/log/0/*")]:
        path.unlink()


def lose_an_inbox(dataset: Dataset) -> None:
    """Say that the last turn parked an entry of which nobody knows anything."""
    due = dataset.output / "_state/due/0.json"
    last = json.loads(due.read_text())
    feed = next(dataset.output.glob("_state/feeds/0/*.json"))
    dataset.change(feed, pass_id=last["pass_id"], parked={"0": ["nobody"]})
    dataset.change(due, polled=[feed.stem])


def reopen_an_entry(dataset: Dataset) -> None:
    """Do what a retry does that is killed before it parks an entry."""
    log = dataset.output / "_state/log/0"
    newest = sorted(log.iterdir())[-1]
    following = json.loads(newest.read_text())
    decisions = dict.fromkeys(following.pop("files"), "kept")
    following |= {"verdict": decisions, "reopened": {"anid": following["committed_at"]}}
    (log / f"{int(newest.stem) + 1:0{len(newest.stem)}}.json").write_text(json.dumps(following))


DAMAGES: dict[str, tuple[Callable[[Dataset], object], str, str]] = {
    "a file is gone": (lambda it: it.articles.unlink(), "a manifest lists this file, and it is gone", "from a copy"),
    "a file is void": (
        lambda it: it.articles.write_bytes(VOID),
        "a manifest lists this file, and it is void",
        "from a copy",
    ),
    "a row is gone": (remove_a_row, "this file is not the one that its manifest lists", "from a copy"),
    "rows are miscounted": (list_more_rows, "its manifest says 13", "from a copy"),
    "an article twice": (write_an_article_twice, "stands here and in articles/", "report it"),
    "an article twice in one file": (repeat_a_row, "stands here and in articles/", "report it"),
    "a file listed twice": (list_a_file_twice, "lists it once more", "report it"),
    "a file of somebody else": (
        lambda it: it.articles.with_name("mine.jsonl.gz").write_bytes(b"x" * 30),
        "no manifest and no commit names it",
        "move it out of the output",
    ),
    "a manifest is damaged": (lambda it: it.manifest.write_text("{"), "it cannot be read", "from a copy"),
    "a manifest is gone": (
        lambda it: it.manifest.unlink(),
        "the state has this manifest",
        "the next ingest puts it there",
    ),
    "a gap in the chain": (
        add_a_manifest_behind_a_gap,
        "it follows runs/date=2026-01-01/0000000039-p.json",
        "from a copy",
    ),
    "an older state: the manifest": (
        bring_back_an_older_state,
        "/0000000001-",
        "the state's manifests end at 0: the state is an older copy; bring back the state of the same moment, or move it out",
    ),
    "an older state: a file": (
        bring_back_an_older_state,
        "articles/date=",
        "no manifest and no commit names it; move it out of the output",
    ),
    "a retry was killed": (
        reopen_an_entry,
        "entries that were reopened and not parked: 1 (anid)",
        "run `newsbeam retry`",
    ),
    "an entry is lost": (lose_an_inbox, "entries neither settled nor owed: 1 (nobody)", "the state's inbox"),
}


@pytest.mark.parametrize(("damage", "problem", "cure"), DAMAGES.values(), ids=DAMAGES)
def test_each_thing_that_is_wrong_is_named_with_its_cure(
    dataset: Dataset, damage: Callable[[Dataset], object], problem: str, cure: str
) -> None:
    damage(dataset)
    said = [str(finding) for finding in dataset.verify().findings]
    assert any(problem in one and cure in one for one in said), said
