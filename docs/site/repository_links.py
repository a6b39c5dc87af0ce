"""Where a file of the repository stands in the site, and the links of a page rewritten to lead there.

The pages are written for the repository: their links lead to files beside them, also to code. In the site a page leads to a
page, and what is no page (a module, a configuration, a folder) is shown by a page of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

# Pages of the repository that do not stand below docs/, and the one there whose name would be the home page's.
PAGES = {
    "README.md": "index.md",
    "docs/README.md": "pages.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/report-a-hole.md",
    "CHANGELOG.md": "project/changelog.md",
    "sample/README.md": "project/sample.md",
}
SOURCES = "source"

_FENCE = re.compile(r"\s*(```+|~~~+)")
_SPAN_OR_LINK = re.compile(r"(?P<span>`[^`\n]+`(?!\]))|(?P<head>!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()(?P<target>[^)\s]+)\)")


def place_of(path: str) -> str:
    """Give the place in the site of a file or folder of the repository.

    >>> place_of("docs/feeds.md"), place_of("README.md")
    ('feeds.md', 'index.md')
    >>> place_of("transforms/tick.py"), place_of("transforms/pure/")
    ('source/transforms/tick.py.md', 'source/transforms/pure.md')
    """
    path = path.rstrip("/")
    if path in PAGES:
        return PAGES[path]
    inside = path.removeprefix("docs/")
    if inside != path and not inside.startswith("site/"):
        return inside.removesuffix(".ipynb") + ".md" if inside.endswith(".ipynb") else inside
    return f"{SOURCES}/{path}.md"


def origin_of(place: str) -> str:
    """Give the path in the repository of a page of the site.

    >>> origin_of("index.md"), origin_of("decisions/pacing.md")
    ('README.md', 'docs/decisions/pacing.md')
    """
    return next((path for path, found in PAGES.items() if found == place), f"docs/{place}")


def relinked(text: str, page: str, root: Path, wanted: Callable[[str], None]) -> str:
    """Give the text of a page (its path in the repository) with links as they are in the site.

    `wanted` is called with each file and folder of the repository that a link leads to. A link that leads to nothing stays.
    """

    def rewritten(match: re.Match[str]) -> str:
        if match["span"] is not None or re.match(r"[a-z]+:|#|/", match["target"]):
            return match[0]
        target, mark, anchor = match["target"].partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
        if path.startswith("..") or not (root / path).exists():
            return match[0]
        wanted(path)
        to = posixpath.relpath(place_of(path), posixpath.dirname(place_of(page)) or ".")
        return f"{match['head']}{to}{mark}{anchor})"

    return outside_fences(text, lambda line: _SPAN_OR_LINK.sub(rewritten, line))


def outside_fences(text: str, change: Callable[[str], str]) -> str:
    """Give a text with each stretch between fenced blocks of code changed.

    >>> outside_fences("a\\n```\\na\\n```\\na", str.upper)
    'A\\n```\\na\\n```\\nA'
    """
    parts: list[str] = []
    stretch: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if not fence and mark:
            parts += [change("\n".join(stretch))] if stretch else []
            stretch, fence = [line], mark[1]
        else:
            stretch.append(line)
            if fence and mark and mark[1].startswith(fence) and line.strip() == mark[1]:
                parts.append("\n".join(stretch))
                stretch, fence = [], ""
    if stretch:
        parts.append("\n".join(stretch) if fence else change("\n".join(stretch)))
    return "\n".join(parts)
