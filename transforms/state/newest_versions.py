"""The newest version of each article, from the rows of the output: what is remembered of an article is brought up to it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from transforms.pure.revisions.digests import comparable_digest
from transforms.rechecks import Recheck
from transforms.records import Article
from transforms.revision_records import Retraction
from transforms.row_kinds import Row
from transforms.state.recheck_queue import RecheckQueue


class NewestVersions:
    """The newest version of each article among the rows that were added, and the articles that were withdrawn."""

    def __init__(self) -> None:
        # Of most articles there is one version: of those only the place is held.
        self._found: dict[str, tuple[int, str]] = {}
        self._later: dict[str, Article] = {}
        self._withdrawn: set[str] = set()

    def add(self, path: str, rows: Iterable[Row]) -> None:
        """Add the rows of a file."""
        for row in rows:
            if isinstance(row, Retraction):
                self._withdrawn.add(row.id)
            elif isinstance(row, Article) and row.version >= self._found.get(row.id, (0, ""))[0]:
                self._found[row.id] = row.version, path
                if row.version > 1:
                    self._later[row.id] = row

    def correct(self, known: RecheckQueue) -> None:
        """Have what is known of an article be of its newest version; what was withdrawn, or has no row, is asked for no more."""
        for recheck in list(known.values()):
            version, path = self._found.get(recheck.id, (0, ""))
            if version < recheck.version or recheck.id in self._withdrawn:
                known.remove([recheck.id])
            elif version > recheck.version:
                known.set(_of_version(recheck, self._later[recheck.id], path))
            elif path != recheck.file:
                known.set(replace(recheck, file=path))


def _of_version(recheck: Recheck, article: Article, path: str) -> Recheck:
    """Give what is remembered of an article whose later version was written."""
    fetched = article.fetched
    return replace(
        recheck,
        version=article.version,
        changes=article.version - 1,
        file=path,
        digest=comparable_digest(article),
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        modified_at=article.modified_at,
        seen_at=max(recheck.seen_at, fetched.fetched_at),
        gone=(),
    )
