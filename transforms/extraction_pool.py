"""The pool of processes that extract: what its children have loaded before their first page."""

from __future__ import annotations

from transforms.pool.memory import MEMORY_MB
from transforms.pool.pool import Pool, shared_pool

# What nearly all pages need: loaded once, in the fork server, it is shared by all children.
PRELOAD = (
    "trafilatura",
    "rensa",
    "wordfreq",
    "transforms.pure.article_steps",
    "transforms.pure.normalisation",
    "transforms.pure.enrichment.enriching",
    "transforms.pure.text.language_model",
)


def extraction_pool(processes: int | None, memory_mb: int | None = MEMORY_MB, *, eager: bool = False) -> Pool:
    """Give this process's pool of so many children (None: one a core), each with so much memory; see `shared_pool`."""
    return shared_pool(processes, PRELOAD, memory_mb=memory_mb, eager=eager)
