"""What `newsbeam feeds add` prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pipelines.lists.adding import Addition
from pipelines.show.found import count_feeds, details_of
from pipelines.show.lists import line_of


def describe_additions(
    additions: Sequence[Addition], own: str, now: datetime, command: Callable[[str, str], str]
) -> str:
    """Say what became of each address that was to be added; `command` spells a command on the list."""
    lines: list[str] = []
    for addition in additions:
        found, chosen = addition.found, addition.chosen
        if addition.known_at is not None:
            url = addition.url if chosen is None else chosen.url
            lines.append(line_of("Known", f"{url} is listed already ({addition.known_at})"))
        elif addition.feed is not None:
            lines.append(line_of("Added", f"{addition.feed.url} to {own}"))
            lines += [line_of("", details_of(chosen, found, now))] if chosen is not None and found is not None else []
        elif found is not None:
            why = "no feed was found" if not found.feeds else "none of its feeds is fit to be taken"
            lines += [
                line_of("Not added", f"{addition.url}: {why}"),
                *(line_of("", problem) for problem in found.problems),
            ]
            lines.append(line_of("", "If it is a feed all the same, `--as-is` adds it without asking."))
        others = [] if found is None or chosen is None else [feed for feed in found.feeds if feed.url != chosen.url]
        if others and addition.known_at is None:
            lines.append(
                line_of("", f"Found beside it: {count_feeds(others)}; `{command('find', addition.url)}` shows all")
            )
    return "\n".join(lines)
