"""Start what an ingest will probably need while this process still imports Beam, which takes a second on one core."""

from __future__ import annotations

from datetime import datetime

from pipelines.config.config import Config
from transforms.errors import StateError, StorageError
from transforms.extraction_pool import extraction_pool
from transforms.state.documents import load_advice


def start_extraction_early(config: Config, now: datetime, *, poll_all: bool = False) -> bool:
    """Start the children that extract where there will probably be pages for them; tell whether they were started.

    They load for a second, as Beam does. A state on an object store is not looked at twice: each look costs requests there.
    """
    if "://" in config.state_root or config.extract.processes == 0 or not (poll_all or _is_due(config, now)):
        return False
    extraction_pool(config.extract.processes, config.extract.process_mb, eager=True)
    return True


def _is_due(config: Config, now: datetime) -> bool:
    """Tell whether a shard has, by its advice, something to poll or to fetch; a shard without advice was never polled."""
    try:
        state, _ = config.roots.open()
        for shard in range(config.shards):
            advice = load_advice(state, shard)
            polls_now = advice.next_poll is not None and advice.next_poll <= now.timestamp()
            if not advice.feeds_hash or polls_now or (advice.next_try is not None and advice.next_try <= now):
                return True
    except (StateError, StorageError):
        return False  # The ingest itself says what is wrong.
    return False
