"""What the answer of a sink means for each event that it was handed: decisions on statuses, with no I/O."""

from __future__ import annotations

from typing import Any, Final, Literal

from msgspec import Struct

# taken: it has it. again: it may take it later. refused: it never will. split: it refuses so many together. wrong: it takes
# nothing from us as we are set up.
Verdict = Literal["taken", "again", "refused", "split", "wrong"]

_OF_THE_ROW: Final = frozenset({400, 413, 415, 422})
_OF_THE_SET_UP: Final = frozenset({401, 403, 404, 405, 407, 410})
MOST_CHARACTERS = 500


class SinkAnswer(Struct, frozen=True):
    """What became of an event; `wait_seconds` is how long the sink wants to be left alone."""

    verdict: Verdict
    problem: str | None = None
    wait_seconds: float | None = None


TAKEN: Final = SinkAnswer("taken")


def judge_status(status: int, said: str, wait_seconds: float | None, events: int) -> SinkAnswer:
    """Say what the status of an answer to one request with some events means for all of them.

    >>> [judge_status(status, "", None, 5).verdict for status in (200, 302, 400, 401, 413, 429, 503)]
    ['taken', 'wrong', 'split', 'wrong', 'split', 'again', 'again']
    >>> judge_status(413, "too large", None, 1).problem
    'it answered 413: too large'
    """
    if 200 <= status < 300:
        return TAKEN
    problem = f"it answered {status}" + (f": {said.strip()[:MOST_CHARACTERS]}" if said.strip() else "")
    if status in _OF_THE_ROW:
        return SinkAnswer("refused" if events == 1 else "split", problem)
    if status in _OF_THE_SET_UP or 300 <= status < 400:
        return SinkAnswer("wrong", problem)
    return SinkAnswer("again", problem, wait_seconds)


def judge_item(status: int, error: dict[str, Any] | None, is_delete: bool) -> SinkAnswer:
    """Say what OpenSearch's answer to one action of a bulk request means.

    409: it has a newer version. 404: what is to be deleted is not there.

    >>> [judge_item(status, None, True).verdict for status in (200, 404, 409, 429, 503)]
    ['taken', 'taken', 'taken', 'again', 'again']
    >>> judge_item(400, {"type": "mapper_parsing_exception", "reason": "failed to parse"}, False)
    SinkAnswer(verdict='refused', problem='400 mapper_parsing_exception: failed to parse', wait_seconds=None)
    """
    if 200 <= status < 300 or status == 409 or (is_delete and status == 404):
        return TAKEN
    said = error or {}
    cause = said.get("caused_by") or {}
    words = f"{status} {said.get('type', '')}: {said.get('reason', '')}" + (
        f" ({cause.get('reason')})" if isinstance(cause, dict) and cause.get("reason") else ""
    )
    problem = words.strip(" :")[:MOST_CHARACTERS]
    if status == 429 or status >= 500:
        return SinkAnswer("again", problem)
    if status in _OF_THE_SET_UP:
        return SinkAnswer("wrong", problem)
    return SinkAnswer("refused", problem)
