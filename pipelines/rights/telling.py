"""What `newsbeam rights` prints: a table of all sites, or all that one of them said and when."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from pipelines.rights.known_files import KnownFile
from pipelines.rights.reading import SiteRights
from pipelines.rights.spans import StatedSpan, find_spans
from pipelines.wording import plural
from transforms.pure.shown.display import one_line
from transforms.rights import Answer, Place, RightsSignal, Use

USES: Final[tuple[Use, ...]] = ("tdm", "train_ai", "ai_input", "search")
PLACES: Final[Mapping[Place, str]] = {
    "robots_txt": "robots.txt",
    "tdmrep_file": "/.well-known/tdmrep.json",
    "rsl_document": "an RSL document",
    "feed": "the feed",
    "header": "a header of the answer",
    "meta": "a meta element",
    "jsonld": "JSON-LD",
    "link": "a link element",
    "script": "an RSL document in the page",
}
_NO_ADVICE: Final = (
    "Null, or nothing said, is no consent. What is read, and what it means: docs/rights.md. This is no legal advice."
)
_SITE_COLUMNS: Final = 28
# Where each page has words of its own, they would be thousands.
_MOST_SHOWN: Final = 30


def describe_sites(sites: Mapping[str, SiteRights], columns: int) -> str:
    """Give a line for each site: how many articles allow, reserve, and say nothing of each use."""
    if not sites:
        return "No article is there yet, so nothing is known of any site."
    width = min(_SITE_COLUMNS, max(4, *(len(name) for name in sites)), max(12, columns - 52))
    rows = [
        (one_line(name)[:width], f"{known.articles:,}", *(_counts(known, use) for use in USES))
        for name, known in sites.items()
    ]
    head = ("site", "articles", *USES)
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = ["Of the articles of each site: how many allow / reserve / say nothing of a use.", ""]
    lines += [_row(row, widths) for row in (head, *rows)]
    dropped = sum(days.total() for known in sites.values() for days in known.dropped.values())
    if dropped:
        lines += ["", f"{plural(dropped, 'entry was', 'entries were')} dropped as reserved (`rights.policy`)."]
    return "\n".join([*lines, "", *textwrap.wrap(_NO_ADVICE, columns)])


def describe_site(known: SiteRights, files: Sequence[KnownFile], columns: int) -> str:
    """Give all that a site said: what follows for each use, by which standard, where, in its own words, and since when."""
    parts = [[one_line(known.site), _span_of(known.days, "article", "articles")], _table(known)]
    signals = in_order(known)
    parts += [list(_describe_signal(signal, known, columns)) for signal in signals[:_MOST_SHOWN]]
    if len(signals) > _MOST_SHOWN:
        parts.append([f"and {len(signals) - _MOST_SHOWN:,} more statements; --json lists them all"])
    if not known.said:
        parts.append(["Its pages and files say nothing of their uses."])
    parts.append(
        [f"Dropped as {reason}: {_span_of(days, 'entry', 'entries')}" for reason, days in known.dropped.items()]
    )
    parts.append([line for file in files for line in _describe_file(file, columns)])
    parts.append(textwrap.wrap(_NO_ADVICE, columns))
    return "\n\n".join("\n".join(part) for part in parts if part)


def in_order(known: SiteRights) -> list[RightsSignal]:
    """Give what was said: files of the site before its pages, and within a place what was said first."""
    places = list(PLACES)
    return sorted(known.said, key=lambda one: (places.index(one.place), one.standard, min(known.said[one]), one.value))


def _span_of(days: Counter[date], one: str, many: str) -> str:
    return f"{plural(days.total(), one, many)}{f', {_spell_days(min(days), max(days))}' if days else ''}"


def _table(known: SiteRights) -> list[str]:
    lines = [f"{'use':10}{'allowed':>12}{'reserved':>12}{'nothing said':>16}"]
    for use in USES:
        allowed, reserved = (count_answers(known, use, answer) for answer in ("allowed", "reserved"))
        lines.append(f"{use:10}{allowed:>12,}{reserved:>12,}{count_unsaid(known, use):>16,}")
    return lines


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers = (
        cell.rjust(size) if at else cell.ljust(size) for at, (cell, size) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([name, *numbers])


def _describe_signal(signal: RightsSignal, known: SiteRights, columns: int) -> Iterator[str]:
    yield f"{signal.standard}, in {PLACES[signal.place]}"
    yield from _fold(signal.value, columns, "    ", "    ")
    said = [
        f"{verb} {', '.join(uses)}" for verb, uses in (("reserves", signal.reserves), ("allows", signal.allows)) if uses
    ]
    yield f"    {'; '.join(said) or 'decides nothing'}"
    spans = find_spans(signal, known.said, known.days)
    text = "; again ".join(_spell_span(span) for span in spans)
    yield from _fold(f"said {text}", columns, "    ", "    ")


def _describe_file(file: KnownFile, columns: int) -> Iterator[str]:
    read = "never read"
    if file.read_at is not None:
        says = plural(file.statements, "statement", "statements") if file.statements else "it says nothing"
        read = f"read on {file.read_at:%Y-%m-%d %H:%M} UTC, {says}"
    problem = f"; it could not be read now: {file.problem}" if file.problem else ""
    yield from _fold(f"{file.address}: {read}{problem}", columns, "", "    ")


def _fold(text: str, columns: int, first: str, others: str) -> list[str]:
    """Give a text in lines of at most so many columns; addresses are not broken at their hyphens."""
    return textwrap.wrap(
        one_line(text), columns, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )


def _spell_span(span: StatedSpan) -> str:
    return f"{_spell_days(span.first, span.last)}, {plural(span.articles, 'article', 'articles')}"


def _spell_days(first: date, last: date) -> str:
    return f"on {first}" if first == last else f"from {first} to {last}"


def count_answers(known: SiteRights, use: Use, answer: Answer) -> int:
    """Count the articles of which one answer follows for a use."""
    return known.answers[use][answer] if use in known.answers else 0


def count_unsaid(known: SiteRights, use: Use) -> int:
    """Count the articles of which nothing follows for a use."""
    return known.articles - sum(known.answers.get(use, {}).values())


def _counts(known: SiteRights, use: Use) -> str:
    numbers = (count_answers(known, use, "allowed"), count_answers(known, use, "reserved"), count_unsaid(known, use))
    return "/".join(_short(number) for number in numbers)


def _short(number: int) -> str:
    """Give a count in at most four characters.

    >>> [_short(number) for number in (0, 999, 1_000, 12_345, 999_999, 1_234_567)]
    ['0', '999', '1k', '12k', '999k', '1M']
    """
    if number < 1_000:
        return str(number)
    return f"{number // 1_000}k" if number < 1_000_000 else f"{number // 1_000_000}M"
