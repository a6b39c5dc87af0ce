"""The elements that flow from step to step: a pass, by shard, and the elements of one owner's turn at one shard.

    Began, Page | Captured | CapturedAnswer | Dropped | Failed | Deferred | Pulse ..., Ended

Each step acts on its own elements and hands on the others, in order.

An entry's error becomes a Failure here, in `fail_by_error`. A feed's error becomes one in `transforms.poll_results`. The
other failures of entries have no error behind them; `transforms.fetching` makes them with `fail_entry`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from msgspec import Struct

from transforms.captures import CapturedAnswer
from transforms.errors import IngestError, StateError
from transforms.reasons import Reason
from transforms.rechecks import Recheck
from transforms.records import NO_EVIDENCE, Article, Entry, Evidence, Failure, Page
from transforms.revision_records import ArticleRevision, Retraction
from transforms.state.documents import Due, SitesDocument
from transforms.state.log import NO_TERMS, Deferral, Terms
from transforms.state.owner import Owner
from transforms.stopping import stop_requested

# The key, beside the shards' numbers, at which a job without an end publishes its manifests.
MANIFESTS = "manifests"

Polls = Literal["due", "all", "none"]

# By less than this clocks are adjusted, and nothing comes of it.
SET_BACK = timedelta(minutes=1)


class Pass(Struct, frozen=True, kw_only=True):
    """What a turn is to do: which feeds it polls, and when it ends.

    `polls` are the feeds that are due, all whatever their schedule says, or none. No request begins after `deadline`, nor
    once the turn has lasted `turn_seconds`. `among` are the turns that come one after another in this process: each may take an
    equal part of the time that is left. `next_tick` is when the turn after it comes; None where the runner has no ticks.

    `carries`: another turn follows soon in this process. Requests that stall are carried into it, and feeds that become due
    before this turn ends are polled in it. Otherwise the turn waits until all requests have ended. `lingers`: the turn lasts
    until its time is up while a feed becomes due before that. `roster` names the feeds that are polled, where the list of a
    job without an end has changed since its start.
    """

    id: str
    deadline: datetime | None = None
    polls: Polls = "due"
    next_tick: datetime | None = None
    turn_seconds: float | None = None
    among: int = 1
    carries: bool = False
    lingers: bool = False
    roster: str | None = None

    def ends_at(self, began_at: datetime, turns_before: int = 0) -> datetime:
        """Give the moment from which a turn begins no further request.

        `began_at` is when it began, `turns_before` how many turns of its pass began before it in this process.
        """
        turns_left = max(1, self.among - turns_before)
        ends = [] if self.deadline is None else [began_at + (self.deadline - began_at) / turns_left]
        if self.turn_seconds is not None:
            ends.append(began_at + timedelta(seconds=self.turn_seconds))
        return min(ends, default=datetime.max.replace(tzinfo=UTC))


class Turn:
    """A turn in progress. It lives in one process: its pickle is a token, and opening that elsewhere is an error.

    After `deadline` no request begins: what is left stays owed. `sites` is what was remembered of the shard's sites when the
    turn began; each step updates its part, and the last one saves it. `terms` are those of the configuration. `carries` is as
    in `Pass`.
    """

    def __init__(
        self, owner: Owner, pass_id: str, deadline: datetime, due: Due, began_at: datetime, *, carries: bool = False
    ) -> None:
        self.owner, self.pass_id, self.deadline, self.due, self.began_at = owner, pass_id, deadline, due, began_at
        self.carries = carries
        self.sites = SitesDocument()
        self.terms: Terms = NO_TERMS
        # Articles that are asked for again in this turn, by their entries' ids: what comes of one is no news of its entry.
        self.rechecks: dict[str, Recheck] = {}
        # The latest moment that a poll of this turn took for the present: the clock may have gone back since.
        self.latest_at = began_at

    @property
    def shard(self) -> int:
        """Give the number of the shard that the turn is at."""
        return self.owner.shard

    def is_over(self, now: datetime) -> bool:
        """Tell whether no further request may begin: the time is up, or this process was asked to stop.

        A clock that was set back below the turn's beginning does not say when the time is up: then it is.
        """
        return now >= self.deadline or now < self.began_at - SET_BACK or stop_requested()

    def __reduce__(self) -> tuple[Any, ...]:
        return _elsewhere, (self.shard, self.pass_id)


class Began(Struct, frozen=True):
    """A turn's first element."""

    turn: Turn


class Pulse(Struct, frozen=True):
    """Some time has passed without an answer: a step that holds something may look at the clock.

    `quiet`: no step holds anything of which a row may come.
    """

    quiet: bool = False


class Ended(Struct, frozen=True):
    """A turn's last element: each step hands on what it still holds, and the writer commits."""

    turn: Turn


class Captured(Struct, frozen=True):
    """A page to be kept as it came. What becomes of its entry follows, as an element of its own."""

    page: Page


class Extracted(Struct, frozen=True):
    """An article, with the entry that led to it. `text_id` is the id of its text (`session_links.text_id`)."""

    entry: Entry
    article: Article
    text_id: str | None = None


class Rechecked(Struct, frozen=True):
    """An article was asked for again, and there is no row to write: `after` is what is remembered now, None where that ends.

    `outcome` is what it counts as. It counts only while `before` is still what is remembered.
    """

    before: Recheck
    after: Recheck | None
    outcome: str


class Revised(Struct, frozen=True):
    """A later version of an article, and `after`, what is remembered once its row is written (whose `file` is not known yet).

    It counts only while `before` is still what is remembered. `after` None ends the checks.
    """

    before: Recheck
    after: Recheck | None
    revision: ArticleRevision


class Retracted(Struct, frozen=True):
    """An article that was withdrawn: its checks end with the row. It counts only while `before` is what is remembered."""

    before: Recheck
    retraction: Retraction


class Dropped(Struct, frozen=True):
    """An entry that is settled without a record, for a counted reason; `led_to` is the entry that takes its place, by id."""

    id: str
    reason: Reason
    led_to: str | None = None


class Failed(Struct, frozen=True):
    """An entry (by its id) that failed for good, or a feed (id None) that could not be polled."""

    id: str | None
    failure: Failure


def fail_entry(
    entry: Entry,
    at: datetime,
    *,
    stage: Literal["fetch", "extract", "expire"],
    reason: Reason,
    message: str,
    subject: str,
    retryable: bool = False,
    attempts: int | None = None,
    evidence: Evidence = NO_EVIDENCE,
) -> Failed:
    """Make an entry's failure for good, with its record."""
    failure = Failure(
        stage=stage,
        reason=reason,
        message=message,
        retryable=retryable,
        subject=subject,
        failed_at=at,
        id=entry.id,
        feed_url=entry.feed_url,
        attempts=attempts,
        first_seen_at=entry.parked_at,
        evidence=evidence,
        entry=entry,
    )
    return Failed(entry.id, failure)


def drop_reserved(
    entry: Entry, reason: Reason, message: str, at: datetime, *, stage: Literal["fetch", "extract"]
) -> Failed:
    """Drop an entry that its publisher reserves for one of our purposes: it counts as dropped, and its row brings it back.

    By the row `newsbeam retry` makes it owed again once the purposes, or what the publisher says, are others.
    """
    return fail_entry(entry, at, stage=stage, reason=reason, message=message, subject=entry.url)


def fail_by_error(
    entry: Entry,
    at: datetime,
    error: IngestError,
    *,
    stage: Literal["fetch", "extract"],
    attempts: int = 1,
    evidence: Evidence = NO_EVIDENCE,
    note: str = "",
) -> Failed:
    """Make an entry's failure for good from an error, with a `note` behind its message.

    The error's evidence is added to `evidence`, and counts where both have a key.
    """
    return fail_entry(
        entry,
        at,
        stage=stage,
        reason=error.reason,
        message=f"{error}{note}",
        subject=error.subject,
        retryable=error.retry,
        attempts=attempts,
        evidence=evidence | error.evidence,
    )


class Deferred(Struct, frozen=True):
    """An entry that failed for now and stays owed."""

    id: str
    deferral: Deferral


Element = (
    Began | Pulse | Ended | Page | Captured | CapturedAnswer | Extracted
    | Dropped | Failed | Deferred | Rechecked | Revised | Retracted
)  # fmt: skip


def _elsewhere(shard: int, pass_id: str) -> None:
    raise StateError(
        f"shard {shard}, pass {pass_id}: a turn's elements left the worker that holds the shard;"
        " all right of the GroupByKey must be one fused stage"
    )
