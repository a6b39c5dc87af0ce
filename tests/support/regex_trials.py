"""Try regular expressions on attacks, in processes that end where one takes too long.

Each expression is tried on short texts first, to learn on which the time grows the most; then on the worst of them at full
length. `re` cannot be interrupted: a process that has used its CPU is ended by the system, and another one goes on behind it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from regex_attacks import Attack, attacks_on

# Of a text of usual length: hundreds of times what most expressions take, which work by the length; what works by the square
# of it takes minutes.
CPU_SECONDS = 10.0
SHORT = 6_000
# What takes so long on a short text is tried on a long one at once.
ENOUGH = 1.0
WORST = 2
# Where a longer part is repeated, the text is so many times as long at most, and has as many times the CPU.
MOST_TIMES = 8


class Trial(NamedTuple):
    """An expression, a way to ask it, and how long a text it may be asked about."""

    source: str
    is_bytes: bool
    flags: int
    way: str
    length: int
    where: tuple[str, ...]

    def pattern(self) -> re.Pattern[Any]:
        if self.is_bytes:
            return re.compile(self.source.encode("latin-1"), self.flags)
        return re.compile(self.source, self.flags & ~re.UNICODE)


def endless(trials: Sequence[Trial], cpu_seconds: float = CPU_SECONDS) -> dict[int, str]:
    """Give which of the trials do not end, by their places in the list, each as a sentence."""
    found: dict[int, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        listed, at = Path(folder, "trials.json"), Path(folder, "at.json")
        listed.write_text(json.dumps(trials))
        start = 0
        while start < len(trials):
            done = subprocess.run([sys.executable, __file__, listed, at, str(start), str(cpu_seconds)], check=False)
            if done.returncode == 0:
                break
            assert done.returncode == -signal.SIGPROF, f"the trials ended with {done.returncode}"
            start, *attack = json.loads(at.read_bytes().partition(b"\n")[0])
            found[start] = sentence(trials[start], Attack(*attack))
            start += 1
    return found


def sentence(trial: Trial, attack: Attack) -> str:
    return (
        f"{trial.way} of {trial.source[:300]!r} ({', '.join(trial.where)}) does not end on {trial.length:,} characters:"
        f" {attack.beginning[-80:]!r} + {attack.repeated[:80]!r} * n + {attack.end!r}"
    )


def seconds(pattern: re.Pattern[Any], way: str, text: str, limit: float) -> float:
    """Ask an expression in one way, to the end of the text; give the CPU it took. Beyond the limit this process ends."""
    given: Any = text.encode("latin-1") if isinstance(pattern.pattern, bytes) else text
    before = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    if way == "finditer":
        for _ in pattern.finditer(given):
            pass
    else:
        getattr(pattern, way)(given)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - before


def worst_of(
    pattern: re.Pattern[Any], way: str, attacks: Sequence[Attack], limit: float, note: Callable[[Attack], None]
) -> list[Attack]:
    """Give the attacks whose time grows the most beyond the text's length, and the one that takes the longest."""
    timed = []
    for attack in attacks:
        note(attack)
        quarter, whole = (seconds(pattern, way, attack.text(length), limit) for length in (SHORT // 4, SHORT))
        if whole > ENOUGH:
            return [attack]
        timed.append((whole - 4 * quarter, whole, attack))
    by_growth = sorted(timed, key=lambda one: -one[0])[:WORST]
    return list(dict.fromkeys(one[2] for one in (*by_growth, max(timed, key=lambda one: one[1]))))


def try_all(trials: Sequence[Trial], at: Path, start: int, limit: float) -> None:
    """Try all from a place on, and note what is tried, on the first line of a file."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    file = os.open(at, os.O_WRONLY | os.O_CREAT)
    for number in range(start, len(trials)):
        trial = trials[number]

        def note(attack: Attack, number: int = number) -> None:
            os.pwrite(file, json.dumps((number, attack.beginning, attack.repeated, attack.end)).encode() + b"\n", 0)

        pattern, attacks = trial.pattern(), attacks_on(trial.pattern())
        is_cut = trial.length <= SHORT
        for attack in attacks if is_cut else worst_of(pattern, trial.way, attacks, limit, note):
            note(attack)
            times = 1 if is_cut else min(MOST_TIMES, len(attack.repeated))
            seconds(pattern, trial.way, attack.text(trial.length * times), limit * times)


if __name__ == "__main__":
    listed, noted, begin, most = sys.argv[1:]
    try_all([Trial(*one) for one in json.loads(Path(listed).read_text())], Path(noted), int(begin), float(most))
