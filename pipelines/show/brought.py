"""Show what became of articles that were added, and of what a feed's archive held."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.run.adding import Added
from pipelines.run.backfilling import BackfillChoice, Backfilled
from pipelines.run.owing import Owing
from pipelines.wording import plural
from transforms.records import Entry

SHOWN = 10


def describe_added(added: Added, config_path: str) -> str:
    """Give the lines that `newsbeam add` prints: what is owed, what was known already, what is no address."""
    lines = [*_owing(added.owing, "article", dry_run=False), *added.problems]
    return "\n".join([*lines, *_next(added.owing, config_path)])


def describe_backfilled(found: Backfilled, choice: BackfillChoice, config_path: str) -> str:
    """Give the lines that `newsbeam backfill` prints: what was found, what of it is owed, and how far back it goes."""
    asked = plural(found.asked, "request", "requests")
    lines = [
        f"{plural(found.items, 'item', 'items')} since {choice.since} found in {asked}: {found.feed.url}",
        *_owing(found.owing, "item", dry_run=choice.dry_run),
    ]
    if found.gaps:
        lines.append(f"{plural(found.gaps, 'suspected gap is', 'suspected gaps are')} filled.")
    if found.is_cut:
        lines.append(f"There is more: --requests {choice.requests * 2} reads further back.")
    elif not found.reached:
        lines.append("The archive may not go back so far: nothing older was found.")
    return "\n".join([*lines, *([] if choice.dry_run else _next(found.owing, config_path))])


def _owing(owing: Owing, noun: str, *, dry_run: bool) -> list[str]:
    number = len(owing.parked)
    would = "would be" if dry_run else "is" if number == 1 else "are"
    lines = [f"{plural(number, noun, noun + 's')} {would} owed now{':' if number and noun == 'article' else '.'}"]
    if noun == "article":
        lines += _listed(owing.parked)
    for some, what in (
        (owing.owed, "owed already: the next ingest asks for what may be asked for"),
        (owing.settled, "settled already: written, left out or failed; `newsbeam retry` asks again for what failed"),
    ):
        if some:
            is_ = "is" if len(some) == 1 else "are"
            lines += [f"{len(some)} {is_} {what}", *(_listed(some) if noun == "article" else [])]
    return lines


def _listed(entries: Sequence[Entry]) -> list[str]:
    lines = [f"    {entry.url}" for entry in entries[:SHOWN]]
    return lines if len(entries) <= SHOWN else [*lines, f"    and {len(entries) - SHOWN} more"]


def _next(owing: Owing, config_path: str) -> list[str]:
    return [f"Now run: newsbeam ingest {config_path}"] if owing.parked else []
