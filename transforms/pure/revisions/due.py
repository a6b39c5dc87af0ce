"""When an article is asked for again: after its checks, sooner where it changed, later where its site does not answer.

All moments are passed in. What comes back is what is remembered from then on, and None where no further check follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from msgspec.structs import replace

from transforms.pure.revisions.digests import comparable_digest
from transforms.rechecks import Recheck
from transforms.records import Article, Entry
from transforms.revision_records import GoneAnswer

Checks = Sequence[float]

# Where something happened, the address is asked again after so long at the soonest; it is gone where it says so twice.
LEAST_DISTANCE = timedelta(hours=1)
# What could not be asked for at its last check is asked for so much longer.
PATIENCE = timedelta(days=3)
# Articles of one poll part: a check comes later by so much of its distance from the one before, and by no more than this.
_JITTER, _MOST_JITTER_SECONDS = 0.05, 900.0
# A feed's text is a witness where newsbeam's own reading of the page is not what counts.
_OWN_READING = "layout"


def begin_recheck(entry: Entry, article: Article, checks: Checks, file: str = "") -> Recheck | None:
    """Give what is remembered of an article that is written now; None where it is never asked for again.

    `entry` led to it. Its content is kept only where the article's text hangs on it: the same page would else give another
    text. `file` is where its row stands.
    """
    since = article.fetched.fetched_at
    following = next_check(article.id, since, since, checks)
    if following is None:
        return None
    done, next_at = following
    text_source = next((one.source for one in article.provenance if one.field == "text"), None)
    return Recheck(
        id=article.id,
        entry=replace(entry, content=None) if text_source == _OWN_READING else entry,
        url=article.fetched_url,
        file=file,
        digest=comparable_digest(article),
        since=since,
        seen_at=since,
        next_at=next_at,
        done=done,
        etag=article.fetched.etag,
        last_modified=article.fetched.last_modified,
        modified_at=article.modified_at,
    )


def next_check(id_: str, since: datetime, now: datetime, checks: Checks) -> tuple[int, datetime] | None:
    """Give how many checks are over at a moment, and when the next one is due; None where all are over.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> next_check("a", noon, noon + timedelta(hours=7), [3600, 21600])
    >>> over, at = next_check("a", noon, noon + timedelta(hours=2), [3600, 21600])
    >>> over, noon + timedelta(hours=6) <= at <= noon + timedelta(hours=6, minutes=15)
    (1, True)
    """
    over = sum(since + timedelta(seconds=check) <= now for check in checks)
    if over == len(checks):
        return None
    distance = checks[over] - (checks[over - 1] if over else 0.0)
    jitter = _share_of(id_, over) * min(distance * _JITTER, _MOST_JITTER_SECONDS)
    return over, since + timedelta(seconds=checks[over] + jitter)


def _share_of(id_: str, check: int) -> float:
    """Give a share from 0 to 1 that is the same each time for an article and a check, and unlike for most."""
    return int.from_bytes(blake2b(f"{check} {id_}".encode(), digest_size=4).digest(), "big") / 2**32


def after_answer(recheck: Recheck, now: datetime, checks: Checks, article: Article | None = None) -> Recheck | None:
    """Give what is remembered once the page has answered and nothing changed that counts.

    `article` is what was read of the answer; None where the server said that its page is the one we know (304).
    """
    following = _following(recheck, now, checks)
    if following is None:
        return None
    seen = replace(recheck, since=min(recheck.since, now), seen_at=now, gone=(), tries=0)
    return _read(replace(seen, done=following[0], next_at=following[1]), article)


def after_change(recheck: Recheck, now: datetime, checks: Checks, article: Article) -> Recheck | None:
    """Give what is remembered once a later version is written: what changed is soon asked for again.

    Half of the time to the next check passes, at least an hour. The place of its row is not known yet.
    """
    after = after_answer(recheck, now, checks, article)
    if after is None:
        return None
    sooner = now + max(LEAST_DISTANCE, (after.next_at - now) / 2)
    version, changes = recheck.version + 1, recheck.changes + 1
    return replace(after, version=version, changes=changes, next_at=min(after.next_at, sooner), file="")


def _read(recheck: Recheck, article: Article | None) -> Recheck:
    if article is None:
        return recheck
    return replace(
        recheck,
        url=article.fetched_url,
        digest=comparable_digest(article),
        etag=article.fetched.etag,
        last_modified=article.fetched.last_modified,
        modified_at=article.modified_at,
    )


def after_gone(recheck: Recheck, status: int, now: datetime) -> Recheck:
    """Give what is remembered once an address has said that its page is gone: twice, an hour apart, it is believed.

    Where the second answer came too soon, the first one counts alone.
    """
    first = next((answer for answer in recheck.gone if answer.answered_at <= now), None)
    answers = (*recheck.gone, GoneAnswer(status=status, answered_at=now))
    if first is None or now - first.answered_at < LEAST_DISTANCE:
        answers = (first or answers[-1],)
    return replace(recheck, gone=answers, seen_at=now, next_at=answers[0].answered_at + LEAST_DISTANCE, tries=0)


def is_gone(recheck: Recheck) -> bool:
    """Tell whether an address has said often enough that its page is gone."""
    return len(recheck.gone) > 1


def put_off(recheck: Recheck, now: datetime, checks: Checks, wait: timedelta) -> Recheck | None:
    """Give what is remembered of a check that could not be made: it is tried again; None once that took too long.

    It is no answer, and ends no check: what could not be asked for is asked for three days longer than its last check.
    """
    end = min(recheck.since, now) + timedelta(seconds=checks[-1] if checks else 0.0) + PATIENCE
    if now >= end:
        return None
    return replace(recheck, next_at=min(now + wait, end), tries=recheck.tries + 1)


def hasten(recheck: Recheck, updated_at: datetime, now: datetime) -> Recheck | None:
    """Give what is remembered once a feed said that an article was updated; None where that brings no check sooner.

    What was seen since is not asked for again. A feed may date its items anew at each poll: so an article is asked for an
    hour after its last answer at the soonest, and half of its age then.
    """
    if updated_at <= recheck.seen_at or updated_at > now + LEAST_DISTANCE or recheck.gone:
        return None
    distance = max(LEAST_DISTANCE, (recheck.seen_at - recheck.since) / 2)
    at = max(now, recheck.seen_at + distance)
    return replace(recheck, next_at=at) if at < recheck.next_at else None


def _following(recheck: Recheck, now: datetime, checks: Checks) -> tuple[int, datetime] | None:
    return next_check(recheck.id, min(recheck.since, now), now, checks)
