"""Where the paths of a configuration lead: relative ones start at its own folder, wherever a command runs."""

from __future__ import annotations

import posixpath

from pipelines.config.tree import Node

# The keys whose values are paths: a file, a folder or a URL, or a list of them.
PATHS = ("output", "state", "feeds_from", "notify.secret_file", "web.signature.key")


def place_paths(root: Node, config_path: str) -> None:
    """Put where the paths of a tree lead in their place. One of a `--set` starts where the command runs: it stays."""
    for key in PATHS:
        node: Node | None = root
        for name in key.split("."):
            node = node.pairs.get(name) if node is not None else None
        if node is None:
            continue
        for value in node.items if node.kind == "list" else [node]:
            if value.place != "--set" and value.text:
                value.text = placed(value.text, config_path)


def is_relative(path: str) -> bool:
    """Tell whether a path is relative; a URL is not, nor what starts at the home folder.

    >>> is_relative("lists/feeds.txt"), is_relative("/lists"), is_relative("gs://bucket/lists")
    (True, False, False)
    """
    return "://" not in path and not path.startswith(("/", "~"))


def placed(path: str, config_path: str) -> str:
    """Give where a path of a configuration leads; the configuration may be a file or an fsspec URL.

    >>> placed("../out", "configs/sample.yaml"), placed("feeds.txt", "gs://bucket/news/mine.yaml"), placed("/out", "mine.yaml")
    ('out', 'gs://bucket/news/feeds.txt', '/out')
    """
    if not is_relative(path):
        return path
    folder, slash, _ = config_path.rpartition("/")
    scheme, colon, inside = folder.rpartition("://")
    if colon:
        bucket, _, below = inside.partition("/")
        return f"{scheme}://{bucket}/{posixpath.normpath(posixpath.join(below, path))}"
    return posixpath.normpath(posixpath.join(folder or slash, path))
