"""What `newsbeam feeds find` prints: each feed with what it holds, and the one to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pipelines.show.columns import fold_line
from pipelines.wording import plural, spell_command
from transforms.discovery.finding import FoundFeeds
from transforms.pure.discovery.holdings import Holding
from transforms.pure.discovery.leads import Source
from transforms.pure.discovery.ranking import FoundFeed

MOST_SHOWN = 20
MOST_REQUESTS = 200  # that the command allows
MOST_TITLE = 60  # columns
LEAST_RATE = 0.05  # items a day; of fewer the newest item's age says more
_MARK, _INDENT = "  * ", "    "
_HOW: dict[Source, str] = {
    "given": "the address that you gave",
    "declared": "declared by the page",
    "linked": "linked on the page",
    "platform": "where {platform} has it",
    "usual place": "in a usual place",
    "robots.txt": "named in robots.txt",
}


def describe_found(
    found: FoundFeeds,
    now: datetime,
    columns: int,
    is_listed: Callable[[str], bool] = lambda url: False,
    command: Callable[[str, str], str] | None = None,
) -> str:
    """Give what was found as text, in lines of at most so many columns, addresses aside.

    `is_listed` tells whether a feed is in the configuration already; `command` spells a command on the list.
    """
    command = command or spell_command("", "")
    lines = [_summary(found), ""] if found.feeds else [_nothing(found)]
    for feed in found.feeds[:MOST_SHOWN]:
        picked = found.pick is not None and feed is found.pick.feed
        lines += [f"{_MARK if picked else _INDENT}{feed.url}"]
        details = details_of(feed, found, now, is_listed(feed.url))
        lines += [f"{_INDENT}    {line}" for line in fold_line(details, columns - 8)]
    if len(found.feeds) > MOST_SHOWN:
        lines.append(f"{_INDENT}and {len(found.feeds) - MOST_SHOWN} more")
    lines += _problems(found, columns)
    if found.pick is not None:
        url = found.pick.feed.url
        there = "It is in your list already." if is_listed(url) else f"    {command('add', url)}"
        lines += ["", *fold_line(f"Take the one with the star: {found.pick.why}.", columns), there]
    elif found.feeds:
        lines += [
            "",
            *fold_line(
                "None of them is fit to be taken: they are empty, hold comments, or belong to other sites.", columns
            ),
        ]
    return "\n".join(lines)


def age_of(moment: datetime, now: datetime) -> str:
    """Give how long ago a moment was, in one unit.

    >>> noon = datetime(2026, 11, 22, 12)
    >>> age_of(datetime(2026, 11, 22, 9, 30), noon), age_of(datetime(2026, 11, 2), noon), age_of(noon, noon)
    ('2 hours ago', '20 days ago', 'just now')
    """
    seconds = max(0.0, (now - moment) / timedelta(seconds=1))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return f"{plural(int(seconds // length), unit, f'{unit}s')} ago"
    return "just now"


def _summary(found: FoundFeeds) -> str:
    runs_on = f", which runs on {found.platforms[0]}" if found.platforms else ""
    return f"{found.url}{runs_on}: {count_feeds(found.feeds)}, after {plural(found.requests, 'request', 'requests')}."


def count_feeds(feeds: Sequence[FoundFeed]) -> str:
    """Count feeds and sitemaps: `2 feeds and 1 sitemap`."""
    sitemaps = sum(feed.holding.is_sitemap for feed in feeds)
    kinds = ((len(feeds) - sitemaps, "feed", "feeds"), (sitemaps, "sitemap", "sitemaps"))
    return " and ".join(plural(*kind) for kind in kinds if kind[0])


def _nothing(found: FoundFeeds) -> str:
    asked = plural(found.requests, "request", "requests")
    return f"{found.url}: no feed and no news sitemap was found, after {asked}."


def details_of(feed: FoundFeed, found: FoundFeeds, now: datetime, is_listed: bool = False) -> str:
    """Give in one line what a feed holds, and how it was found."""
    holding = feed.holding
    parts: Sequence[str | None] = (
        "".join(fold_line(holding.title or feed.lead.title or "", MOST_TITLE, 1)),
        holding.format,
        _amount(holding, now),
        ", ".join(holding.languages) or None,
        holding.texts if holding.items else None,
        "comments" if feed.lead.is_comments else None,
        _HOW[feed.lead.source].format(platform=found.platforms[0] if found.platforms else "its system"),
        f"same entries as {feed.copy_of}" if feed.copy_of else None,
        "in your list already" if is_listed else None,
    )
    return " · ".join(part for part in parts if part)


def _amount(holding: Holding, now: datetime) -> str:
    if not holding.items:
        return "empty"
    rate = holding.items_per_day
    a_day = "" if rate is None or rate < LEAST_RATE else f", {rate:.{1 if rate < 10 else 0}f} a day"
    newest = "no dates" if holding.last_item_at is None else f"the newest {age_of(holding.last_item_at, now)}"
    return f"{plural(holding.items, 'item', 'items')}{a_day}, {newest}"


def _problems(found: FoundFeeds, columns: int) -> list[str]:
    lines = []
    if found.problems:
        lines += ["", "What could not be read:"]
        for problem in found.problems:
            lines += [f"    {line}" for line in fold_line(problem, columns - 4)]
    if found.unread:
        number = plural(len(found.unread), "more address", "more addresses")
        enough = min(MOST_REQUESTS, 2 * (found.requests + len(found.unread)))
        lines += ["", *fold_line(f"Not asked for: {number}; --requests {enough} looks further.", columns)]
    return lines
