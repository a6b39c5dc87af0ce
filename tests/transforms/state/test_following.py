"""Readers that follow manifests while files are replaced: no row is missed, none is given twice."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from transforms.errors import OutputError
from transforms.state.changes import Forgotten
from transforms.state.following import Follower
from transforms.state.storage import open_store

VOID = bytes.fromhex("1f8b08000000000000ff03000000000000000000")


class Output:
    """An output in which files are written, put together and taken from."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.manifests = folder, 0

    def write(self, name: str, rows: str) -> dict[str, object]:
        path = f"articles/date=2026-11-21/{name}.jsonl.gz"
        data = gzip.compress("".join(f"{row}\n" for row in rows).encode())
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)
        return {"path": path, "rows": len(rows), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def publish(self, **fields: object) -> None:
        """Publish a manifest; the files that it replaces become void."""
        self.manifests += 1
        manifest = {
            "sequence": self.manifests,
            "pass_id": "p",
            "made_at": "2026-11-22T12:00:00Z",
            "newsbeam_version": "0",
        }
        path = self.folder / f"runs/date=2026-11-22/{self.manifests:010d}-p.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(manifest | fields))
        for change in fields.get("replaced", ()):  # type: ignore[attr-defined]
            (self.folder / change["path"]).write_bytes(VOID)

    def add(self, name: str, rows: str) -> None:
        self.publish(files=[self.write(name, rows)])

    def replace(self, old: str, new: str, rows: str, removed: tuple[int, ...] = (), forgotten: str = "") -> None:
        """Replace a file by one with these rows."""
        self.publish(
            rewritten=[self.write(new, rows)],
            replaced=[change(old, new, 0, removed)],
            forgotten=[{"id": id_, "reason": "by law"} for id_ in forgotten],
        )

    def join(self, new: str, **old: str) -> None:
        """Put some files, given with their rows, into one."""
        changes, first = [], 0
        for name, rows in old.items():
            changes.append(change(name, new, first, ()))
            first += len(rows)
        self.publish(rewritten=[self.write(new, "".join(old.values()))], replaced=changes)


def change(old: str, new: str, first: int, removed: tuple[int, ...]) -> dict[str, object]:
    old, new = (f"articles/date=2026-11-21/{name}.jsonl.gz" for name in (old, new))
    return {"path": old, "by": new, "first": first, "removed": removed}


@pytest.fixture
def output(tmp_path: Path) -> Output:
    """Three manifests with a file each: f1 has ab, f2 has c, f3 has de."""
    made = Output(tmp_path)
    made.add("f1", "ab")
    made.add("f2", "c")
    made.add("f3", "de")
    return made


def rows(output: Output, since: int | None = None) -> str:
    return read(Follower(open_store(str(output.folder)), since))


def read(follower: Follower) -> str:
    return "".join(
        line.decode() for _, files in follower.files("articles") for file in files for line in follower.lines(file)
    )


def names(output: Output, since: int | None = None) -> list[str]:
    return [
        Path(path).name.removesuffix(".jsonl.gz")
        for path in Follower(open_store(str(output.folder)), since).paths("articles")
    ]


@pytest.mark.parametrize(("since", "expected"), [(None, "abcde"), (1, "cde"), (2, "de"), (3, "")], ids=str)
def test_files_that_were_put_together_are_read_on_from_where_the_reader_was(
    output: Output, since: int | None, expected: str
) -> None:
    output.join("all", f1="ab", f2="c", f3="de")
    assert rows(output, since) == expected
    assert rows(output, 4) == "", "what moved is not new"


@pytest.mark.parametrize(("since", "expected"), [(None, "acde"), (0, "acde"), (1, "cde"), (4, "")], ids=str)
def test_what_was_taken_down_is_not_read_any_more_and_named(output: Output, since: int | None, expected: str) -> None:
    output.replace("f1", "g1", "a", removed=(1,), forgotten="b")
    follower = Follower(open_store(str(output.folder)), since)
    assert read(follower) == expected
    assert list(follower.forgotten.values()) == ([] if since == 4 else [Forgotten(id="b", reason="by law")])


def test_a_file_may_be_replaced_again_and_again(output: Output) -> None:
    output.join("all", f1="ab", f2="c", f3="de")
    output.replace("all", "less", "abde", removed=(2,), forgotten="c")
    output.add("f4", "f")
    output.join("more", less="abde", f4="f")
    assert [rows(output, since) for since in (None, 1, 2, 3, 5, 6, 7)] == ["abdef", "def", "def", "f", "f", "", ""]
    assert names(output) == ["more"]
    assert names(output, 6) == []


def test_a_list_of_files_never_repeats_rows_in_silence(output: Output) -> None:
    assert names(output, 1) == ["f2", "f3"]
    output.join("both", f1="ab", f2="c")
    assert names(output) == ["both", "f3"]
    assert names(output, 2) == ["f3"]
    with pytest.raises(OutputError) as caught:
        names(output, 1)
    assert str(caught.value) == (
        f"{output.folder}/articles/date=2026-11-21/both.jsonl.gz: it holds rows from before manifest 2, too, since files were put"
        " together meanwhile; follow the rows with read(..., since=...), or list all files: files(output)"
    )


def test_a_reader_is_not_stopped_by_what_is_replaced_while_it_reads(output: Output) -> None:
    follower = Follower(open_store(str(output.folder)), None)
    found = [
        line.decode()
        for number, files in follower.files("articles")
        for file in files
        for line in (output.join("rest", f2="c", f3="de") if number == 2 else None, *follower.lines(file))
        if line is not None
    ]
    assert "".join(found) == "abcde"


def test_a_file_that_is_gone_without_a_manifest_that_says_so_is_an_error(output: Output) -> None:
    (output.folder / "articles/date=2026-11-21/f2.jsonl.gz").unlink()
    with pytest.raises(OutputError, match=r"f2\.jsonl\.gz: a manifest names this file, and it is gone"):
        rows(output)
