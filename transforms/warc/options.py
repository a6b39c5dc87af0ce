"""What is kept as it came, and where."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

_FOLDER: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
# What else lies below an output.
_TAKEN: Final = frozenset(("articles", "failures", "health", "parquet", "retractions", "revisions", "runs", "stories"))


class WarcOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept as it came, in WARC files (docs/archive.md).

    root: the folder below the output in which these files are; null keeps nothing.
    pages: whether pages are kept.
    feeds: whether the documents of feeds are, each time that one is asked for.
    robots: whether robots.txt is, and what else a site says of the uses of its pages in files of its own.
    """

    root: str | None = None
    pages: bool = True
    feeds: bool = True
    robots: bool = True

    def __post_init__(self) -> None:
        if self.root is not None and (not _FOLDER.fullmatch(self.root) or self.root in _TAKEN):
            raise ValueError(
                f"root: expected the name of a folder of its own below the output, such as warc, got {self.root!r}"
            )

    @property
    def kinds(self) -> frozenset[str]:
        """Give the kinds of requests whose answers are kept (`transforms.pure.net.responses.Kind`)."""
        kept = {"page": self.pages, "feed": self.feeds, "robots": self.robots, "rights": self.robots}
        return frozenset(kind for kind, is_kept in kept.items() if is_kept and self.root is not None)

    @property
    def keeps_pages(self) -> bool:
        """Whether pages are kept."""
        return self.root is not None and self.pages


NO_WARC: Final = WarcOptions()
