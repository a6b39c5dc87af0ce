"""What can be wrong with a dataset, each with what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

# What `newsbeam verify --repair` does about a finding: take a file as it is now, make a manifest, a Parquet
# twin or advice again, or have feeds forget what the inbox has lost.
Mend = Literal["file", "manifest", "twin", "advice", "inbox"]

_REPAIR = "`newsbeam verify --repair`"
RESTORE = f"bring it back from a copy; or {_REPAIR} takes it as it is, and what is gone stays settled"
UNREADABLE = f"bring it back from a copy; or delete it, and {_REPAIR} takes it for gone"
RESTORE_MANIFEST = f"bring it back from a copy, or {_REPAIR} makes it again"
_REPARKS = f"{_REPAIR} has those entries parked again that their feeds still list"
RESTORE_INBOX = f"bring back the files of the state's inbox from a copy; or {_REPARKS}"
REPARK = f"bring it back from a copy; or {_REPARKS}, and deletes it"
RETRY = "run `newsbeam retry` again, which was cut short or is at work"
OTHER_VERSION = "read it with the version of newsbeam that wrote it"
NEXT = "the next ingest puts it there"
NEXT_VOIDS = "the next ingest makes it void"
AS_NEW = f"bring it back from a copy; or {_REPAIR} deletes it, and the feed is taken up as a new one"
NEXT_TURN = f"the next turn of its shard makes it again, and so does {_REPAIR}"
REMAKE = f"{_REPAIR} makes it again from the JSON Lines"
NOT_OURS = "move it out of the output"
MANIFESTS_FIRST = "mend the manifests first, one of those that are gone may list it"
DELETE = f"delete it, as {_REPAIR} does, or {NOT_OURS}"
NEWER = (
    f"bring back the state of the same moment, or {NOT_OURS}; if the state lost its manifests alone, {_REPAIR} puts them back:"
    f" then do not {NOT_OURS}"
)
NEWER_FIRST = f"{NOT_OURS}, but mend the manifests first: one that the state lacks may list it"
REPORT = "report it: this is an error of newsbeam"


class Finding(Struct, frozen=True):
    """One thing that is wrong: the file or shard, what is wrong with it, what mends it, and whether a repair does."""

    subject: str
    problem: str
    cure: str
    mend: Mend | None = None

    def __str__(self) -> str:
        return f"{self.subject}: {self.problem}; {self.cure}"


def cure_of_strangers(manifests: Iterable[Finding]) -> str:
    """Say what to do about a file that nothing names, by what is wrong with the manifests.

    >>> cure_of_strangers([]) == NOT_OURS
    True
    """
    found = list(manifests)
    if any(finding.mend == "manifest" for finding in found):
        return MANIFESTS_FIRST
    return NEWER_FIRST if any(finding.cure == NEWER for finding in found) else NOT_OURS
