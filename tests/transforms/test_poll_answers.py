"""The answers to polls: what is parked and saved of them."""

from __future__ import annotations

from one_shard import bare_turn
from papers import FEED, FEED_ID, NOON
from pool_tasks import hang

from transforms.feed_reading import INLINE_BYTES, FeedReader
from transforms.poll_answers import PollAnswers
from transforms.poll_results import FeedJob, PollOptions
from transforms.state.documents import FeedDocument
from transforms.web.response import Response


def test_a_feed_that_is_still_read_when_the_grace_is_over_is_polled_again() -> None:
    turn = bare_turn()
    state = turn.owner.state
    reader = FeedReader(hang, PollOptions(parse_seconds=60), 2, gives_up=lambda: True)
    answers = PollAnswers(turn, state=state, shards=1, reader=reader, clock=lambda: NOON)
    job = FeedJob(id=FEED_ID, feed=FEED, document=FeedDocument(url=FEED.url), unconditional=True)
    large = Response(
        url=FEED.url, final_url=FEED.url, status=200, headers={}, body=b"x" * (INLINE_BYTES + 1), fetched_at=NOON,
        seconds=0.1, wire_bytes=1,
    )  # fmt: skip
    assert answers.handle(job, large) is None
    assert (state.read(f"feeds/0/{FEED_ID}.json"), state.names("inbox/0")) == (None, [])
