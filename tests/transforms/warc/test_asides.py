"""Answers that belong to no entry wait for a commit, and are read back from the file that it makes."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from captured_pages import NOON, capture_of, page_of_capture
from warcio.archiveiterator import ArchiveIterator

from transforms.captures import AnswerKind, CapturedAnswer
from transforms.warc.asides import PATIENCE, Asides
from transforms.warc.members import NOT_MODIFIED, SAME_PAYLOAD
from transforms.warc.parts import WarcPart
from transforms.warc.reading import count_pages, read_asides, read_spans

FEED = "https://valley.example/rss"


def answer(body: bytes, kind: AnswerKind = "feed", url: str = FEED, status: int = 200) -> CapturedAnswer:
    return CapturedAnswer(kind=kind, capture=capture_of(url, status, body))


def test_they_are_read_back_and_no_page_is_made_of_them() -> None:
    waiting = Asides()
    given = [
        answer(b"<rss/>"),
        answer(b"User-agent: *", "robots", "https://valley.example/robots.txt"),
        answer(b"<rss/>"),
        answer(b"", status=304),
        answer(b"<rss>1</rss>"),
    ]
    for one in given:
        waiting.add(one)
    assert waiting.news == 3
    part = WarcPart("warc/date=2026-11-22/part-7.warc.gz", {"software": "newsbeam/1"}, NOON)
    part.add(page_of_capture("https://valley.example/flood"))
    size = waiting.size
    members = waiting.take()
    assert (sum(map(len, members)), waiting.size, waiting.news, waiting.take()) == (size, 0, 0, [])
    part.add_members(members)
    part.add(page_of_capture("https://valley.example/dam"))
    data = part.data()
    assert count_pages(data) == part.pages == 2
    assert [span.addresses for span in read_spans(data)] == [
        ("https://valley.example/flood",),
        ("https://valley.example/dam",),
    ]
    assert [(one.kind, one.address, one.body) for one in read_asides(data)] == [
        (one.kind, one.capture.url, one.capture.body) for one in given
    ]
    profiles = [
        (record.rec_type, record.rec_headers.get_header("WARC-Profile"))
        for record in ArchiveIterator(BytesIO(data), check_digests="raise")
        if record.rec_type in ("response", "revisit")
    ]
    answers = [("response", None), ("response", None), ("revisit", SAME_PAYLOAD), ("revisit", NOT_MODIFIED)]
    assert profiles == [("response", None), *answers, ("response", None), ("response", None)]


def test_they_wait_for_a_commit_for_an_hour_and_not_beyond_a_process() -> None:
    waiting, soon, late = Asides(), NOON + PATIENCE / 2, NOON + PATIENCE
    assert not waiting.is_due(late, carries=False)
    waiting.add(answer(b"<rss/>"))
    assert [waiting.is_due(soon, carries=carries) for carries in (True, False)] == [False, True]
    assert waiting.is_due(late, carries=True)
    # A clock that was set back does not say for how long they have waited.
    assert waiting.is_due(NOON - timedelta(days=1), carries=True)


def test_that_nothing_was_new_is_worth_no_commit() -> None:
    waiting = Asides()
    waiting.add(answer(b"", status=304))
    assert not waiting.is_due(NOON + 2 * PATIENCE, carries=False) and waiting.size
