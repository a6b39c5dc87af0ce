"""Sentences that several commands print."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence

NO_FEEDS = "none is listed that is enabled; `newsbeam feeds add` adds one"


def plural(n: int, one: str, many: str) -> str:
    """Give a number with its noun.

    >>> plural(1, "tick", "ticks"), plural(2, "tick", "ticks")
    ('1 tick', '2 ticks')
    """
    return f"{n} {one if n == 1 else many}"


def spell_wait(seconds: float) -> str:
    """Give a time as a configuration spells it, in its largest unit that leaves nothing over.

    >>> spell_wait(3600), spell_wait(259_200), spell_wait(5400), spell_wait(1.5)
    ('1h', '3d', '90m', '1.5s')
    """
    units = (("d", 86_400), ("h", 3600), ("m", 60))
    unit, size = next(((unit, size) for unit, size in units if seconds % size == 0), ("s", 1))
    return f"{seconds / size:g}{unit}"


def missing_entries(missing: Mapping[int, Sequence[str]]) -> str:
    """Give the sentence on entries that are missing, by shard.

    >>> missing_entries({0: ["a1"], 3: ["b2"]}).partition(":")[2].partition(" (")[0]
    ' 2 were saved as owed and are now neither owed nor settled'
    """
    ids = [id_ for of_shard in missing.values() for id_ in of_shard]
    return (
        f"Entries are missing: {plural(len(ids), 'was', 'were')} saved as owed and {'is' if len(ids) == 1 else 'are'} now neither"
        f" owed nor settled (for instance {ids[0]}): files of the state's inbox are gone. Bring them back from a copy; or run"
        " `newsbeam verify --repair`, after which the next poll brings back those that their feeds still list."
    )


def spell_command(config: str, usual: str) -> Callable[[str, str], str]:
    """Give what spells a command on a list, with the configuration where that is not the usual one.

    >>> spell_command("my.yaml", "newsbeam.yaml")("remove", "https://a.example/rss?x=1&y=2")
    "newsbeam feeds remove 'https://a.example/rss?x=1&y=2' --config my.yaml"
    """
    named = "" if config == usual else f" --config {shlex.quote(config)}"
    return lambda verb, url: f"newsbeam feeds {verb} {shlex.quote(url)}{named}"
