"""What a schedule came to: what was written compared with what is true."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
from protocol_pages import unpaged
from protocol_retries import judge_retries
from protocol_revisions import judge_revisions
from protocol_twins import untwinned
from protocol_world import World, shard_of, url_id

from transforms.pure.feeds.window import SIGHTING_DAYS
from transforms.row_files import VOID
from transforms.state.ledger import ShardLedger, read_ledger
from transforms.state.manifests import KeptFile, Manifest, current_files
from transforms.state.memory import MEMORY_DAYS, RENEW_DAYS

# What an output has beside the files of rows.
NO_ROWS = ("runs/", "parquet/", "warc/")
BAD = (
    "lost",
    "doubled",
    "unbalanced",
    "unlisted",
    "reopened",
    "unclosed",
    "overlooked",
    "alarmed",
    "forgotten",
    "stopped",
    "undone",
    "misled",
    "untwinned",
    "garbled",
    "outdated",
    "unpaged",
)


@dataclass
class Outcome:
    """What schedules came to; all but `rows` and `met` should be 0.

    lost: links that a saved poll saw, and that ended in no row. doubled: rows of an article, or failures of an entry, beyond
    the first. unbalanced: entries that are owed after all, or neither settled nor owed. unlisted: kept files that the chain of
    manifests lists never or twice. reopened: files in a day that a manifest had called complete. unclosed: chains of
    manifests that do not call the day before yesterday complete. overlooked: shards that said they had nothing to do while
    they had. alarmed: entries of which a turn said that they are missing. forgotten: turns that did not know what the turn
    before knew of the sites. stopped: owners ended by a StateError, or running in a circle. undone: rows of articles that were
    taken down. misled: articles that a reader who follows the manifests was given twice, or not at all, or of which it was not
    told that they were taken down. untwinned: files whose Parquet twin was missing when a manifest listed them, or is not
    equal to them now, and twins with rows that no file has. garbled: versions of an article that lack one, or have one twice, or
    a text that its page did not have when it was asked; and retractions beyond the first. outdated: articles whose newest version
    is not what their page says, once that has rested, or of which is not remembered what is. unpaged: rows
    that do not find their page as it came in a file that counts, files of pages that are not as they were listed, and pages that
    were taken down.
    """

    rows: int = 0
    lost: int = 0
    doubled: int = 0
    unbalanced: int = 0
    unlisted: int = 0
    reopened: int = 0
    unclosed: int = 0
    overlooked: int = 0
    alarmed: int = 0
    forgotten: int = 0
    stopped: int = 0
    undone: int = 0
    misled: int = 0
    untwinned: int = 0
    garbled: int = 0
    outdated: int = 0
    unpaged: int = 0
    met: Counter[str] = field(default_factory=Counter)

    def add(self, other: Outcome) -> None:
        for name in ("rows", *BAD):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.met.update(other.met)

    @property
    def bad(self) -> dict[str, int]:
        """What should be 0 and is not."""
        return {name: getattr(self, name) for name in BAD if getattr(self, name)}

    def __str__(self) -> str:
        return f"{self.rows} rows, " + ", ".join(f"{getattr(self, name)} {name}" for name in BAD)


def all_ledgers(world: World) -> Iterator[ShardLedger]:
    """The ledger of each shard, in order."""
    for shard in range(world.shards):
        yield read_ledger(world.state, world.output, shard)


def judge(world: World) -> Outcome:
    """Compare the files that are not void with what the feeds showed."""
    articles, failures = _read_rows(world)
    ledgers = list(all_ledgers(world))
    found = Outcome(rows=articles.total(), met=world.met)
    found.lost = sum(not _ended(world, link, articles, failures) for link in world.shown)
    found.doubled = articles.total() - len(articles)
    found.unbalanced = sum(len(ledger.owed) for ledger in ledgers) + _missing(world, ledgers)
    judge_retries(world, ledgers, articles, found)
    gone = {url_id(url) for url in world.to_go}
    found.undone = sum(n for id_, n in articles.items() if id_ in gone) + sum(id_ in gone for id_ in failures)
    judge_revisions(world, ledgers, found)
    found.misled = 0 if world.reader is None else world.reader.misled_by(articles)
    found.unlisted, found.reopened, closed = _follow_manifests(world)
    found.untwinned = world.untwinned + untwinned(world, _current(world).values())
    found.unpaged = unpaged(world, _manifests(world))
    found.unclosed = int(closed is None or closed < f"{world.now - timedelta(days=2):%Y-%m-%d}")
    for ledger in ledgers:
        world.met.update({outcome: n for outcome, n in ledger.memory.totals.items() if outcome.startswith("dropped/")})
    world.met["void file"] += sum(data == VOID for data in world.output.objects.values())
    world.met["expired"] += sum("expired" in reasons for reasons in failures.values())
    return found


def _read_rows(world: World) -> tuple[Counter[str], dict[str, list[str]]]:
    """The articles by id, and the reasons of failures by the id of their entry; failures of feeds aside."""
    articles: Counter[str] = Counter()
    failures: dict[str, list[str]] = {}
    for path, data in world.output.objects.items():
        if path.startswith(NO_ROWS) or data == VOID:
            continue
        for line in gzip.decompress(data).splitlines():
            row: dict[str, Any] = msgspec.json.decode(line)
            if path.startswith("articles/"):
                articles[row["id"]] += 1
            elif path.startswith("failures/") and row.get("id") is not None:
                failures.setdefault(row["id"], []).append(row["reason"])
    return articles, failures


def _ended(world: World, link: str, articles: Counter[str], failures: dict[str, list[str]]) -> bool:
    """Whether a link's story has an end: its article, its failure, or that its feed was removed."""
    final, last = world.final(link), world.last_entry(link)
    ids = {url_id(url) for url in (link, *world.hops(link))}
    if final in world.to_go or ids & world.let_go or any("expired" in failures.get(id_, ()) for id_ in ids):
        return True
    if url_id(final) in articles or final not in world.fails | world.retries.mended:
        return url_id(final) in articles
    # Which of them is fetched under which entry depends on the division in force at that time.
    # And a way to a page that failed before it was mended is one to a page that is known.
    several = world.is_divided or final in world.retries.mended
    return bool(ids & failures.keys()) if several else url_id(last) in failures


def _missing(world: World, ledgers: list[ShardLedger]) -> int:
    """Links that were shown, and whose entries are neither settled nor owed.

    What no poll could see for months is known to its feed's window alone, which does not park it again.
    """
    remembered = world.now - timedelta(days=MEMORY_DAYS - SIGHTING_DAYS - RENEW_DAYS - 1)
    return sum(
        at > remembered and not _is_known(ledgers[shard_of(link, world.shards)], url_id(link))
        for link, at in world.shown.items()
        if link not in world.long_unseen
    )


def _is_known(ledger: ShardLedger, id_: str) -> bool:
    return id_ in ledger.memory.settled or id_ in ledger.inbox


def _manifests(world: World) -> list[Manifest]:
    copies = [data for path, data in world.output.objects.items() if path.startswith("runs/")]
    return sorted((msgspec.json.decode(data, type=Manifest) for data in copies), key=lambda copy: copy.sequence)


def _current(world: World) -> dict[str, KeptFile]:
    return current_files(_manifests(world))


def _follow_manifests(world: World) -> tuple[int, int, str | None]:
    """For one who follows the chain: files listed never or twice, those in days called complete; the last such day."""
    listed: Counter[str] = Counter()
    replaced: Counter[str] = Counter()
    reopened, broken, before, closed = 0, 0, None, None
    for manifest in _manifests(world):
        broken += manifest.follows != before
        before = manifest.path
        listed.update(file.path for file in (*manifest.files, *manifest.archived, *manifest.rewritten))
        replaced.update(change.path for change in manifest.replaced)
        if closed is not None:
            by = {change.by for change in manifest.replaced}
            new = (*manifest.files, *(file for file in manifest.archived if file.path not in by))
            reopened += sum(_day(file.path) <= closed for file in new)
        closed = f"{manifest.complete_through}" if manifest.complete_through else None
        world.met["day closed"] += closed is not None
    begins = tuple(begin for begin in NO_ROWS if begin != "warc/")
    kept = {path for path, data in world.output.objects.items() if not path.startswith(begins) and data != VOID}
    twice = sum(n - 1 for paths in (listed, replaced) for n in paths.values())
    unlisted = len(kept ^ (listed.keys() - replaced.keys())) + len(replaced.keys() - listed.keys()) + twice
    return unlisted + broken, reopened, closed


def _day(path: str) -> str:
    """The day of a file's partition: articles/date=YYYY-MM-DD/..."""
    return path.split("/")[1].removeprefix("date=")
