"""A shard's log of commits: which files are to come, and what became of those before.

    <state>/log/<shard>/<number>.json     commit `number`: decisions on the files of commit number - 1, and what is to come

An entry is owed from the moment that it is parked (`transforms.state.inbox`) until a commit settles it. The rules, and why
each is needed, stand in docs/protocol.md; tests/test_protocol.py runs the code under crashes, rivals and stores that answer
badly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field

from transforms.errors import AlreadyExists, StateError, Unclear
from transforms.moments import Moment
from transforms.reasons import Reason
from transforms.rechecks import Recheck
from transforms.state.changes import Forgotten, Replaced
from transforms.state.days import check_day
from transforms.state.decoding import encode, read_document
from transforms.state.files import Decision, Planned
from transforms.state.numbering import last_of, number_of, numbered
from transforms.state.storage import Store

# What mends a log.
LOG_LOST = (
    "bring back state and output of one moment from a copy; or run `newsbeam verify --repair`, which makes the log again from the"
    " rows of the output; or delete both state and output to start over"
)
# A listing that is made while others write may miss an object: what is missing in so many is not there.
LISTINGS = 3
# What is owed expires before, at the latest after 90 days.
MOST_WAIT = timedelta(days=100)
# A commit begins with the attempt that made it, which is enough to know it by: snapshots take megabytes.
_HEAD_BYTES = 256
_ATTEMPT = re.compile(rb'\{"attempt":"([^"\\]*)"')


class Deferral(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry that failed for now: tries so far, and when the next one may be made.

    `refusals` are those of the tries at which the page was forbidden, denied or refused to us. `terms` are those under which
    it was (see `Terms`), the last of them last; none where no configuration could change the answer.
    """

    attempts: int
    not_before: Moment
    reason: Reason
    refusals: int = 0
    terms: tuple[str, ...] = ()


# What the configuration says on each reason for which an entry waits long, as a hash of the keys that it hangs on.
Terms = Mapping[Reason, str]
NO_TERMS: Terms = {}


def may_try(deferral: Deferral | None, terms: Terms, now: datetime) -> bool:
    """Tell whether an entry need not wait (any longer): its time has come, or the configuration has changed on its reason.

    No entry is made to wait for as long as `MOST_WAIT`: then the clock was ahead.
    """
    if deferral is None or not now < deferral.not_before <= now + MOST_WAIT:
        return True
    return has_new_terms(deferral, terms)


def has_new_terms(deferral: Deferral, terms: Terms) -> bool:
    """Tell whether the configuration says something now, on the reason for which an entry waits, under which it was not asked.

    Two processes that are configured differently would else ask by turns, and never wait.
    """
    now = terms.get(deferral.reason)
    return bool(deferral.terms) and now is not None and now not in deferral.terms


class Snapshot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that the log below a commit says: ids by the day of their last sighting, deferrals, and what commits say besides.

    `days` are those on which the shard was at work, in the order of the log. `rechecks` are articles to be asked for again.
    """

    settled: dict[str, list[str]]
    deferred: dict[str, Deferral]
    aliases: dict[str, str] = field(name="ways", default_factory=dict)
    reopened: dict[str, Moment] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)
    rechecks: dict[str, Recheck] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for day in (*self.settled, *self.days):
            check_day(day)


class Commit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of a shard's log. `totals` counts all that was settled before it, since the state was made.

    `decisions` say what became of the files of the commit before. `aliases` map entries to the article that each led to,
    where that has an id of its own; `renewed` are articles of which an alias was seen again. `closes` names the new division
    that this commit makes way for (`transforms.state.divisions`); None for an ordinary one. `replaces` says of published files
    where their rows stand now, if the file that takes them over is kept; `forgotten` are taken down, and never written again.
    `reopened` are not settled any more (`transforms.state.retries`), each with the `failed_at` of its failure.
    `rechecked` is what is remembered now of articles that were asked for again, and of which no row comes; None where that ends.
    """

    attempt: str
    pass_id: str
    opened_at: Moment
    committed_at: Moment
    decisions: dict[str, Decision] = field(name="verdict", default_factory=dict)
    files: dict[str, Planned] = field(default_factory=dict)
    dropped: dict[Reason, list[str]] = field(default_factory=dict)
    deferred: dict[str, Deferral] = field(default_factory=dict)
    aliases: dict[str, str] = field(name="ways", default_factory=dict)
    renewed: list[str] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    closes: str | None = None
    replaces: list[Replaced] = field(default_factory=list)
    forgotten: list[Forgotten] = field(default_factory=list)
    reopened: dict[str, Moment] = field(default_factory=dict)
    rechecked: dict[str, Recheck | None] = field(default_factory=dict)


# A log as it is read: commits with their numbers, oldest first.
Log = list[tuple[int, Commit]]
# Reads the commit of a name, or what somebody wants of it; None where it is gone.
ReadCommit = Callable[[Store, int, str], Commit | None]


def read_log(state: Store, shard: int, read: ReadCommit | None = None) -> Log:
    """Read a shard's commits from its newest snapshot on, the newest first; empty before the first.

    `read` is asked for each of them; None stands for `read_commit`. Raises: StateError where the log does not begin with number
    1 or a snapshot, or has a gap: it was tampered with.
    """
    missing: list[str] = []
    while True:
        names = state.names(f"log/{shard}")
        log = _back_to_snapshot(state, shard, names, read)
        # A slow reader may have read what a compaction removed meanwhile: only an unmoved end proves a whole reading.
        if log is None or state.names(f"log/{shard}")[-1:] != names[-1:]:
            continue
        problem = find_gap(log)
        if problem is None:
            return log
        missing.append(problem)
        if missing[-LISTINGS:] == [problem] * LISTINGS:
            raise log_lost(state, shard, problem)


def find_gap(log: Log) -> str | None:
    """Say which commits a log lacks that begins with its newest snapshot or its first commit; None where it lacks none.

    >>> find_gap([]) is None
    True
    """
    if not log:
        return None
    first, commit = log[0]
    if first != 1 and commit.snapshot is None:
        return f"it begins with commit {first}, which is neither the first one nor a snapshot: what is below it is gone"
    gone = set(range(first, log[-1][0])) - {number for number, _ in log}
    return f"commit {min(gone)} is gone, and later ones are there" if gone else None


def log_lost(state: Store, shard: int, problem: str) -> StateError:
    """Give the error of a log that lacks something that it had."""
    return StateError(f"{state.root}/log/{shard}: {problem}; {LOG_LOST}")


def read_newer(state: Store, shard: int, number: int, attempt: str | None) -> Log | None:
    """Read the commits above one that is known by its number and its attempt, or from a newer snapshot on.

    Without an attempt (None) the number is enough: the caller knows that this is the same log. None where that commit is not in
    the log any more: then nothing that was known of the log counts.
    """
    known = numbered(number)
    while True:
        names = state.names(f"log/{shard}")
        if known not in names or (attempt is not None and read_attempt(state, shard, known) != attempt):
            return None
        newer = names[names.index(known) + 1 :]
        log = _back_to_snapshot(state, shard, newer)
        # What was read counts only where the end has not moved, as above; that nothing was there to be read always does.
        if log is not None and (not newer or state.names(f"log/{shard}")[-1:] == names[-1:]):
            return log


def read_attempt(state: Store, shard: int, name: str) -> str | None:
    """Read which attempt made a commit, from its first bytes; None where it is gone, or does not say."""
    begun = _ATTEMPT.match(state.head(f"log/{shard}/{name}", _HEAD_BYTES) or b"")
    return None if begun is None else begun[1].decode()


def _back_to_snapshot(state: Store, shard: int, names: list[str], read: ReadCommit | None = None) -> Log | None:
    log: Log = []
    for name in reversed(names):
        commit = (read or read_commit)(state, shard, name)
        if commit is None:
            return None
        log.append((number_of(name), commit))
        if commit.snapshot is not None:
            break
    return log[::-1]


def read_commit(state: Store, shard: int, name: str) -> Commit | None:
    """Read an entry of a shard's log; None where it is gone. Raises: StateError where it is damaged."""
    return read_document(state, f"log/{shard}/{name}", Commit, LOG_LOST)


def closed_by(log: Log) -> str | None:
    """Give the new division of the state that a log was closed for; None where it is open."""
    return log[-1][1].closes if log else None


def count_outcomes(commit: Commit, decisions: Mapping[str, Decision | None]) -> Counter[str]:
    """Count how the entries ended that a commit settles, by the decisions on its files, and those that it reopens."""
    counts: Counter[str] = Counter()
    for path, planned in commit.files.items():
        if decisions.get(path) == "kept":
            counts.update(planned.counts)
    for reason, ids in commit.dropped.items():
        counts[f"dropped/{reason}"] += len(ids)
    if commit.reopened:
        counts["reopened"] += len(commit.reopened)
    return counts


class ShardLog:
    """The log of one shard, as its owner reads and continues it."""

    def __init__(self, state: Store, shard: int) -> None:
        self.state, self.shard = state, shard

    def read(self) -> Log:
        """Read the commits from the newest snapshot on."""
        return read_log(self.state, self.shard)

    def read_newer(self, number: int, attempt: str | None) -> Log | None:
        """Read the commits above a known one; None where it is gone (see the function of this name)."""
        return read_newer(self.state, self.shard, number, attempt)

    def newest(self) -> int:
        """Give the number of the newest commit as it is now; 0 before the first."""
        return last_of(self.state.names(f"log/{self.shard}"))

    def append(self, number: int, commit: Commit) -> bool:
        """Put a commit at the log's end, and tell whether it is surely ours and the newest.

        An unclear answer is a no, which the next owner decides.
        """
        name = numbered(number)
        try:
            self.state.create(f"log/{self.shard}/{name}", encode(commit))
        except (AlreadyExists, Unclear):
            return False
        # A compaction may have freed the number that we just took.
        return self.state.names(f"log/{self.shard}")[-1] == name

    def compact(self, snapshot: int, covered: int) -> None:
        """Delete the commits below a snapshot, as far as a manifest covers them: by their numbers."""
        below = min(snapshot, covered + 1)
        for name in self.state.names(f"log/{self.shard}"):
            if number_of(name) < below:
                self.state.delete(f"log/{self.shard}/{name}")
