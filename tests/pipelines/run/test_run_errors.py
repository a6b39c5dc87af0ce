"""Errors of jobs: sentences that say what to do."""

from __future__ import annotations

import pytest

from pipelines.run.errors import JobFailed, sentence_of

SENTENCES = {
    "a step's name, which Beam adds": (
        "out: the store is full [while running 'Write records']",
        "out: the store is full",
    ),
    "two of them": ("no [while running 'A'] [while running 'B']", "no"),
    "none": ("out: the store is full", "out: the store is full"),
    "other brackets": ("[::1]: refused", "[::1]: refused"),
}


@pytest.mark.parametrize(("message", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_the_sentence_of_an_error(message: str, sentence: str) -> None:
    assert sentence_of(message) == sentence


@pytest.mark.parametrize("was_cancelled", [True, False])
def test_a_failed_job_says_that_nothing_is_lost(was_cancelled: bool) -> None:
    failed = JobFailed("no worker is left", was_cancelled=was_cancelled)
    assert str(failed) == (
        "The job failed: no worker is left\n"
        "Nothing is lost: what was not written is still owed. Remove the cause, then start the job again."
    )
    assert failed.was_cancelled == was_cancelled
