"""What the commands on lists of feeds print."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.lists.changing import Changed
from pipelines.lists.importing import Imported
from pipelines.lists.known import KnownFeed, KnownFeeds
from pipelines.show.columns import padded, width_of
from pipelines.wording import plural
from transforms.pure.lists.writing import duration_text

# Of each kind of news so many are listed, the others are counted.
MOST_LISTED = 10
_LABEL_COLUMNS = 10
_NAME_COLUMNS = 30
_URL_COLUMNS = 60
_FORMATS = {"opml": "OPML", "csv": "CSV", "yaml": "YAML", "plain": "a plain list"}


def describe_list(known: KnownFeeds, feeds: Sequence[KnownFeed]) -> str:
    """Say which feeds are listed, file by file, with what the list says of each."""
    disabled = sum(not listed.feed.enabled for listed in feeds)
    lines = [f"{plural(len(feeds), 'feed', 'feeds')}" + (f", {disabled} disabled" if disabled else "")]
    if not feeds:
        lines = _none_listed(known)
    rows = [(_file_of(listed), *_cells(listed)) for listed in feeds]
    urls = min(_URL_COLUMNS, max((len(row[1]) for row in rows), default=0))
    names = min(_NAME_COLUMNS, max((width_of(row[2]) for row in rows), default=0))
    file = None
    for place, url, name, rest in rows:
        if place != file:
            file = place
            lines.append(f"{file}:")
        lines.append(f"    {padded(url, urls)}  {padded(name, names)}  {rest}".rstrip())
    return "\n".join([*lines, *known.problems])


def _none_listed(known: KnownFeeds) -> list[str]:
    """Say why no feed is shown: none has the tag, none is listed, or the list cannot be read, which its problems say."""
    if known.feeds:
        tags = sorted({tag for listed in known.feeds for tag in listed.feed.tags})
        more = f", and {len(tags) - MOST_LISTED:,} more" if len(tags) > MOST_LISTED else ""
        there = f"; the tags are {', '.join(tags[:MOST_LISTED])}{more}" if tags else "; no feed has a tag"
        return [f"0 feeds of {len(known.feeds):,} have such a tag{there}."]
    if known.problems:
        return ["No feed could be read:"]
    return ["0 feeds", "Add some with `newsbeam feeds add URL` or `newsbeam feeds import FILE`."]


def _file_of(listed: KnownFeed) -> str:
    return listed.place.rpartition(":")[0] or listed.place


def _cells(listed: KnownFeed) -> tuple[str, str, str]:
    feed = listed.feed
    name = feed.name or ""
    if width_of(name) > _NAME_COLUMNS:
        name = name[: _NAME_COLUMNS // (1 + (width_of(name) > len(name))) - 1] + "…"
    said = [
        feed.language,
        feed.section,
        ", ".join(feed.tags),
        None if feed.interval is None else f"every {duration_text(feed.interval)}",
        "with headers" if feed.headers else None,
        None if feed.enabled else "disabled",
        "wrong: not an address that can be polled" if listed.key is None else None,
    ]
    return feed.url, name, " · ".join(part for part in said if part)


def describe_import(done: Imported, *, dry_run: bool = False) -> str:
    """Say what an import added, what was known before, and what it left out and why."""
    lines = [
        line_of("Read", f"{done.source}, {_FORMATS[done.written_in]}: {plural(done.total, 'feed', 'feeds')}"),
        line_of("To add" if dry_run else "Added", f"{plural(len(done.added), 'feed', 'feeds')} to {done.own}"),
    ]
    if done.known:
        lines.append(line_of("Known", f"{len(done.known)} listed already"))
        lines += [f"    {url} ({place})" for url, place in done.known if len(done.known) <= MOST_LISTED]
    if done.wrong:
        lines += [
            line_of("Left out", plural(len(done.wrong), "entry that is wrong", "entries that are wrong")),
            *_listed(done.wrong),
        ]
    if done.skipped:
        lines += [
            line_of("Skipped", plural(len(done.skipped), "entry that is no feed", "entries that are no feeds")),
            *_listed(done.skipped),
        ]
    secret = sum(bool(feed.headers) for feed in done.added)
    if secret:
        lines.append(
            line_of(
                "Headers", f"of {plural(secret, 'feed', 'feeds')} are secret, and left out: write them into {done.own}"
            )
        )
    if done.unused:
        lines.append(
            line_of("Unused", f"{'the column' if len(done.unused) == 1 else 'the columns'} {', '.join(done.unused)}")
        )
    return "\n".join(lines)


def describe_switch(done: Changed, *, enabled: bool) -> str:
    """Say which feed is enabled or disabled now."""
    word = "enabled" if enabled else "disabled"
    return "\n".join(f"{url} is {word}{' already' if done.was_so else ''} in {done.path}" for url in done.urls)


def describe_removal(done: Changed) -> str:
    """Say which feed was removed, and what becomes of what it brought."""
    gone = [f"{url} is removed from {done.path}" for url in done.urls]
    return "\n".join([*gone, "What it brought is still fetched, unless `drop_owed` is set."])


def line_of(label: str, said: str) -> str:
    """Give a line of a summary."""
    return padded(label, _LABEL_COLUMNS) + said


def _listed(sentences: Sequence[str]) -> list[str]:
    shown = [f"    {sentence}" for sentence in sentences[:MOST_LISTED]]
    more = len(sentences) - len(shown)
    return [*shown, f"    and {more:,} more"] if more else shown
