"""What a person can do for a source: a sentence for each thing that is wrong with it, the worst first."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.health.sources import LEAST_ENTRIES, SourceReport
from pipelines.wording import plural
from transforms import reasons
from transforms.pure.feeds.norms import Norm
from transforms.pure.shown.display import one_line
from transforms.pure.shown.url_secrets import hide_secrets

# How a source stands: the words beside them are those of the page.
FINE, UNKNOWN, LOOK, ACT = 0, 1, 2, 3
LEVELS = {FINE: "Fine", UNKNOWN: "New", LOOK: "Look", ACT: "Act"}
LEAST_BODY_RATE = 0.7
BLOCKED_SHARE = 0.2
RESERVED_SHARE = 0.2
LEAST_SEEN_SHARE = 0.95


def judge(source: SourceReport) -> tuple[int, tuple[str, ...]]:
    """Say how a source stands, and what can be done for it."""
    found = list(_findings(source))
    if found:
        return max(level for level, _ in found), tuple(
            sentence for _, sentence in sorted(found, key=lambda one: -one[0])
        )
    is_new = source.is_configured and source.health == "new"
    return (UNKNOWN, ("It was never polled: the next ingest does it.",)) if is_new else (FINE, ())


def _findings(source: SourceReport) -> Iterator[tuple[int, str]]:
    if source.health in ("failing", "dead", "gone"):
        yield (LOOK if source.health == "failing" else ACT), _of_polls(source)
    yield from _of_volume(source)
    yield from _of_reserved(source)
    yield from _of_pages(source)
    figure = source.completeness
    if figure.share is not None and figure.share < LEAST_SEEN_SHARE:
        missed = plural(max(1, round(figure.missed)), "item was", "items were")
        yield LOOK, f"About {missed} missed in the last week: give the feed a shorter `interval`."
    if not source.is_configured and source.owed:
        owed = plural(source.owed.total(), "entry is", "entries are")
        yield LOOK, f"It is not in the configuration any more, and {owed} owed to it; `drop_owed` drops them."


def _of_polls(source: SourceReport) -> str:
    told = one_line(hide_secrets(source.last_error or ""))
    told = told.removeprefix(f"{source.url}: ").removeprefix(f"feed {source.url}: ")
    cure = cure_of(source.poll_reason) if source.poll_reason else ""
    word = {"failing": "Its last poll failed", "dead": "Its polls have failed for long", "gone": "It is gone"}
    said = f" ({told})" if told else ""
    return f"{word[source.health]}{said}. {cure or '`newsbeam feeds check` says what mends it.'}"


def _of_volume(source: SourceReport) -> Iterator[tuple[int, str]]:
    usual = _usual(source.norm)
    if source.lately == "silent" and source.is_configured:
        # Of many sources some have a quiet day by chance; one that brought nothing is another matter.
        level = LOOK if source.last_count else ACT
        see = "See in a browser whether the feed still lists what the paper publishes."
        yield level, f"Silent: it usually brings {usual}. {see}"
    if source.lately == "flooding":
        yield LOOK, f"Flooding: it usually brings {usual}. See what it lists; `keep` leaves out what you do not want."


def _usual(norm: Norm | None) -> str:
    if norm is None:
        return "another number"
    return f"about {norm.mean:.0f} on such a day" if norm.mean >= 1.5 else "one or none on such a day"


def _of_reserved(source: SourceReport) -> Iterator[tuple[int, str]]:
    offered, reserved = source.total.offered, source.total.reserved
    if reserved and reserved.total() >= RESERVED_SHARE * offered:
        code, _ = reserved.most_common(1)[0]
        of_all = f"{reserved.total()} of {plural(offered, 'article', 'articles')}"
        yield LOOK, f"{of_all} dropped as reserved ({code}). {cure_of(code)}"


def _of_pages(source: SourceReport) -> Iterator[tuple[int, str]]:
    blocked, ended = source.blocked, source.total.articles + source.total.failed
    if blocked and blocked.total() >= BLOCKED_SHARE * (ended + source.owed.total()):
        code, count = blocked.most_common(1)[0]
        yield ACT, f"{plural(count, 'page is', 'pages are')} kept from us ({code}). {cure_of(code)}"
        return
    rate = source.body_rate
    if rate is None or ended < LEAST_ENTRIES or rate >= LEAST_BODY_RATE:
        return
    failed = source.total.entries_failed
    if failed:
        code, count = failed.most_common(1)[0]
        yield LOOK, f"{count} of {ended} entries failed for {code}. {cure_of(code)}"
    else:
        yield LOOK, "Many of its articles have no text: see with `newsbeam extract --explain` what their pages show."


def cure_of(code: str) -> str:
    """Give what a person can do about a reason; empty where this version does not know it.

    >>> cure_of("hung")
    'Raise `extract.page_seconds`.'
    """
    row = reasons.row_of(code)
    return row.cure if row is not None else ""
