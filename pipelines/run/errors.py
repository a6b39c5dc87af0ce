"""Errors of jobs: one that cannot be run, one that failed. Imports no Beam, so that every command can name them."""

from __future__ import annotations

_CURE = "Nothing is lost: what was not written is still owed. Remove the cause, then start the job again."

NOTHING_LOST = "Nothing is lost: what was not written is still owed. The same command continues once the store answers."


class Refused(Exception):
    """A command is asked for what there is not; the message names the value and the cure."""


class Busy(Exception):
    """Another command works on the same state; the message says who, and what to do."""

    def __init__(self, output: str, holder: str, cure: str) -> None:
        super().__init__(f"{output}: {holder}. Nothing was begun: {cure}.")


class RunnerRefused(Exception):
    """A job cannot be run this way; the message says why, and what to do."""


class JobFailed(Exception):
    """A job failed on its runner, or was cancelled there (`was_cancelled`); the message says why, and what to do."""

    def __init__(self, problem: str, *, was_cancelled: bool = False) -> None:
        super().__init__(f"The job failed: {problem}\n{_CURE}")
        self.was_cancelled = was_cancelled


def sentence_of(message: str) -> str:
    """Give what an error says, without the name of its step, which Beam adds.

    >>> sentence_of("out: the store is full [while running 'Write records']")
    'out: the store is full'
    """
    return message.partition(" [while running")[0]
