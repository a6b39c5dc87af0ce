"""What a benchmark wants of a figure, and the sentence that says whether it is so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """What a figure must reach, and what it should: both are ends of a range, `rising` says of which side."""

    wanted: float
    aim: float | None = None
    rising: bool = True

    def is_met(self, value: float) -> bool:
        """Tell whether a figure reaches what it must.

        >>> Target(1.25, rising=False).is_met(1.3), Target(0.9).is_met(0.9)
        (False, True)
        """
        return value >= self.wanted if self.rising else value <= self.wanted

    def verdict(self, value: float) -> str:
        """Give the verdict on a figure, in words.

        >>> Target(1.25, 1.05, rising=False).verdict(1.3)
        'the target is MISSED: at most 1.25 (aim 1.05)'
        """
        side = "at least" if self.rising else "at most"
        aim = "" if self.aim is None else f" (aim {self.aim:g})"
        return f"the target is {'met' if self.is_met(value) else 'MISSED'}: {side} {self.wanted:g}{aim}"
