"""Say what can go wrong with what we are given, as one tree.

    IngestError          bad input; carries subject, problem, reason, retry, evidence
      FetchError         a request brought no usable answer (page, feed or robots.txt); adds how long to wait
        LeftShard        a redirect leads to a site of another owner (`transforms.web.response`)
      FeedError          a body is no feed, or none that can be read
      ExtractError       a page gave no article
    StorageError         the store refused or answered unclearly
      AlreadyExists      an exclusive create found the path taken
      Unclear            the store did not say whether it worked
    StateError           the state contradicts itself or the configuration
    OutputError          a reader cannot follow an output any further
    SigningKeyError      a key that requests are to be signed with cannot be had

Where each ends:

- **An entry's IngestError** becomes a record in `transforms.turns.fail_by_error`, and nowhere else. Two functions call it:
  `transforms.tries.judge_failure`, which may defer the entry instead, and `transforms.extract_results.fail_page`.
  `newsbeam extract` makes its failure with the same functions.
- **A feed's IngestError** becomes a record in `transforms.poll_results.interpret_poll`. The feed is polled again later.
- **A LeftShard** becomes no record: `transforms.fetching` hands the entry over to the other shard.
- **A FetchError of a robots.txt** is kept as advice on its site, or raised again for the page (`transforms.web.robots`).
- **AlreadyExists and Unclear** are answers that `transforms.state` expects when it creates a file, and acts on.
- **A SigningKeyError** ends a command before it asks anybody.
- **Any other StorageError, and a StateError,** end the job. The command prints the message. `newsbeam stream` tries again at
  the next tick after a StorageError. Nothing is lost: what was not committed is still owed.

Some failures have no error behind them: an entry that was owed for too long, and one whose redirects lead nowhere.
`transforms.fetching` makes their records with `transforms.turns.fail_entry`. `transforms.write` makes no record, it stores them.

Any exception that is not of this tree is a bug of ours. In reading what a site sent, `transforms.bugs` makes it an IngestError of
that answer, in each place that docs/reliability.md lists. Anywhere else it ends the job with a traceback: what writes, commits or
decides what is owed does not continue by what it did not understand.
"""

from __future__ import annotations

from typing import Any, Literal

from transforms.pure.shown.display import one_line
from transforms.reasons import Reason
from transforms.records import NO_EVIDENCE, Evidence

Severity = Literal["hard", "soft", "temporary"]


class IngestError(Exception):
    """One subject could not be ingested. The message is `subject: problem`, as in `https://...: there is no such page`.

    `subject` is the URL that it is about, `problem` a sentence without the subject. `reason` is the code that is counted
    (`http_404`), one of `transforms.reasons`. `retry` says whether waiting may help. `evidence` shows a stranger why.
    """

    def __init__(
        self, subject: str, problem: str, *, reason: Reason, retry: bool = False, evidence: Evidence = NO_EVIDENCE
    ) -> None:
        # Both may hold what a server sent: neither moves a terminal's cursor or begins a line of a log.
        subject, problem = one_line(subject), one_line(problem)
        super().__init__(f"{subject}: {problem}")
        self.subject = subject
        self.problem = problem
        self.reason = reason
        self.retry = retry
        self.evidence = evidence

    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls the class with the message alone, which fails when a child process sends the error back.
        return _rebuild, (type(self), self.__dict__ | {"args": self.args})


class FetchError(IngestError):
    """A request brought no usable answer.

    `severity` is the failure's weight in a feed's schedule. `status` is the HTTP status, None where no answer came or the
    status is not the problem. `wait_seconds` is how long not to ask again, for instance by Retry-After; None where nothing
    says so. `wait_scope` is `host` where that holds for all of the host (429, and 503 with a Retry-After).
    `unreachable`: there was no connection to the host at all.
    """

    unreachable = False

    def __init__(
        self,
        subject: str,
        problem: str,
        *,
        reason: Reason,
        retry: bool = False,
        severity: Severity = "soft",
        status: int | None = None,
        wait_seconds: float | None = None,
        wait_scope: Literal["host"] | None = None,
        evidence: Evidence = NO_EVIDENCE,
    ) -> None:
        super().__init__(subject, problem, reason=reason, retry=retry, evidence=evidence)
        self.severity = severity
        self.status = status
        self.wait_seconds = wait_seconds
        self.wait_scope = wait_scope


class FeedError(IngestError):
    """A body is no feed, or none that can be read."""


class ExtractError(IngestError):
    """A page gave no article."""


class OutputError(Exception):
    """An output cannot be read on; the message names the file and what to do."""


class StorageError(Exception):
    """The store refused an operation; the message names the path and the cure."""


class AlreadyExists(StorageError):
    """An exclusive create found the path taken."""


class Unclear(StorageError):
    """The store did not say whether an operation worked. It may have worked, or may still do so."""


class StateError(Exception):
    """The state contradicts itself or the configuration; the message says what to do."""


def _rebuild(kind: type[IngestError], fields: dict[str, Any]) -> IngestError:
    error = kind.__new__(kind)
    error.args = fields.pop("args")
    error.__dict__.update(fields)
    return error


class SigningKeyError(ValueError):
    """A key that requests are to be signed with cannot be had; the message is a sentence in which nothing of it stands."""
