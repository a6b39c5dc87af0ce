"""Where the rows of a file stand now, by the manifests: for who has its name from a log that does not say what became of it.

A shard's log says it of the files that the shard itself replaces. After a division of the state another shard may have done so.
"""

from __future__ import annotations

from transforms.state.manifests import list_published, read_published
from transforms.state.part_names import part_day
from transforms.state.storage import Store


def moved_to(output: Store, path: str) -> str | None:
    """Give the file that has the rows of a replaced file now; None where none has them, or no manifest replaces it.

    The manifests of the file's day and later are read. Raises: StateError where one is damaged; StorageError.
    """
    manifests = read_published(output, list_published(output, f"date={part_day(path)}").values())
    by = {change.path: change.by for manifest in manifests if manifest is not None for change in manifest.replaced}
    found: str | None = path
    while found is not None and found in by:
        found = by[found]
    return None if found == path else found
