"""Whether pages are kept as they came, and where."""

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
    """

    root: str | None = None
    pages: bool = True

    def __post_init__(self) -> None:
        if self.root is not None and (not _FOLDER.fullmatch(self.root) or self.root in _TAKEN):
            raise ValueError(
                f"root: expected the name of a folder of its own below the output, such as warc, got {self.root!r}"
            )

    @property
    def keeps_pages(self) -> bool:
        """Whether pages are kept."""
        return self.root is not None and self.pages


NO_WARC: Final = WarcOptions()
