"""Pages of the site that show a file or a folder of the repository."""

from __future__ import annotations

import ast
import posixpath
from pathlib import Path

LANGUAGES = {
    ".py": "python", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonl": "json", ".toml": "toml", ".xml": "xml",
    ".html": "html", ".run": "bash", ".sh": "bash", ".xsd": "xml", ".sql": "sql", ".avsc": "json",
}  # fmt: skip
MOST_CHARS = 60_000
_HEAD = "---\ntitle: {path}\nsearch:\n  exclude: true\n---\n\n# `{path}`\n\n"


def page_of(path: str, root: Path) -> str:
    """Give the page that shows a file or a folder."""
    head = _HEAD.format(path=path)
    return head + (_listing(path, root) if (root / path).is_dir() else _shown(root / path))


def files_of(folder: str, root: Path) -> list[str]:
    """Give the paths of what stands in a folder and can be shown, folders first."""
    found = [path for path in (root / folder).iterdir() if not path.name.startswith((".", "__pycache__"))]
    readable = [path for path in found if path.is_dir() or path.suffix in (*LANGUAGES, ".md", ".txt")]
    ordered = sorted(readable, key=lambda path: (path.is_file(), path.name))
    return [path.relative_to(root).as_posix() for path in ordered if path.name != "py.typed"]


def _listing(folder: str, root: Path) -> str:
    said = _first_line(root / folder)
    beside = posixpath.basename(folder)  # links of a page start beside it
    names = ((path, path.rpartition("/")[2]) for path in files_of(folder, root))
    rows = [
        f"| {name if path.endswith('.txt') else f'[{name}]({beside}/{name})'} | {_first_line(root / path)} |"
        for path, name in names
    ]
    return "\n".join([*([said, ""] if said else []), "| name | what it holds |", "|---|---|", *rows, ""])


def _first_line(path: Path) -> str:
    """Give what a module or a package says of itself, an empty text for all else."""
    module = path / "__init__.py" if path.is_dir() else path
    if module.suffix != ".py" or not module.is_file():
        return ""
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].replace("|", "\\|")


def _shown(path: Path) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    cut = f"\n\nThe first {MOST_CHARS:,} of its {len(text):,} characters.\n" if len(text) > MOST_CHARS else ""
    language = LANGUAGES.get(path.suffix, "text")
    return f'~~~~~~~~ {{.{language} linenums="1"}}\n{text[:MOST_CHARS].rstrip()}\n~~~~~~~~\n{cut}'
