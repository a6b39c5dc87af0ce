"""The command `newsbeam reshard`: another number of shards for a state, while no ingest uses it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.version import VERSION
from pipelines.wording import plural
from transforms.clock import utc_now
from transforms.errors import StateError
from transforms.pure.net.urls import url_id
from transforms.state.divisions import in_force
from transforms.state.reshard import Resharding
from transforms.state.roots import claim, find

# A state has a document a feed, and an object store takes tens of milliseconds for each.
THREADS = 16


def reshard(config: Config, shards: int) -> str:
    """Divide a configuration's state into `shards`; give the sentence that says what was done.

    Raises: StateError where there is no state yet, or another process uses it; then nothing has changed.
    """
    roots = config.roots
    meta = find(roots)
    if meta is None:
        raise StateError(
            f"{roots.state}: no state yet; set `shards: {shards}`, and the first `newsbeam ingest` makes it with that number"
        )
    root, output = roots.stores()
    state, before = in_force(root, meta.shards)
    if before == shards:
        return f"The state at {roots.state} has {_shards(shards)} already. {_cure(config, shards)}".rstrip()
    claim(replace(roots, shards=before), utc_now())
    feeds = {url_id(feed.url): feed.url for feed in config.feeds}
    with ThreadPoolExecutor(THREADS) as threads:
        done = Resharding(state, output, (before, shards), feeds, VERSION, utc_now, threads.map).run()
    return (
        f"The state at {roots.state} has {_shards(shards)} now; it had {before}. It knows"
        f" {plural(done.feeds, 'feed', 'feeds')} and remembers {plural(done.settled, 'settled entry', 'settled entries')};"
        f" {plural(done.owed, 'is', 'are')} owed. {_cure(config, shards)}"
    ).rstrip()


def _shards(n: int) -> str:
    return plural(n, "shard", "shards")


def _cure(config: Config, shards: int) -> str:
    return "" if config.shards == shards else f"Set `shards: {shards}` in the configuration before the next ingest."
