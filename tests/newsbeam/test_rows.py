"""`newsbeam.read`: each row once, in order, from manifests written here by hand as docs/reading.md describes them."""

import gzip
import hashlib
import json
from datetime import date
from pathlib import Path

import msgspec
import pytest
from one_shard import article, failure

import newsbeam

DAYS = ("2026-11-21", "2026-11-22")


class Output:
    """An output to which passes are added one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.passes = folder, 0

    def add(self, day: str, articles: tuple[str, ...], failures: tuple[str, ...] = ()) -> None:
        """A pass that writes a file of each kind, and its manifest."""
        self.passes += 1
        files = [self._file("articles", day, [article(name) for name in articles])] if articles else []
        files += [self._file("failures", day, [failure(name) for name in failures])] if failures else []
        manifest = {
            "sequence": self.passes,
            "pass_id": f"p{self.passes}",
            "made_at": f"{day}T12:00:00Z",
            "newsbeam_version": "0",
            "files": files,
        }
        self._write(f"runs/date={day}/{self.passes:010d}-p{self.passes}.json", json.dumps(manifest).encode())

    def _file(self, kind: str, day: str, records: list[newsbeam.Article] | list[newsbeam.Failure]) -> dict[str, object]:
        path = f"{kind}/date={day}/part-p{self.passes}.jsonl.gz"
        data = gzip.compress(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
        self._write(path, data)
        return {"path": path, "rows": len(records), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def _write(self, path: str, data: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)


@pytest.fixture
def output(tmp_path: Path) -> Output:
    """Three passes over two days: five articles, one failure."""
    made = Output(tmp_path)
    made.add(DAYS[0], ("a", "b"))
    made.add(DAYS[0], ("c",), ("x",))
    made.add(DAYS[1], ("d", "e"))
    return made


def ids(rows: "newsbeam.Rows[newsbeam.Article] | newsbeam.Rows[newsbeam.Failure]") -> list[str | None]:
    return [row.id for row in rows]


def test_all_rows_in_the_order_of_their_passes(output: Output) -> None:
    rows = newsbeam.read(str(output.folder))
    assert ids(rows) == ["a", "b", "c", "d", "e"]
    assert rows.position == 3


def test_rows_are_records(output: Output) -> None:
    assert next(newsbeam.read(str(output.folder))) == article("a")
    assert list(newsbeam.read(str(output.folder), kind="failures")) == [failure("x")]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (0, ["a", "b", "c", "d", "e"]),
        (2, ["d", "e"]),
        (3, []),
        (date(2026, 11, 21), ["a", "b", "c", "d", "e"]),
        (date(2026, 11, 22), ["d", "e"]),
        (date(2026, 11, 23), []),
    ],
    ids=str,
)
def test_since(output: Output, since: int | date, expected: list[str]) -> None:
    rows = newsbeam.read(str(output.folder), since)
    assert ids(rows) == expected
    assert rows.position == 3


def test_the_next_reading_begins_where_the_last_ended(output: Output) -> None:
    first = newsbeam.read(str(output.folder))
    assert len(list(first)) == 5
    output.add(DAYS[1], ("f",))
    second = newsbeam.read(str(output.folder), first.position)
    assert (ids(second), second.position) == (["f"], 4)


def test_the_position_moves_only_behind_rows_that_were_given(output: Output) -> None:
    rows = newsbeam.read(str(output.folder))
    seen = []
    for _ in range(4):
        next(rows)
        seen.append(rows.position)
    assert seen == [0, 0, 1, 2]


def test_what_appears_meanwhile_waits_for_the_next_reading(output: Output) -> None:
    rows = newsbeam.read(str(output.folder))
    next(rows)
    output.add(DAYS[1], ("f",))
    assert ids(rows) == ["b", "c", "d", "e"]


def test_a_row_that_is_about_to_go_is_not_given(output: Output) -> None:
    """A takedown has said what goes, and has not come to all files."""
    (newest,) = output.folder.glob("runs/*/*-p3.json")
    newest.write_text(json.dumps(json.loads(newest.read_text()) | {"forgotten": [{"id": "d", "reason": "by law"}]}))
    rows = newsbeam.read(str(output.folder))
    assert [(one.id, one.reason) for one in rows.forgotten] == [("d", "by law")]
    assert ids(rows) == ["a", "b", "c", "e"]
    assert newsbeam.read(str(output.folder), since=3).forgotten == ()


def test_files_that_no_manifest_names_are_not_read(output: Output) -> None:
    void = bytes.fromhex("1f8b08000000000000ff03000000000000000000")
    (output.folder / "articles" / f"date={DAYS[0]}" / "part-0.jsonl.gz").write_bytes(void)
    output.passes += 1
    output._file("articles", DAYS[1], [article("not yet named")])
    assert ids(newsbeam.read(str(output.folder))) == ["a", "b", "c", "d", "e"]


def test_files_lists_what_the_manifests_name(output: Output) -> None:
    found = newsbeam.files(f"{output.folder}/")
    assert found == [
        f"{output.folder}/articles/date={day}/part-p{n}.jsonl.gz" for n, day in enumerate((*DAYS[:1], *DAYS), 1)
    ]
    assert newsbeam.files(str(output.folder), since=1) == found[1:]
    assert all("/failures/" in path for path in newsbeam.files(str(output.folder), kind="failures"))
    with pytest.raises(
        ValueError, match="kind='stories': expected 'articles', 'failures', 'revisions' or 'retractions'"
    ):
        newsbeam.files(str(output.folder), kind="stories")  # type: ignore[arg-type]


def test_files_as_parquet_are_those_that_the_manifests_name(output: Output) -> None:
    for manifest in output.folder.glob("runs/*/*.json"):
        named = json.loads(manifest.read_text())
        for file in named["files"]:
            file["parquet"] = f"parquet/{file['path'].removesuffix('.jsonl.gz')}.parquet"
        manifest.write_text(json.dumps(named))
    found = newsbeam.files(f"{output.folder}/", format="parquet")
    assert found == [
        f"{output.folder}/parquet/articles/date={day}/part-p{n}.parquet" for n, day in enumerate((*DAYS[:1], *DAYS), 1)
    ]
    (failed,) = newsbeam.files(str(output.folder), kind="failures", format="parquet")
    assert "/parquet/failures/" in failed


def test_rows_that_are_not_there_as_parquet_are_not_left_out_quietly(output: Output) -> None:
    with pytest.raises(newsbeam.OutputError, match=r"3 of 3 files have no Parquet .*`newsbeam export`$"):
        newsbeam.files(str(output.folder), format="parquet")
    with pytest.raises(ValueError, match="format='csv': expected 'jsonl' or 'parquet'"):
        newsbeam.files(str(output.folder), format="csv")  # type: ignore[arg-type]


def test_other_files_beside_the_manifests_are_not_looked_at(output: Output) -> None:
    (output.folder / f"runs/date={DAYS[0]}" / "notes.json").write_text("{")
    assert ids(newsbeam.read(str(output.folder))) == ["a", "b", "c", "d", "e"]


def test_nothing_yet(tmp_path: Path) -> None:
    rows = newsbeam.read(str(tmp_path / "nowhere"))
    assert (list(rows), rows.position) == ([], 0)


def test_old_manifests_may_go(output: Output) -> None:
    (output.folder / "runs" / f"date={DAYS[0]}" / "0000000001-p1.json").unlink()
    assert ids(newsbeam.read(str(output.folder))) == ["c", "d", "e"]
    assert ids(newsbeam.read(str(output.folder), 1)) == ["c", "d", "e"]


@pytest.mark.parametrize("since", [None, 0])
def test_a_gap_is_named_with_its_cure(output: Output, since: int | None) -> None:
    (output.folder / "runs" / f"date={DAYS[0]}" / "0000000002-p2.json").unlink()
    with pytest.raises(newsbeam.OutputError) as caught:
        newsbeam.read(str(output.folder), since)
    assert str(caught.value) == (
        f"{output.folder}/runs: manifest 2 is gone, and later ones are there; bring it back from a copy, mend the"
        " dataset with `newsbeam verify --repair`, or begin behind it: read(..., since=<the number after it>)"
    )


def test_a_position_beyond_the_end_is_named_with_its_cure(output: Output) -> None:
    end = newsbeam.read(str(output.folder)).position + 3
    with pytest.raises(
        newsbeam.OutputError, match=r"and you have read up to 99: an older copy of the output was brought"
    ):
        newsbeam.read(str(output.folder), 99)
    assert ids(newsbeam.read(str(output.folder), end)) == []


def damage_manifest(folder: Path) -> None:
    (folder / "runs" / f"date={DAYS[1]}" / "0000000003-p3.json").write_bytes(b"{")


def lose_file(folder: Path) -> None:
    (folder / "articles" / f"date={DAYS[1]}" / "part-p3.jsonl.gz").unlink()


def change_file(folder: Path) -> None:
    (folder / "articles" / f"date={DAYS[1]}" / "part-p3.jsonl.gz").write_bytes(b"other")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (damage_manifest, "0000000003-p3.json: this document is damaged (1 bytes"),
        (lose_file, "part-p3.jsonl.gz: a manifest names this file, and it is gone"),
        (change_file, "part-p3.jsonl.gz: this file is not the one that its manifest names"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_before_it_is_lost(
    output: Output, damage: object, problem: str
) -> None:
    assert callable(damage)
    damage(output.folder)
    rows = newsbeam.read(str(output.folder))
    assert [next(rows).id for _ in range(3)] == ["a", "b", "c"]
    with pytest.raises(newsbeam.OutputError) as caught:
        next(rows)
    assert problem in str(caught.value)
    assert rows.position == 2


def test_a_kind_that_is_none() -> None:
    with pytest.raises(ValueError, match="kind='pages': expected 'articles', 'failures', 'revisions' or 'retractions'"):
        newsbeam.read("out", kind="pages")  # type: ignore[call-overload]
