"""The command `newsbeam explain`: all that is known of an entry, an article or a feed, and what would happen now.

`newsbeam extract --explain` is another thing: how one page becomes a record.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from pipelines.config.config import Config
from pipelines.histories.entries import read_entry
from pipelines.histories.entry_lines import describe_entry
from pipelines.histories.feed_lines import describe_feed
from pipelines.histories.feeds import read_feed
from pipelines.histories.records import EntryHistory, FeedHistory
from pipelines.histories.targets import is_remembered_feed, read_target
from transforms.pure.shown.url_secrets import hide_secrets
from transforms.state.roots import require

# The exit code where nobody knows what was asked about.
UNKNOWN = 1


def explain(
    config: Config, asked: str, now: datetime, config_path: str, *, as_json: bool, scan: bool, columns: int
) -> tuple[int, str]:
    """Give the exit code, and what is known of an id, an address or a feed.

    `config_path` is where the configuration lies. Raises: Refused where it is none of these; StateError, also where there is no
    state yet; StorageError.
    """
    target = read_target(asked, config)
    require(config.roots)
    history: EntryHistory | FeedHistory
    if target.is_feed or is_remembered_feed(config.roots.open()[0], config.shards, target):
        history = read_feed(config, target, now, config_path)
        text = describe_feed(history, config, now, columns)
    else:
        history = read_entry(config, target, now, config_path, scan=scan)
        text = describe_entry(history, now, columns)
    is_unknown = isinstance(history, EntryHistory) and history.fate == "unknown"
    return UNKNOWN if is_unknown else 0, as_text(history) if as_json else text


def as_text(history: EntryHistory | FeedHistory) -> str:
    """Give a history as JSON, without secrets of addresses."""
    kind = "feed" if isinstance(history, FeedHistory) else "entry"
    values = {"kind": kind, **msgspec.to_builtins(history)}
    return msgspec.json.format(msgspec.json.encode(_bare(values)), indent=2).decode()


def _bare(value: Any) -> Any:
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, list | tuple) else value
