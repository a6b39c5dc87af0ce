"""The history of an entry or an article as lines for people; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipelines.histories.events import Event, last_end
from pipelines.histories.layout import Section, lay_out
from pipelines.histories.moments import away, moment
from pipelines.histories.records import EntryHistory, PlacedRow, RobotsMemory
from pipelines.histories.revision_lines import describe_revisions
from pipelines.wording import plural
from transforms import reasons
from transforms.records import Article, Entry, Evidence, Failure
from transforms.state.memory import FOREVER
from transforms.web.rests import HostRest

# Of what may be long, so many are shown; the others are counted.
_SHOWN = 4
_HEADLINES = {
    "written": "Written",
    "failed": "Failed for good",
    "dropped": "Dropped",
    "taken down": "Taken down",
    "settled": "Ended; how is not known any more",
    "owed": "Owed: it is parked, and not fetched yet",
    "unparked": "Between two steps of a retry: not settled any more, and not parked yet",
    "unknown": "Unknown",
}


def describe_entry(history: EntryHistory, now: datetime, columns: int) -> str:
    """Give the history in lines of at most so many columns; its address alone is never cut."""
    sections: list[Section] = [
        ("Status", list(_status(history))),
        ("Entry", list(_identity(history))),
        ("Seen", list(_seen(history))),
        ("Tries", list(_tries(history))),
        ("Way", list(_way(history))),
        ("Page", list(_page(history))),
        ("Text", list(_text(history))),
        ("Failure", list(_failure(history))),
        ("Drops", list(_drops(history))),
        ("Row", list(_rows(history))),
        *describe_revisions(history.revisions, now),
        ("Stories", list(_stories(history))),
        ("Robots", describe_robots(history.robots, history.rest, now)),
        ("Now", list(history.outlook)),
        ("Note", list(_notes(history))),
    ]
    return lay_out(history.url or history.id, sections, columns)


def _status(history: EntryHistory) -> Iterator[str]:
    end = last_end(history.events)
    headline = _HEADLINES[history.fate]
    if end is not None and history.fate not in ("owed", "unparked", "unknown", "settled"):
        why = "" if end.reason is None or history.fate == "written" else f" as `{end.reason}`"
        yield f"{headline}{why}, {moment(end.at)}, by {_place(end)}"
    elif history.fate == "owed" and history.entry is not None:
        yield f"{headline}, since {moment(history.entry.parked_at)}"
    else:
        yield headline
    if history.fate == "taken down" and end is not None and end.note:
        yield f"Reason given: {end.note}"


def _place(event: Event) -> str:
    run = f" of run {event.pass_id}" if event.pass_id else ""
    return f"commit {event.commit} of shard {event.shard}{run}"


def _identity(history: EntryHistory) -> Iterator[str]:
    where = "" if history.site is None else f", site {history.site}, shard {history.shard} of {history.shards}"
    yield f"id {history.id}{where}"
    if history.led_to is not None:
        yield f"led to {history.led_to}, the id of the page's own address"
    if history.ways:
        yield f"{plural(len(history.ways), 'other entry led', 'other entries led')} to it: {_some(history.ways)}"


def _some(values: tuple[str, ...]) -> str:
    rest = len(values) - _SHOWN
    return ", ".join(values[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


_CAME_BY = {"poll": "by a poll", "backfill": "by a back-fill", "added": "by `newsbeam add`"}


def _seen(history: EntryHistory) -> Iterator[str]:
    article = next((row.record for row in history.rows if isinstance(row.record, Article)), None)
    if history.entry is not None:
        yield from _parked(history.entry)
    elif article is not None:
        title = f' as "{article.feed.entry_title}"' if article.feed.entry_title else ""
        yield f"in {article.feed.url}{title}, {_CAME_BY[article.feed.came_by]}"
    for one in history.standings[:_SHOWN]:
        when = f"parked on {one.parked_on}" if one.parked_on else "its item was left out"
        listed = "stands in it" if one.stands else "has left it"
        removed = "" if one.is_listed else "; that feed is not polled any more"
        yield f"{one.feed_url}: {when}; it {listed}{removed}"
    again = [event.at for event in history.events if event.reason == reasons.SEEN_AGAIN]
    if again:
        yield f"seen again there {plural(len(again), 'time', 'times')} after a month, last {moment(again[-1])}"


def _parked(entry: Entry) -> Iterator[str]:
    title = f' as "{entry.title}"' if entry.title else ""
    yield f"parked {moment(entry.parked_at)}, {_CAME_BY[entry.came_by]} of {entry.feed_url}{title}"


def _tries(history: EntryHistory) -> Iterator[str]:
    tries = [event for event in history.events if event.what in ("deferred", "reopened")]
    if len(tries) > _SHOWN:
        yield f"{len(tries) - _SHOWN} earlier"
    for event in tries[-_SHOWN:]:
        if event.what == "reopened":
            yield f"{moment(event.at)}: made owed again by `newsbeam retry`"
        elif event.not_before is not None:
            until = moment(event.not_before)
            yield f"{moment(event.at)}: {event.reason}, after {_attempts(event.attempts)}; put off until {until}"
    if not tries and history.deferral is not None:
        deferral = history.deferral
        yield f"{_attempts(deferral.attempts)}, the last ended as {deferral.reason}; put off until {moment(deferral.not_before)}"
    why = reasons.row_of(history.deferral.reason) if history.deferral is not None else None
    if why is not None and history.fate == "owed":
        yield why.meaning


def _attempts(attempts: int | None) -> str:
    return plural(attempts or 0, "try", "tries") if attempts else "no try (the site was not asked)"


def _way(history: EntryHistory) -> Iterator[str]:
    """Say which way led from the feed's link to the page: hand-overs, redirects, the address that the page states."""
    came_from = history.entry.came_from if history.entry is not None else ()
    if came_from:
        yield f"handed over from site to site: {' -> '.join((*came_from, history.entry.url if history.entry else ''))}"
    for row in history.rows:
        record = row.record
        if isinstance(record, Article):
            if record.fetched_url != record.url:
                yield f"fetched from {record.fetched_url}"
            if record.canonical_url is not None and record.canonical_url != record.url:
                yield f"the page states {record.canonical_url} as its address"
        else:
            yield from (f"{hop.status} {hop.url} -> {hop.location}" for hop in record.evidence.redirects)


def _page(history: EntryHistory) -> Iterator[str]:
    for row in history.rows:
        if isinstance(row.record, Article):
            fetched = row.record.fetched
            validators = [f"{name} {value}" for name, value in _validators(fetched.etag, fetched.last_modified)]
            said = "; ".join(validators) or "no ETag, no Last-Modified"
            yield f"fetched {moment(fetched.fetched_at)}: status {fetched.status}, {fetched.bytes:,} bytes; {said}"


def _validators(etag: str | None, last_modified: str | None) -> Iterator[tuple[str, str]]:
    if etag is not None:
        yield "ETag", etag
    if last_modified is not None:
        yield "Last-Modified", last_modified


def _text(history: EntryHistory) -> Iterator[str]:
    for row in history.rows:
        record = row.record
        if not isinstance(record, Article):
            continue
        source = next((one.source for one in record.provenance if one.field == "text"), None)
        chosen = f", chosen from {source}" if source else ""
        quality = record.quality
        agreement = "" if quality.agreement is None else f"; two readings agree by {quality.agreement:.2f}"
        confidence = "" if quality.confidence is None else f"; confidence {quality.confidence:.2f}"
        flags = f"; flags: {', '.join(quality.flags)}" if quality.flags else ""
        yield f"{record.page_kind}, {record.word_count or 0:,} words{chosen}{agreement}{confidence}{flags}"


def _failure(history: EntryHistory) -> Iterator[str]:
    failures = [row.record for row in history.rows if isinstance(row.record, Failure)]
    for record in failures[-_SHOWN:]:
        tries = "" if record.attempts is None else f", after {_attempts(record.attempts)}"
        yield f"{moment(record.failed_at)}: {record.reason} (stage {record.stage}){tries}"
        yield record.message
        evidence = ", ".join(_evidence(record.evidence))
        if evidence:
            yield f"Answer: {evidence}"
    if failures and history.fate == "failed":
        yield reasons.explain(failures[-1].reason)


def _evidence(evidence: Evidence) -> Iterator[str]:
    if evidence.status is not None:
        yield f"status {evidence.status}"
    if evidence.content_type is not None:
        yield evidence.content_type
    if evidence.bytes is not None:
        yield f"{evidence.bytes:,} bytes"
    if evidence.title is not None:
        yield f'title "{evidence.title}"'
    if evidence.server is not None:
        yield f"server {evidence.server}"
    if evidence.retry_after is not None:
        yield f"Retry-After {evidence.retry_after}"


def _drops(history: EntryHistory) -> Iterator[str]:
    for event in history.events:
        if event.what != "dropped" or event.reason is None or event.reason == reasons.SEEN_AGAIN:
            continue
        row = reasons.row_of(event.reason)
        meaning = f": {row.meaning}" if row is not None else ""
        yield f"{moment(event.at)}: {event.reason}{meaning}"
        if event.led_to is not None:
            yield f"it led to {event.led_to}"


def _rows(history: EntryHistory) -> Iterator[str]:
    for row in history.rows:
        yield f"{row.path}, line {row.line}"
        if row.was is not None:
            yield f"written as {row.was}; its rows were put into another file since"
        run = _run(row)
        if run:
            yield run
    for path in history.gone:
        yield f"{path} had it; the row is there no more, taken down or dropped by `retention`"
    for path in history.doubtful:
        yield f"{path}: in doubt, of a commit that is under way or was cut short; the next ingest decides"


def _run(row: PlacedRow) -> str:
    run = row.record.run
    version = f"{row.record.schema_version}"
    if isinstance(row.record, Article):
        version += f", version {row.record.version} of the article"
    return f"schema {version}" + (f"; newsbeam {run.newsbeam_version}, run {run.id}" if run is not None else "")


def _stories(history: EntryHistory) -> Iterator[str]:
    for story in history.stories[:_SHOWN]:
        title = f' "{story.title}"' if story.title else ""
        copy = f"; a copy of {story.copy_of}" if story.copy_of is not None else ""
        yield f"{story.story_id}{title}, of {plural(story.articles, 'article', 'articles')}{copy}"


def describe_robots(robots: RobotsMemory | None, rest: HostRest | None, now: datetime) -> list[str]:
    """Say what is remembered of how a site may be asked."""
    said: list[str] = []
    if robots is not None:
        said.append(_robots(robots, now))
    if rest is not None:
        for until, why in (
            (rest.down_until, f"down: {rest.down_because}"),
            (rest.wait_until, f"asked to wait ({rest.wait_status})"),
        ):
            if until is not None and until > now:
                said.append(f"the host is left alone until {moment(until)} ({away(until, now)}), {why}")
    return said


def _robots(robots: RobotsMemory, now: datetime) -> str:
    file = f"{robots.origin}/robots.txt"
    if robots.verdict == "ignored":
        return "not asked for, since `web.respect_robots` is off"
    if robots.until is None:
        return f"nothing is remembered of {file} now; it is read before the next request"
    answer = "no answer" if robots.status is None else f"status {robots.status}"
    until = f"as {file} was read ({answer}), until {moment(robots.until)} ({away(robots.until, now)})"
    if robots.verdict == "unreadable":
        return f"nothing may be fetched for now, {until}: {robots.problem or 'it could not be read'}"
    delay = "" if robots.crawl_delay_seconds is None else f"; crawl-delay {robots.crawl_delay_seconds:g} s"
    return f"{'allowed' if robots.verdict == 'allowed' else 'denied'}, {until}{delay}"


def _notes(history: EntryHistory) -> Iterator[str]:
    if history.settled_on is not None and history.settled_on != FOREVER:
        yield f"settled, and last seen on {history.settled_on}"
    if history.known_since is not None and not history.rows:
        yield (
            f"what ended before {moment(history.known_since)} was not recorded by id; {plural(history.searched, 'file', 'files')}"
            " of rows searched instead"
        )
    if history.fate == "unknown" and history.known_since is None and not history.searched:
        yield "an address that only a page's redirect had is found by `--scan`, which reads all rows"
