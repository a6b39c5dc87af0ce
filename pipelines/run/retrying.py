"""The command `newsbeam retry`: what failed is owed again, and the next ingest asks for it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.run.errors import Refused
from pipelines.version import VERSION
from transforms import reasons
from transforms.clock import Clock, utc_now
from transforms.pure.net.urls import site_of, url_id
from transforms.pure.shown.url_secrets import HIDDEN, secrets_of, without_secrets
from transforms.records import Entry, Feed
from transforms.state.chain import publish_manifests
from transforms.state.failures import FailedEntry, Failures, Wanted, read_failures
from transforms.state.retries import Retried, Retrying
from transforms.state.roots import claim, require


class RetryChoice(Struct, frozen=True, kw_only=True):
    """What the command line asks for: values as they were typed, none for all."""

    reasons: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    since: date | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """What was read of the failures, and what became of those that were chosen."""

    failures: Failures
    retried: Retried
    dry_run: bool


def retry(config: Config, choice: RetryChoice, dry_run: bool, clock: Clock = utc_now) -> Outcome:
    """Park the chosen failures again; only look, with `dry_run`.

    Raises: Refused where a choice names what there is not; StateError where there is no state yet, or another process
    commits all the time.
    """
    roots = config.roots
    require(roots)
    wanted = _wanted(choice)
    if not dry_run:
        claim(roots, clock())
    state, output = roots.open()
    failures = read_failures(output, wanted)
    _check(choice, failures, {feed.url for feed in config.feeds})
    retrying, chosen = Retrying(state, output, roots.shards, clock), restored(failures, config.feeds)
    if dry_run:
        return Outcome(failures=failures, retried=retrying.look(chosen), dry_run=True)
    retried = retrying.run(chosen)
    if retried.parked:
        now = clock()
        publish_manifests(state, output, roots.shards, f"retry-{now:%Y%m%dT%H%M%SZ}", VERSION, now)
    return Outcome(failures=failures, retried=retried, dry_run=False)


def restored(failures: Failures, feeds: Iterable[Feed]) -> list[FailedEntry]:
    """Give the failures that were chosen with the secrets of their feeds' addresses, which rows are written without."""
    by_shown: dict[str, list[str]] = {}
    for feed in feeds:
        by_shown.setdefault(without_secrets(feed.url), []).append(feed.url)
    return [
        replace(failed, entry=_restored(failed.entry, by_shown.get(failed.entry.feed_url, [])))
        for failed in failures.wanted.values()
    ]


def _restored(entry: Entry, feed_urls: Sequence[str]) -> Entry:
    """Give an entry with a secret of its feed in place of the mark: the one with which its URL has its id."""
    if not feed_urls or entry.feed_url in feed_urls:
        return entry
    for feed_url in feed_urls:
        for value in secrets_of(feed_url) if HIDDEN in entry.url else ():
            url = entry.url.replace(HIDDEN, value)
            if url_id(url) == entry.id:
                return replace(entry, url=url, link=entry.link.replace(HIDDEN, value), feed_url=feed_url)
    return replace(entry, feed_url=feed_urls[0])


def _wanted(choice: RetryChoice) -> Wanted:
    for reason in choice.reasons:
        row = reasons.row_of(reason)
        if row is None:
            codes = [code for code, row in reasons.TABLE.items() if _ends_for_good(row)]
            raise _unknown(f"--reason {reason}: no such reason", reason, codes, "docs/records.md lists them all")
        if not _ends_for_good(row):
            raise Refused(f"--reason {reason}: no entry fails for this reason, so there is nothing to retry")
    try:
        sites = frozenset(site_of(site) for site in choice.sites)
    except ValueError as error:
        raise Refused(f"--site: {error}; name one like paper.example") from error
    return Wanted(
        reasons=frozenset(choice.reasons),
        feeds=frozenset((*choice.feeds, *map(without_secrets, choice.feeds))),
        ids=frozenset(choice.ids),
        sites=sites,
        since=choice.since,
    )


def _ends_for_good(row: reasons.Row) -> bool:
    return bool({"failure", "refusal", "recorded drop"} & set(row.ends.kinds))


def _check(choice: RetryChoice, failures: Failures, configured: Collection[str]) -> None:
    """Refuse a feed or an id that nothing knows: it is misspelt, or of another output."""
    feeds = failures.feeds | set(configured) | set(map(without_secrets, configured))
    for feed in choice.feeds:
        if feed not in feeds:
            problem = f"--feed {feed}: neither the configuration nor a failure names this feed"
            raise _unknown(problem, feed, feeds, "`newsbeam check` lists the feeds")
    since = "" if choice.since is None else f" since {choice.since}"
    cure = "the ids of what failed stand in the field `id` of the files below failures/"
    for id_ in choice.ids:
        if id_ not in failures.ids:
            raise _unknown(f"--id {id_}: no entry with this id failed{since}", id_, failures.ids, cure)


def _unknown(problem: str, word: str, words: Iterable[str], cure: str) -> Refused:
    near = difflib.get_close_matches(word, list(words), n=1)
    return Refused(f"{problem}; did you mean {near[0]}?" if near else f"{problem}; {cure}")
