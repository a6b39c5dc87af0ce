"""Show what a replay has done."""

from __future__ import annotations

from pipelines.run.replaying import Replayed
from pipelines.wording import plural


def describe(done: Replayed, output: str) -> str:
    """Give the lines that `newsbeam replay` prints: what was read, what came of it, and how it is compared."""
    written = done.settled.get("written", 0)
    others = {name: count for name, count in done.settled.items() if name != "written"}
    named = ", ".join(f"{count} {name}" for name, count in sorted(others.items()))
    lines = [
        f"Read     {plural(done.pages, 'page', 'pages')} of {plural(done.files, 'file', 'files')} in {output}",
        f"Wrote    {plural(written, 'article', 'articles')} to {done.to}{f'; {named}' if named else ''}",
    ]
    if done.gone:
        files = plural(done.gone, "file of pages is", "files of pages are")
        lines.insert(1, f"Gone     {files} not there any more, up to {done.gone_through} (`retention.pages_days`)")
    if done.stopped:
        return "\n".join([*lines, f"Stopped before its end: delete {done.to}, and run it again."])
    return "\n".join([*lines, f"Compare  newsbeam diff {output} {done.to}"])
