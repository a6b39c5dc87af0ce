"""What `newsbeam feeds check` reads and prints: what is wrong with the list, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipelines.config.config import Config
from pipelines.show.columns import fold_line
from pipelines.show.status import health_label
from pipelines.wording import plural
from transforms.pure.discovery.list_faults import FeedFacts, ListFault
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.documents import FeedDocument, load_feed
from transforms.state.roots import check, find
from transforms.state.storage import side_by_side


def read_facts(config: Config) -> list[FeedFacts]:
    """Read what the state knows of each active feed. Raises: StateError where state and configuration disagree."""
    roots = config.roots
    meta = find(roots)
    if meta is None:
        return [FeedFacts(url=feed.url, label="new") for feed in config.active_feeds]
    check(meta, roots)
    state, _ = roots.open()

    def read(feed: Feed) -> FeedDocument:
        return load_feed(state, shard_of(feed.url, roots.shards), url_id(feed.url), feed.url)

    documents = side_by_side(state, read, config.active_feeds)
    return [
        FeedFacts(
            url=feed.url,
            label=health_label(document.health, config.poll.schedule),
            health=document.health,
            entries=frozenset(seen.id for seen in document.window.seen if seen.id is not None),
        )
        for feed, document in zip(config.active_feeds, documents, strict=True)
    ]


def describe_faults(
    facts: Sequence[FeedFacts], faults: Sequence[ListFault], columns: int, command: Callable[[str, str], str]
) -> str:
    """Give the faults as text, in lines of at most so many columns, addresses aside; `command` spells a command."""
    unread = sum(feed.label == "new" for feed in facts)
    waits = f" {plural(unread, 'feed was', 'feeds were')} not polled yet." if unread else ""
    if not facts:
        return "No feed is polled: the list is empty, or all feeds are disabled."
    if not faults:
        return f"Nothing is wrong with {plural(len(facts), 'feed', 'feeds')} as far as their polls have shown.{waits}"
    lines = [f"{plural(len(faults), 'feed needs', 'feeds need')} a look, of {len(facts)}.{waits}"]
    for fault in faults:
        lines += ["", fault.url]
        lines += [f"    {line}" for line in fold_line(fault.problem, columns - 4)]
        lines += [f"        {command(verb, url)}" for verb, url in fault.commands]
    return "\n".join(lines)
