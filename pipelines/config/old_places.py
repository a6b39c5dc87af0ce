"""Find what lies where relative paths led once, when they started where the command ran."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path

from pipelines.config.paths import is_relative
from pipelines.config.tree import Node, Problems
from transforms.errors import StorageError
from transforms.state.storage import open_store

# The document that each has once it was used.
_SIGNS = {"output": "_newsbeam.json", "state": "meta.json"}


def refuse_old_places(root: Node, config_path: str, problems: Problems) -> None:
    """Note where an output or a state lies at its old place, and none at the new one: a run would begin another dataset.

    The paths of the tree are placed already; `config_path` is where it was read.
    """
    for key, sign in _SIGNS.items():
        node = root.pairs.get(key)
        if node is not None and not (node.text or "").isprintable():
            problems.add(node, "the value holds a line break or another control character")
            continue
        if node is None or node.place == "--set" or not (node.text and node.written and is_relative(node.written)):
            continue
        before, now = posixpath.normpath(node.written), node.text
        if _is_same(before, now) or not _is_there(before, sign) or _is_used(now, sign):
            continue
        problems.add(
            node,
            f"relative paths start at the configuration's own folder, no longer where the command runs: so this is {now},"
            f" where nothing is, and the {key} that is there lies at {before}; write"
            f" `{key}: {_from_folder(before, config_path)}`, or move {before} to {now}",
        )


def _is_same(before: str, now: str) -> bool:
    return "://" not in now and os.path.realpath(before) == os.path.realpath(now)


def _is_there(place: str, sign: str) -> bool:
    try:
        return Path(place, sign).is_file()
    except OSError:  # No file can have such a name.
        return False


def _is_used(place: str, sign: str) -> bool:
    try:
        return open_store(place).read(sign) is not None
    except StorageError:
        return True  # It cannot be seen; whoever uses it says why.


def _from_folder(path: str, config_path: str) -> str:
    """Give a path as a configuration spells it."""
    if "://" in config_path:
        return str(Path(path).resolve())
    return os.path.relpath(path, posixpath.dirname(config_path) or ".")
