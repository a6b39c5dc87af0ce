"""Say in lines what two datasets have in common, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipelines.diff.comparing import Comparison, FieldChange
from pipelines.diff.excerpts import excerpts

_MOST_SITES: Final = 4


def describe(found: Comparison, columns: int = 80) -> str:
    """Give the lines that `newsbeam diff` prints, for a terminal of so many columns."""
    lines = [
        f"Old     {_articles(found.old_articles)} in {found.old}",
        f"New     {_articles(found.new_articles)} in {found.new}",
        f"Both    {found.both:,}; only old {found.old_articles - found.both:,}, only new {found.new_articles - found.both:,}",
        f"Differ  {found.changed:,} of {found.both:,}",
    ]
    if found.is_same:
        return "\n".join([*lines, "Each article is the same in both."])
    for change in found.fields:
        lines += ["", *_field(change, columns)]
    lines += ["", *_sites(found)]
    return "\n".join(lines)


def _articles(count: int) -> str:
    return f"{count:,} {'article' if count == 1 else 'articles'}"


def _field(change: FieldChange, columns: int) -> list[str]:
    lines = [f"{change.field}  {change.changed:,}  ({name_sites(change.sites)})"]
    for sample in change.samples:
        old, new = excerpts(sample.old, sample.new, max(40, columns - 6))
        lines += [f"    {sample.url}", f"    - {old}", f"    + {new}"]
    return lines


def name_sites(sites: Mapping[str, int]) -> str:
    """Name the sites with the most differences, and count the others.

    >>> name_sites({"valley.example": 3, "hill.example": 1})
    'valley.example 3, hill.example 1'
    """
    named = [f"{site} {count:,}" for site, count in list(sites.items())[:_MOST_SITES]]
    others = len(sites) - len(named)
    return ", ".join(named + ([f"{others} more"] if others else []))


def _sites(found: Comparison) -> list[str]:
    width = max(len(one.site) for one in found.sites)
    head = f"{'site':<{width}}  {'both':>7}  {'differ':>7}  {'only old':>8}  {'only new':>8}"
    return [
        head,
        *(
            f"{one.site:<{width}}  {one.both:>7,}  {one.changed:>7,}  {one.only_old:>8,}  {one.only_new:>8,}"
            for one in found.sites
        ),
    ]
