"""The files of commits: published once or void for ever, whatever the store answers."""

from pathlib import Path

import pytest
from odd_stores import Mumbling
from one_shard import Shard, rows

import newsbeam
import pipelines
import transforms
from transforms.errors import AlreadyExists, StateError, StorageError, Unclear
from transforms.row_files import VOID
from transforms.state.files import CommitFiles, Decision, glance, inspect_file, plan_file


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def test_a_plan_says_how_to_know_the_bytes() -> None:
    planned = plan_file(b"a\nb", ["a", "b"], {"written": 2}, 2)
    assert (planned.ids, planned.counts, planned.rows, planned.size) == (("a", "b"), {"written": 2}, 2, 3)
    # printf 'a\nb' | sha256sum
    assert planned.sha256 == "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"


def test_a_file_is_compared_with_its_digest_in_one_place() -> None:
    rooms = (Path(package.__path__[0]) for package in (transforms, pipelines, newsbeam))
    users = {path.name for room in rooms for path in room.rglob("*.py") if "sha256(" in path.read_text()}
    # The others make digests: of a text, of a robots.txt, of a page's own script, of rows that are about to be written, of the
    # address of a sink and of what is sent to it, of a body that its file may hold already, of
    # a directory of keys, and a key's own name.
    digests = {
        "fingerprints.py",
        "robots.py",
        "page.py",
        "days.py",
        "kafka.py",
        "opensearch.py",
        "webhook.py",
        "parts.py",
        "asides.py",
        "key_directories.py",
        "signing_keys.py",
    }
    assert users == {"files.py", *digests}


def test_pages_are_published_ahead_of_the_rows_that_name_them(shard: Shard) -> None:
    made: list[str] = []

    class Noting:
        def create(self, path: str, data: bytes) -> None:
            made.append(path)
            shard.output.create(path, data)

    plan = rows("a")
    warc = plan_file(b"pages", (), {}, 1), b"pages"
    files = {"articles/x.jsonl.gz": plan, "warc/x.warc.gz": warc, "failures/x.jsonl.gz": plan}
    found = CommitFiles(Noting()).publish_all(files)  # type: ignore[arg-type]
    assert made == ["warc/x.warc.gz", "articles/x.jsonl.gz", "failures/x.jsonl.gz"]
    assert found == dict.fromkeys(made, "kept")


def test_where_pages_are_void_so_are_the_rows_that_name_them(shard: Shard) -> None:
    shard.output.create("warc/x.warc.gz", VOID)  # by an owner who opened the shard meanwhile
    warc = plan_file(b"pages", (), {}, 1), b"pages"
    found = CommitFiles(shard.output).publish_all({"articles/x.jsonl.gz": rows("a"), "warc/x.warc.gz": warc})
    assert found == {"warc/x.warc.gz": "void", "articles/x.jsonl.gz": "void"}
    assert shard.output.read("articles/x.jsonl.gz") == VOID


@pytest.mark.parametrize(
    ("found", "decision"), [(None, None), (VOID, "void"), (rows("a")[1], "kept")], ids=["absent", "void", "rows"]
)
def test_a_reader_sees_whether_a_file_is_kept_without_deciding_it(
    shard: Shard, found: bytes | None, decision: str | None
) -> None:
    if found is not None:
        shard.output.create("f", found)
    assert inspect_file(shard.output, "f", rows("a")[0]) == decision
    assert shard.output.read("f") == found


def test_a_file_that_is_neither_void_nor_the_planned_one_stops_the_shard(shard: Shard) -> None:
    shard.output.create("f", b"edited by hand")
    message = (
        r"out/f: this file is not the one that its commit names \(1 bytes, here 14\); bring it back from a copy, or"
    )
    for act in (CommitFiles(shard.output).decide, CommitFiles(shard.output).recheck):
        with pytest.raises(StateError, match=message):
            act("f", rows("a")[0])
    assert shard.output.read("f") == b"edited by hand"


@pytest.mark.parametrize(
    ("found", "decision", "left"),
    [(None, "void", VOID), (VOID, "void", VOID), (b"a", "kept", b"a")],
    ids=["absent", "void", "rows"],
)
def test_what_is_in_doubt_is_void_unless_it_has_rows(
    shard: Shard, found: bytes | None, decision: str, left: bytes
) -> None:
    if found is not None:
        shard.output.create("f", found)
    assert CommitFiles(shard.output).decide("f", rows("a")[0]) == decision
    assert shard.output.read("f") == left


@pytest.mark.parametrize(("found", "decision"), [(VOID, "void"), (b"a", "kept")], ids=["void", "rows"])
def test_a_file_that_a_manifest_covers_is_checked_again(shard: Shard, found: bytes, decision: str) -> None:
    shard.output.create("f", found)
    assert CommitFiles(shard.output).recheck("f", rows("a")[0]) == decision


def test_a_file_that_a_manifest_covers_and_that_is_gone_is_not_made_void(shard: Shard) -> None:
    with pytest.raises(
        StateError, match=r"out/f: this file was there when .* and is gone; bring it back from a copy, or run"
    ):
        CommitFiles(shard.output).recheck("f", rows("a")[0])
    assert shard.output.read("f") is None


ANSWERS = {
    "a yes": (True, 0, Unclear, "kept", b"a"),
    "the answer is lost": (True, 1, Unclear, "kept", b"a"),
    "it says taken, since the first try worked": (True, 1, AlreadyExists, "kept", b"a"),
    "the request is lost": (False, 1, Unclear, "void", VOID),
    "two requests are lost": (False, 2, Unclear, "void", VOID),
}


@pytest.mark.parametrize(("works", "times", "answer", "decision", "left"), ANSWERS.values(), ids=ANSWERS)
def test_an_unclear_publish_is_decided(
    shard: Shard, works: bool, times: int, answer: type[StorageError], decision: str, left: bytes
) -> None:
    files = CommitFiles(Mumbling(shard.output, works=works, times=times, answer=answer))  # type: ignore[arg-type]
    assert files.publish("f", *rows("a")) == decision
    assert shard.output.read("f") == left


def test_a_store_that_never_answers_is_named(shard: Shard) -> None:
    files = CommitFiles(Mumbling(shard.output, works=False, times=99))  # type: ignore[arg-type]
    with pytest.raises(StorageError, match=r"out/f: the store did not answer 5 times; try again later$"):
        files.publish("f", *rows("a"))


@pytest.mark.parametrize(
    ("data", "found"), [(None, None), (VOID, "void"), (b"rows " * 9, "kept"), (VOID + b"x", "kept")]
)
def test_a_files_first_bytes_tell_what_it_is(shard: Shard, data: bytes | None, found: str | None) -> None:
    if data is not None:
        shard.output.create("f", data)
    assert glance(shard.output, "f") == found
    decisions: dict[str, Decision] = {"f": "kept"}
    assert CommitFiles(shard.output).still_there(decisions) is (found == "kept")
