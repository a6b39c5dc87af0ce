"""Make the lines of the live view from a snapshot, for a terminal of any width and height."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from pipelines.live.snapshots import RunSnapshot
from pipelines.output import for_line
from pipelines.wording import plural
from transforms.web.looks import SiteLook
from transforms.web.options import STALLED_SECONDS

Style = Literal["label", "plain", "bad"]
# A line of the view: its parts, each with what it is.
Line = tuple[tuple[str, Style], ...]

LABEL = 10
# The terminal puts its ^C behind the last line.
MARGIN = 3
MOST_SITES, MOST_REASONS = 6, 6
LEAST_COLUMNS, LEAST_NAME = 20, 8


def draw(snapshot: RunSnapshot, columns: int, rows: int) -> list[Line]:
    """Give the lines, each shorter than the terminal has columns, and fewer than it has rows."""
    width = max(LEAST_COLUMNS, columns) - MARGIN
    lines = [
        _line("Feeds", _feeds(snapshot), width),
        _line("Articles", _articles(snapshot), width),
        _line("Errors", _errors(snapshot), width, "bad") if snapshot.errors else None,
        _line("Sites", _in_flight(snapshot.sites), width),
    ]
    found = [line for line in lines if line is not None]
    if snapshot.outlook:
        found.append(_line("Next", snapshot.outlook.split(", "), width))
    room = max(0, min(MOST_SITES, rows - 2 - len(found)))
    at = next(n for n, line in enumerate(found) if line[0][0].startswith("Sites")) + 1
    found[at:at] = _sites(snapshot.sites, room, width)
    return found[: max(1, rows - 1)]


def text_of(line: Line) -> str:
    """Give a line without its styles."""
    return "".join(text for text, _ in line)


def _line(label: str, parts: Sequence[str], width: int, style: Style = "plain") -> Line:
    """Give a line with as many of the parts as there is room for; the first one is cut where it has none."""
    room, said = width - LABEL, ""
    for part in parts:
        longer = f"{said}, {part}" if said else part
        if said and len(longer) > room:
            break
        said = longer
    return ((f"{label:{LABEL}}", "label"), (_cut(said, room), style))


def _cut(text: str, room: int) -> str:
    """Cut a text so that it has room.

    >>> _cut("feeds.example", 8), _cut("a.example", 20)
    ('feeds...', 'a.example')
    """
    return text if len(text) <= room else f"{text[: max(0, room - 3)]}..."[:room]


def _feeds(snapshot: RunSnapshot) -> list[str]:
    if not snapshot.polled_of and not snapshot.polled:
        return ["looking for those that are due" if snapshot.is_starting else "none was due"]
    failed = [f"{snapshot.failed} failed"] if snapshot.failed else []
    return [f"{snapshot.polled:,} of {snapshot.polled_of:,} polled", *failed]


def _articles(snapshot: RunSnapshot) -> list[str]:
    parts = [f"{snapshot.in_all:,} written", f"{snapshot.per_minute:,.0f}/min"]
    if snapshot.fetched_of:
        parts.append(f"{snapshot.fetched:,} of {snapshot.fetched_of:,} pages")
    if snapshot.owed is not None:
        parts.append(f"{snapshot.owed:,} owed")
    return parts


def _errors(snapshot: RunSnapshot) -> list[str]:
    return [f"{reason} {n:,}" for reason, n in snapshot.errors[:MOST_REASONS]]


def _in_flight(sites: Sequence[SiteLook]) -> list[str]:
    """Give how many sites are asked, and what they wait for, as far as a line has room."""
    kinds = Counter(_kind(site) for site in sites)
    resting = kinds.pop("rests", 0)
    alone = [f"{resting} left alone"] if resting else []
    if not kinds:
        return ["none is asked now", *alone]
    named = [f"{n} {_KINDS[kind]}" for kind, n in kinds.most_common()]
    return [f"{kinds.total()} in flight: {named[0]}", *named[1:], *alone]


def _kind(site: SiteLook) -> str:
    return "slow" if is_slow(site) else site.wait


_KINDS = {
    "answer": "answering",
    "robots": "for robots.txt",
    "asked": "told to wait",
    "pacing": "pacing",
    "readers": "held back",
    "slow": "slow",
}


def is_slow(site: SiteLook) -> bool:
    """Tell whether a site lets us wait for an answer for longer than sites do."""
    return site.wait in ("answer", "robots") and site.seconds > STALLED_SECONDS


def _sites(sites: Sequence[SiteLook], most: int, width: int) -> list[Line]:
    """Give the sites that are waited for most, with why: those that are slow, those that asked to wait, long queues."""
    ranked = sorted(sites, key=lambda site: (-_weight(site), -site.pages, site.seconds, site.site))
    shown = ranked[:most]
    room = width - 4 - max((len(_SAID[site.wait](site)) for site in shown), default=0)
    column = min(max(LEAST_NAME, room), max((len(site.site) for site in shown), default=0))
    return [_site(site, column, width) for site in shown]


def _weight(site: SiteLook) -> float:
    if is_slow(site):
        return 1_000.0 + site.seconds
    return 500.0 if site.wait in ("asked", "rests") else 0.0


def _site(site: SiteLook, column: int, width: int) -> Line:
    behind = [plural(n, *nouns) for n, nouns in ((site.polls, ("feed", "feeds")), (site.pages, ("page", "pages"))) if n]
    name = f"{'':2}{_cut(for_line(site.site), column):{column}}  "
    parts = [_SAID[site.wait](site), *([f"{' and '.join(behind)} behind"] if behind else [])]
    said, room = ", ".join(parts), width - len(name)
    said = said if len(said) <= room else _cut(parts[0], room)
    return ((_cut(name, width), "plain"), (said, "bad" if is_slow(site) else "plain"))


def _answer(site: SiteLook) -> str:
    return f"no answer for {spell_seconds(site.seconds)}" if is_slow(site) else "asked"


def _robots(site: SiteLook) -> str:
    return f"no robots.txt for {spell_seconds(site.seconds)}" if is_slow(site) else "robots.txt asked"


def _asked(site: SiteLook) -> str:
    return f"wants us to wait {spell_seconds(site.seconds)}"


def _pacing(site: SiteLook) -> str:
    return f"paced, {spell_seconds(site.seconds)} to go" if site.seconds >= 1 else "paced"


def _rests(site: SiteLook) -> str:
    return f"left alone for {spell_seconds(site.seconds)}"


def _readers(site: SiteLook) -> str:
    return "held back"


_SAID: dict[str, Callable[[SiteLook], str]] = {
    "answer": _answer,
    "robots": _robots,
    "asked": _asked,
    "pacing": _pacing,
    "readers": _readers,
    "rests": _rests,
}


def spell_seconds(seconds: float) -> str:
    """Give a short time in words.

    >>> spell_seconds(41.4), spell_seconds(600), spell_seconds(7300)
    ('41 s', '10 min', '2 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.0f} h"
