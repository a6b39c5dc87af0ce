"""What would happen now to an entry that is as it is remembered, in sentences; pure, with the clock passed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from pipelines.config.config import Config
from pipelines.histories.events import last_end
from pipelines.histories.moments import away, moment
from pipelines.histories.records import EntryHistory, RobotsMemory
from transforms import reasons
from transforms.pure.feeds.keep_rules import Keep
from transforms.pure.net.urls import site_of, url_id
from transforms.records import Failure, Feed
from transforms.state.log import Deferral, has_new_terms, may_try
from transforms.state.memory import FOREVER, MEMORY_DAYS, RETRY_DAYS
from transforms.state.waits import is_long
from transforms.web.rests import HostRest
from transforms.web.terms import terms_of


def foresee_entry(history: EntryHistory, config: Config, now: datetime, config_path: str) -> Iterator[str]:
    """Say what would happen now: asked for when, refused by which rule, never again.

    `config_path` is where the configuration lies, for commands that help.
    """
    if history.fate == "taken down":
        yield "Never written again: it was taken down. An entry that leads to it is dropped as `forgotten`."
    elif history.fate == "unparked":
        yield "A retry has begun to make it owed again, and was cut short, or is at work: run `newsbeam retry` again."
    elif history.fate == "owed":
        yield from _owed(history, config, now)
    elif history.fate == "unknown":
        yield from _unknown(history, config, config_path)
    else:
        yield from _ended(history, now, config_path)


def _ended(history: EntryHistory, now: datetime, config_path: str) -> Iterator[str]:
    end = {"written": "it is written", "failed": "it has failed for good", "dropped": "it was dropped"}
    why = end.get(history.fate, "it has ended")
    if history.settled_on is None:
        days = f"{MEMORY_DAYS} days"
        yield (
            f"The state has forgotten it, since nothing has led to it for more than {days}: a feed that lists it again brings it"
            " again" + (", under the same id." if history.fate == "written" else ".")
        )
    else:
        until = _day(history.settled_on) + timedelta(days=MEMORY_DAYS)
        yield f"Nothing: {why}. It is remembered until {until:%Y-%m-%d}, and longer while a feed lists it."
    has_failure = any(isinstance(row.record, Failure) for row in history.rows)
    if history.fate == "failed" or (history.fate == "dropped" and has_failure):
        yield _retry(history, now, config_path)
    reason = last.reason if (last := last_end(history.events)) is not None else None
    if history.fate == "dropped" and reason is not None and (row := reasons.row_of(reason)) is not None:
        yield row.cure


def _retry(history: EntryHistory, now: datetime, config_path: str) -> str:
    failed_at = (
        max(row.record.failed_at for row in history.rows if isinstance(row.record, Failure))
        if any(isinstance(row.record, Failure) for row in history.rows)
        else None
    )
    if failed_at is None:
        return "Without its row it cannot be retried."
    last = failed_at + timedelta(days=RETRY_DAYS)
    if last < now:
        return f"It failed more than {RETRY_DAYS} days ago, and cannot be retried."
    return f"Until {last:%Y-%m-%d} `newsbeam retry {config_path} --id {history.id}` makes it owed again."


def _owed(history: EntryHistory, config: Config, now: datetime) -> Iterator[str]:
    entry, deferral, terms = history.entry, history.deferral, terms_of(config.web)
    assert entry is not None
    active = {url_id(feed.url) for feed in config.active_feeds}
    if config.drop_owed and entry.came_by == "poll" and url_id(entry.feed_url) not in active:
        yield "The next turn drops it as `feed_removed`, since its feed is not listed any more and `drop_owed` is on."
        return
    expires = entry.parked_at + timedelta(days=config.fetch.expire_days)
    if expires <= now:
        tried = " It is asked for a last time before." if deferral is not None and deferral.refusals else ""
        yield f"The next turn ends it: it has been owed for more than {config.fetch.expire_days:g} days.{tried}"
        return
    if deferral is not None and not may_try(deferral, terms, now):
        yield f"It is asked for again from {moment(deferral.not_before)} on ({away(deferral.not_before, now)})."
    elif deferral is not None and has_new_terms(deferral, terms) and deferral.not_before > now:
        yield f"The next turn asks for it again, sooner than planned: the configuration has changed on {deferral.reason}."
    else:
        yield "The next turn asks for it."
    yield from _obstacles(history.robots, history.rest, now)
    yield from _helps(deferral)
    yield f"If nothing brings it, it fails on {expires:%Y-%m-%d}, after {config.fetch.expire_days:g} days."


def _helps(deferral: Deferral | None) -> Iterator[str]:
    row = reasons.row_of(deferral.reason) if deferral is not None else None
    if deferral is None or row is None:
        return
    noticed = " The next turn notices such a change." if is_long(deferral) and deferral.terms else ""
    yield row.cure if row.cure.startswith("Nothing to do") else f"What helps: {row.cure}{noticed}"


def _obstacles(robots: RobotsMemory | None, rest: HostRest | None, now: datetime) -> Iterator[str]:
    """Say what would keep a request from being made, by what is remembered of the site."""
    if robots is not None and robots.verdict == "denied":
        yield "It would be refused: the site's robots.txt, as remembered, does not allow it (`robots_denied`)."
    if robots is not None and robots.verdict == "unreadable":
        yield "It would be put off: the site's robots.txt could not be read (`robots_unreachable`)."
    moments = () if rest is None else (rest.down_until, rest.wait_until)
    until = max((at for at in moments if at is not None), default=None)
    if rest is not None and until is not None and until > now:
        why = "was found down" if rest.down_until == until else "has asked us to wait"
        yield f"Its host {why}, and is left alone until {moment(until)}."


def _unknown(history: EntryHistory, config: Config, config_path: str) -> Iterator[str]:
    if history.url is None:
        yield "Neither the state nor the rows that were read know this id."
        return
    yield f"No feed has brought it yet; `newsbeam add {config_path} {history.url}` makes it owed."
    near = [feed for feed in config.feeds if site_of(feed.url) == history.site]
    yield _could_bring(near, history.site or "")
    pattern = find_pattern(config.poll.keep, history.url)
    if pattern is not None:
        yield f"A feed's item with this address would be dropped as `url_pattern`: {pattern}."
    if any(standing.parked_on is None for standing in history.standings):
        yield "Its feed lists it, and the item was left out at that poll (`first_poll`, `keep`): a poll brings no item twice."
    if history.robots is not None and history.robots.verdict == "denied":
        yield "The site's robots.txt, as remembered, does not allow us to fetch it: it would wait as `robots_denied`."


def _could_bring(near: Iterable[Feed], site: str) -> str:
    active = [feed.url for feed in near if feed.enabled]
    if not active:
        return f"No feed of {site} is configured; one of another site may list it."
    shown = ", ".join(active[:3]) + (f" and {len(active) - 3} more" if len(active) > 3 else "")
    return f"Of this site these feeds are polled: {shown}."


def find_pattern(keep: Keep, url: str) -> str | None:
    """Say which rule of the configuration leaves an address out; None where none does.

    >>> find_pattern(Keep(url_exclude=("/sport/",)), "https://valley.example/sport/1")
    'it matches `/sport/` of `keep.url_exclude`'
    """
    excluded = next((pattern for pattern in keep.url_exclude if re.search(pattern, url)), None)
    if keep.url_include and not any(re.search(pattern, url) for pattern in keep.url_include):
        return "it matches no pattern of `keep.url_include`"
    return None if excluded is None else f"it matches `{excluded}` of `keep.url_exclude`"


def _day(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day if day != FOREVER else "9000-01-01"), time(), UTC)
