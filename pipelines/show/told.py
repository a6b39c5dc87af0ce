"""Say what a run of the stories did."""

from __future__ import annotations

from pipelines.config.config import Config
from pipelines.run.telling import Told
from pipelines.wording import plural

_STATES = (("new", "new"), ("grown", "grown"), ("merged", "merged into another"), ("split", "split off"))
_LOST = "Another run works on the same stories: what this one left is added by the next run."


def describe(told: Told, config: Config) -> tuple[int, str]:
    """Give the exit code and the summary of a run."""
    counts = told.counts
    stories = ", ".join(f"{counts[f'stories/{state}']} {words}" for state, words in _STATES)
    rows = f"{config.output.rstrip('/')}/stories"
    lines = [
        f"Articles  {plural(counts['stories/articles'], 'article', 'articles')} read, of {_manifests(told)}",
        f"Stories   {stories}; {plural(counts['stories/copies'], 'copy', 'copies')} in them",
        f"Took      {told.seconds:.1f} s",
        *([_LOST] if told.is_lost else []),
        "",
        f"The newest row of each story, below {rows}:",
        f"    duckdb  SELECT title, len(articles) FROM read_json('{rows}/date=*/*.jsonl.gz')"
        " QUALIFY version = max(version) OVER (PARTITION BY story_id)",
    ]
    return 0, "\n".join(lines)


def _manifests(told: Told) -> str:
    if told.last < told.first:
        return "no manifest that is new"
    return f"manifest {told.first}" if told.first == told.last else f"manifests {told.first} to {told.last}"
