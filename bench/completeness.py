"""How well newsbeam knows what it missed, and how much of that it brings after all: weeks of made-up feeds, in minutes.

python -m bench.completeness [--feeds 500] [--days 30] [--seed 1] [--worst 10]

What was missed of the feeds of `polled_world` is known, and compared with what the completeness figure says.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from bench.polled_world import Outlook, World

# What is wanted: points between figure and truth, the share of gaps that are named, and of those filled that can be.
POINTS, NAMED, FILLED = 0.2, 95.0, 90.0


class Figures(Struct, kw_only=True):
    """What a world came to. Shares are in per cent, `off` in points, of the whole and on average of a feed alone."""

    truth: float
    said: float
    seen: int
    missed: int
    thought: float
    off_alone: float
    gaps: int
    named: float
    true: float
    curable: int
    filled: float
    brought: float
    polls_a_day: float
    too_soon: int
    asked_a_day: float

    @property
    def off(self) -> float:
        return self.said - self.truth

    @property
    def is_good(self) -> bool:
        return abs(self.off) <= POINTS and self.named >= NAMED and self.filled >= FILLED and not self.too_soon


def figures_of(world: World) -> Figures:
    """Compare what is true with what newsbeam says, for all feeds."""
    total: Counter[str] = Counter()
    thought, off = 0.0, []
    for one in world.feeds:
        tally, seen, missing, missed = one.tally, *_seen_and_missed(one)
        if one.sim.habits.archive != "none":
            total["curable"] += len(tally.gaps)
            total["cured"] += sum(tally.found.issuperset(numbers) for numbers in tally.gaps.values())
            total["lost"] += sum(map(len, tally.gaps.values()))
            total["brought"] += sum(len(tally.found.intersection(numbers)) for numbers in tally.gaps.values())
        total.update(seen=seen, missed=missed, gaps=len(tally.gaps), said=len(tally.named), asked=tally.asked)
        total.update(named=len(tally.gaps.keys() & tally.named.keys()), polls=len(tally.polls), too_soon=tally.too_soon)
        thought += missing
        if seen:
            off.append(abs(missed / (seen + missed) - missing / (seen + missing)))
    feed_days = len(world.feeds) * world.days
    return Figures(
        truth=_percent(total["seen"], total["seen"] + total["missed"]),
        said=_percent(total["seen"], total["seen"] + thought),
        seen=total["seen"],
        missed=total["missed"],
        thought=thought,
        off_alone=_percent(sum(off), len(off)),
        gaps=total["gaps"],
        named=_percent(total["named"], total["gaps"]),
        true=_percent(total["named"], total["said"]),
        curable=total["curable"],
        filled=_percent(total["cured"], total["curable"]),
        brought=_percent(total["brought"], total["lost"]),
        polls_a_day=total["polls"] / feed_days,
        too_soon=total["too_soon"],
        asked_a_day=total["asked"] / feed_days,
    )


def _seen_and_missed(one: Outlook) -> tuple[int, float, int]:
    """Give how many items of a feed were seen, about how many are missing by the figure, and how many are in truth."""
    days, tally = one.document.completeness.days, one.tally
    missed = sum(len(set(numbers) - tally.found) for numbers in tally.gaps.values())
    return sum(day.seen for day in days), sum(day.missed for day in days), missed


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 100.0


def describe(found: Figures) -> list[str]:
    """Give the figures as lines."""
    return [
        f"complete   {found.truth:.2f} % in truth, {found.said:.2f} % by the figure: {found.off:+.2f} points",
        f"           {found.seen} items seen, {found.missed} missed, about {found.thought:.0f} by the figure;"
        f" the figure of a feed alone is {found.off_alone:.2f} points off",
        f"gaps       {found.gaps}: {found.named:.1f} % of them are named; {found.true:.1f} % of those that are named are true",
        f"filled     {found.filled:.1f} % of {found.curable} gaps that can be filled; {found.brought:.1f} % of the items in them",
        f"polls      {found.polls_a_day:.1f} a feed and day, {found.too_soon} too soon;"
        f" {found.asked_a_day:.2f} requests to archives",
    ]


def describe_worst(world: World, most: int) -> list[str]:
    """Give a line for each of the feeds whose figure is off by the most items: what was missed, and what they are like."""
    lines = []
    for one in world.feeds:
        _, missing, missed = _seen_and_missed(one)
        lines.append(
            (abs(missing - missed), f"{one.sim.host}: {missed} missed, {missing:.0f} by the figure; {one.sim.habits}")
        )
    return [line for _, line in sorted(lines, reverse=True)[:most]]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the worlds, print their figures, and say whether all are as good as they have to be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--days", type=float, default=30.0)
    parser.add_argument("--seed", type=int, action="append", help="(repeatable; default: 1)")
    parser.add_argument("--worst", type=int, default=0, help="so many feeds whose figure is off the most (default: 0)")
    arguments = parser.parse_args(argv)
    is_good = True
    for seed in arguments.seed or [1]:
        world = World(arguments.feeds, arguments.days, seed)
        world.run()
        found = figures_of(world)
        print(f"{arguments.feeds} feeds, {arguments.days:g} days, seed {seed}")
        print("\n".join([*describe(found), *describe_worst(world, arguments.worst)]), flush=True)
        is_good = is_good and found.is_good
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
