"""Advice that was saved by a clock which was ahead: what it puts off is due."""

from __future__ import annotations

import logging
from datetime import datetime

from transforms.pure.feeds.schedule import longest_wait
from transforms.pure.feeds.schedule_options import HOUR_SECONDS, ScheduleOptions
from transforms.state.days import is_ahead
from transforms.state.documents import Advice, Due, FeedDocument
from transforms.state.log import MOST_WAIT
from transforms.state.roster import ShardFeeds

_log = logging.getLogger(__name__)


def is_unbelievable(due: Advice, now: datetime) -> bool:
    """Tell whether advice was saved in the future, or says that nothing is to be done for longer than anything waits."""
    far, next_poll, next_try = now + MOST_WAIT, due.next_poll, due.next_try
    if next_poll is not None and next_poll > far.timestamp():
        return True
    waits = (next_try, due.next_recheck)
    return is_ahead(due.saved_at, now) or any(at is not None and at > far for at in waits)


def undo_future(due: Due, feeds: ShardFeeds | None, options: ScheduleOptions, now: datetime) -> None:
    """Have feeds due that a clock has put off which was ahead: all of them where the advice was saved in the future.

    A turn that polls none (`feeds` is None) does so too: it saves the advice again, and then nothing shows any more whose it was.
    """
    stamp = now.timestamp()
    if is_ahead(due.saved_at, now):
        due.polls = {id_: min(at, stamp) for id_, at in due.polls.items()}
    known = {} if feeds is None else feeds.by_id
    for id_, at in due.polls.items():
        if at - stamp > HOUR_SECONDS and id_ in known:
            longest = longest_wait(options, known[id_].interval)
            due.polls[id_] = stamp if at - stamp > longest else at


def is_all_future(document: FeedDocument, now: datetime) -> bool:
    """Tell whether a feed was polled by a clock that was ahead alone: to that its items were old, and it took up none of them."""
    days = document.completeness.days
    return is_ahead(document.health.last_polled_at, now) and all(tally.day > now.date() for tally in days)


def tell_future(place: str, written_at: datetime | None, now: datetime) -> None:
    """Say that a document is from the future: nobody but a person knows whether the clock was wrong then or is now."""
    if written_at is not None and is_ahead(written_at, now):
        _log.warning(
            "%s: it was written at %s, and it is %s by the clock of this machine: that clock is behind, or another was ahead;"
            " see that it is right. What the future has put off is due, and nothing is forgotten",
            place,
            f"{written_at:%Y-%m-%d %H:%M} UTC",
            f"{now:%Y-%m-%d %H:%M} UTC",
        )
