"""Articles that are asked for again after they were written: when, and what is remembered of each meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from transforms.moments import Moment
from transforms.records import Entry
from transforms.revision_records import GoneAnswer

# Ids are remembered for 120 days.
LONGEST_CHECK_DAYS = 90
DAY_SECONDS = 86_400


class RevisionOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether articles are asked for again, and when.

    checks: how long after its first fetch an article is asked for again, in seconds, the soonest first; none asks never.
    """

    checks: tuple[Annotated[float, Meta(gt=0)], ...] = ()


NO_REVISIONS = RevisionOptions()


def check_checks(checks: Sequence[float]) -> None:
    """See that each check comes after the one before, and none too late. Raises: ValueError."""
    for before, check in pairwise(checks):
        if check <= before:
            raise ValueError(
                f"checks: {check:g} s does not come after {before:g} s; write the soonest first, each once"
            )
    if checks and checks[-1] > LONGEST_CHECK_DAYS * DAY_SECONDS:
        days = checks[-1] / DAY_SECONDS
        raise ValueError(
            f"checks: {days:g} days are too long; an article is asked for {LONGEST_CHECK_DAYS} days at most"
        )


class Recheck(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article that is to be asked for again, and what is known of its newest version, number `version`.

    `entry` is the one that led to it, without its content; `id` is the article's. `url` is the address that answered. `file` is
    the path, below the output, of the file in which the newest version stands. `digest` is that of what is compared, so that an
    answer that changes nothing costs no reading of that file. `etag` and `last_modified` are those of the newest answer with
    a body. `since` is when the first version was fetched, `seen_at` when the newest answer came, `done` how many of the checks
    are over, `next_at` when the next one is due. `changes` counts later versions, `tries` the requests in a row that failed.
    `gone` are the answers 404 or 410 of the address, one after another, with no other answer between.
    """

    id: str
    entry: Entry
    url: str
    file: str
    digest: str
    since: Moment
    seen_at: Moment
    next_at: Moment
    version: int = 1
    done: int = 0
    changes: int = 0
    etag: str | None = None
    last_modified: str | None = None
    modified_at: Moment | None = None
    gone: tuple[GoneAnswer, ...] = ()
    tries: int = 0
