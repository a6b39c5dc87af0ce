"""What a replay says at its end."""

from pipelines.run.replaying import Replayed
from pipelines.show.replayed import describe


def test_what_was_read_and_what_came_of_it() -> None:
    done = Replayed(to="new", files=2, pages=14, settled={"written": 12, "failed/no_text": 1, "dropped/duplicate": 1})
    assert (
        describe(done, "out")
        == """\
Read     14 pages of 2 files in out
Wrote    12 articles to new; 1 dropped/duplicate, 1 failed/no_text
Compare  newsbeam diff out new"""
    )


def test_one_that_was_stopped_is_not_whole() -> None:
    said = describe(Replayed(to="new", files=1, pages=1, settled={}, stopped=True), "out")
    assert said.splitlines()[-1] == "Stopped before its end: delete new, and run it again."


def test_what_is_gone_is_said() -> None:
    done = Replayed(to="new", files=1, pages=1, settled={}, gone=3, gone_through="2026-10-31")
    said = describe(done, "out").splitlines()[1]
    assert said == "Gone     3 files of pages are not there any more, up to 2026-10-31 (`retention.pages_days`)"
