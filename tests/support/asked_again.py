"""An article that is asked for again, by a short name: what is remembered of it, and what may come of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import asdict, replace
from one_shard import NOON, article, entry

from transforms.rechecks import Recheck
from transforms.revision_records import ArticleRevision, Changes, Retraction
from transforms.turns import Retracted, Revised

HOUR = timedelta(hours=1)


def recheck(
    name: str, next_at: datetime = NOON + HOUR, file: str = "f", at: datetime = NOON, **more: object
) -> Recheck:
    """What is remembered of the article `name`, which was fetched at a moment."""
    about = {"digest": "d1", "since": at, "seen_at": at, "url": f"https://site.example/{name}"}
    return Recheck(id=name, entry=entry(name), file=file, next_at=next_at, **(about | more))  # type: ignore[arg-type]


def later(before: Recheck, hours: float = 2) -> Recheck:
    """What is remembered of an article that was asked for again, and did not change."""
    return replace(before, done=before.done + 1, next_at=before.next_at + hours * HOUR)


def revised(before: Recheck, at: datetime = NOON + HOUR, text: str = "Other text.") -> Revised:
    """The next version of an article."""
    version = before.version + 1
    said = asdict(article(before.id, at)) | {"text": text, "version": version}
    revision = ArticleRevision(
        **said, previous_version=before.version, changes=Changes(fields=("text",)), significance="edit"
    )
    return Revised(before, replace(later(before), version=version, digest=text, file=""), revision)


def retracted(before: Recheck, at: datetime = NOON + HOUR) -> Retracted:
    """An article whose page is gone."""
    said = {"id": before.id, "url": before.url, "site": "site.example", "version": before.version}
    return Retracted(before, Retraction(because="gone", retracted_at=at, **said))  # type: ignore[arg-type]
