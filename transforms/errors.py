"""What can go wrong with what we are given, as one tree.

    IngestError          bad input; carries subject, problem, reason, retry
      FetchError         a request that brought no usable answer (page, feed or robots.txt)
      FeedError          a body that is no feed, or none that can be read
      ExtractError       a page that gave no article
    StorageError         the store refused or answered unclearly
      AlreadyExists      an exclusive create found the path taken
      Unclear            the store did not say whether it worked
    StateError           the state root contradicts itself or the configuration

An IngestError becomes a Failure in one place (`transforms.write`); any other exception is a bug of ours and crashes.
"""

from __future__ import annotations

from typing import Any, Literal

from transforms.reasons import Reason

Severity = Literal["hard", "soft", "temporary"]


class IngestError(Exception):
    """One subject could not be ingested.

    `subject` is the URL that it is about, `problem` a sentence without the subject, `reason` the snake_case code that is
    counted (`http_404`), `retry` whether waiting may cure it. `evidence` holds small JSON values that help a stranger to
    see why (status, content type, first bytes).
    """

    def __init__(
        self, subject: str, problem: str, *, reason: Reason, retry: bool = False, evidence: dict[str, Any] | None = None
    ) -> None:
        super().__init__(f"{subject}: {problem}")
        self.subject = subject
        self.problem = problem
        self.reason = reason
        self.retry = retry
        self.evidence = evidence or {}

    def __reduce__(self) -> tuple[Any, ...]:
        # The default way calls the class with the message alone, which fails between processes.
        return _rebuild, (type(self), self.__dict__ | {"args": self.args})


class FetchError(IngestError):
    """A request brought no usable answer.

    `severity` weighs the failure in a feed's schedule. `wait_seconds` is what the server asked for (Retry-After), and
    `wait_scope` whom it concerns: the whole `host` (429) or only this `url` (503).
    """

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
        wait_scope: Literal["host", "url"] | None = None,
        evidence: dict[str, Any] | None = None,
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


class StorageError(Exception):
    """The store refused an operation; the message names the path and the cure."""


class AlreadyExists(StorageError):
    """An exclusive create found the path taken."""


class Unclear(StorageError):
    """The store did not say whether an operation worked: it may have, or may yet."""


class StateError(Exception):
    """The state root contradicts itself or the configuration; the message says what to do."""


def _rebuild(kind: type[IngestError], fields: dict[str, Any]) -> IngestError:
    error = kind.__new__(kind)
    error.args = fields.pop("args")
    error.__dict__.update(fields)
    return error
