"""Where the rows of a file stand now, by the manifests: for who has its name from a log that does not say what became of it.

A shard's log says it of the files that the shard itself replaces. After a division of the state another shard may have done so.
"""

from __future__ import annotations

from functools import partial

from transforms.state.decoding import read_document
from transforms.state.manifests import Manifest, list_published
from transforms.state.storage import Store, side_by_side

_RESTORE = "bring it back from a copy, or run `newsbeam verify --repair`"


def moved_to(output: Store, path: str) -> str | None:
    """Give the file that has the rows of a replaced file now; None where none has them, or no manifest replaces it.

    The manifests of the file's day and later are read. Raises: StateError where one is damaged; StorageError.
    """
    day = next((part for part in path.split("/") if part.startswith("date=")), "")
    paths = list_published(output, day).values()
    read = partial(read_document, output, kind=Manifest, cure=_RESTORE)
    manifests = [manifest for manifest in side_by_side(output, read, paths) if manifest is not None]
    by = {change.path: change.by for manifest in manifests for change in manifest.replaced}
    found: str | None = path
    while found is not None and found in by:
        found = by[found]
    return None if found == path else found
