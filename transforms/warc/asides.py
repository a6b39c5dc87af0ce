"""Answers that belong to no entry, as WARC records that wait for a commit: those to polls, and of the files of sites.

They settle nothing, so no commit is made for each of them: they go with the next one. Where nothing else is to be committed they
wait, compressed, also over the end of a turn.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from transforms.captures import CapturedAnswer
from transforms.warc.members import FirstRecord, new_id, note_member, request_member, response_member

# So long they wait for another commit.
PATIENCE: Final = timedelta(hours=1)


class Asides:
    """The records that wait, their `size` in bytes, and `news`: how many answers have a body that was not there before."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.size = self.news = 0
        self._members: list[bytes] = []
        self._known: dict[tuple[str, bytes], FirstRecord] = {}
        self._oldest_at: datetime | None = None

    def add(self, answer: CapturedAnswer) -> None:
        """Add an answer. A body that waits here already, of the same address, is not kept once more: a record refers to it."""
        capture, id_ = answer.capture, new_id()
        body = capture.body
        key = (capture.url, hashlib.sha256(body).digest())
        same = self._known.get(key) if body else None
        self._add(response_member(capture, body, id_, same))
        self._add(request_member(capture, id_))
        self._add(note_member(answer, id_))
        self._known.setdefault(key, FirstRecord(id_, capture.url, capture.asked_at))
        self.news += bool(body) and same is None
        self._oldest_at = self._oldest_at or capture.asked_at

    def take(self) -> list[bytes]:
        """Take all records, in the order in which they came."""
        taken = self._members
        self._clear()
        return taken

    def is_due(self, now: datetime, carries: bool) -> bool:
        """Tell whether they are worth a commit of their own: one of them has waited for long, or no turn follows that they
        could wait for (it `carries`) and there is a body among them.
        """
        if self._oldest_at is None:
            return False
        return bool(self.news) and (not carries or not timedelta(0) <= now - self._oldest_at < PATIENCE)

    def _add(self, member: bytes) -> None:
        self._members.append(member)
        self.size += len(member)
