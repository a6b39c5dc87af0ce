"""Articles that are asked for again in the simulation: pages that change or go, what is heard of them, what has to hold."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec.structs import asdict, replace
from protocol_world import World, url_id

from transforms.moments import Moment
from transforms.pure.revisions.digests import comparable_digest
from transforms.pure.revisions.due import after_answer, after_change, after_gone, is_gone, put_off
from transforms.rechecks import Recheck, RevisionOptions
from transforms.records import Article
from transforms.revision_records import ArticleRevision, Changes, Retraction
from transforms.row_files import VOID
from transforms.state.ledger import ShardLedger
from transforms.turns import Rechecked, Retracted, Revised

if TYPE_CHECKING:
    from protocol_outcome import Outcome

# Articles are asked for again in each second schedule, among them those in which the dataset is kept.
REVISED_EVERY = 2
_HOURS = (1, 3, 6, 12, 24, 36)
LAST_CHECK_DAYS = 90
REVISIONS = RevisionOptions(checks=tuple(3600.0 * h for h in (*_HOURS, *range(48, LAST_CHECK_DAYS * 24 + 1, 48))))
# What happens to pages in a tick, by chance of its own.
_REVISED_SHARE, _WITHDRAWN_SHARE = 0.06, 0.004
# An answer that came at a turn's end, and is handed on in the next turn of the process.
_LATE_SHARE, _NOT_ASKED_SHARE = 0.25, 0.1

Answer = Rechecked | Revised | Retracted

REVISION_RULES: Final = {
    "recheck_known": "what comes of asking for an article again counts only while the log says what it began with",
    "recheck_forgotten": "an article that was taken down is asked for again no more",
    "recheck_kept": "what is remembered of an article that is asked for again advances with its file, and not where that is void",
    "recheck_moved": "where a file is replaced, what is remembered of its articles names the file that has their rows now",
}


@dataclass
class Pages:
    """What stands at addresses: the texts of each with the moments from which on it had them, and those that are gone.

    `rng` is theirs alone, so that a schedule without revisions stays as it is.
    """

    rng: random.Random
    texts: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def text(self, url: str, now: datetime) -> str:
        """What an address says now."""
        return self.texts.setdefault(url, [(datetime.min.replace(tzinfo=now.tzinfo), "The dam has 1 gate.")])[-1][1]

    def revise(self, url: str, now: datetime) -> None:
        """Another text is put at an address."""
        self.text(url, now)
        self.texts[url].append((now, f"The dam has {len(self.texts[url]) + 1} gates."))

    def had(self, url: str, text: str, at: datetime) -> bool:
        """Whether an address had a text at some time within the second of a moment."""
        texts = self.texts[url]
        ends = [*(since for since, _ in texts[1:]), datetime.max.replace(tzinfo=at.tzinfo)]
        spans = zip(texts, ends, strict=True)
        return any(text == said and since < at + timedelta(seconds=1) and at <= end for (since, said), end in spans)

    def change_some(self, world: World) -> None:
        """Perhaps a page is changed or withdrawn."""
        finals = sorted(world.born)
        chance = self.rng.random()
        if finals and chance < _REVISED_SHARE:
            self.revise(self.rng.choice(finals), world.now)
            world.met["page changed"] += 1
        elif finals and chance < _REVISED_SHARE + _WITHDRAWN_SHARE:
            self.withdrawn.add(self.rng.choice(finals))
            world.met["page withdrawn"] += 1


def is_due_now(world: World, recheck: Recheck) -> bool | None:
    """Whether an article is asked for in this turn (True), at its end (None), or not at all any more."""
    chance = world.pages.rng.random() if world.faulty else 1.0
    return None if chance < _LATE_SHARE else chance >= _LATE_SHARE + _NOT_ASKED_SHARE


def ask_again(world: World, before: Recheck, article: Article) -> Answer:
    """The element that asking for an article again gives, at whose address `article` stands now."""
    now, checks = world.now, REVISIONS.checks
    world.met["asked again"] += 1
    if before.url in world.flaky and world.faulty:
        return Rechecked(before, put_off(before, now, checks, timedelta(minutes=30)), "put_off")
    if before.url in world.pages.withdrawn:
        after = after_gone(before, 404, now)
        if not is_gone(after):
            return Rechecked(before, after, "gone_once")
        answers = {"answers": after.gone, "version": before.version, "retracted_at": now}
        return Retracted(before, Retraction(id=before.id, url=before.url, site="example", because="gone", **answers))  # type: ignore[arg-type]
    if comparable_digest(article) == before.digest:
        return Rechecked(before, after_answer(before, now, checks, article), "unchanged")
    said = asdict(article) | {"version": before.version + 1, "previous_version": before.version}
    revision = ArticleRevision(**said, changes=Changes(fields=("text",)), significance="edit")
    return Revised(before, after_change(before, now, checks, article), revision)


class _Row(msgspec.Struct):
    """What of a row counts here."""

    id: str
    url: str = ""
    version: int = 1
    text: str = ""
    fetched: dict[str, Any] = {}
    retracted_at: Moment | None = None
    path: str = ""

    @property
    def fetched_at(self) -> datetime:
        return msgspec.convert(self.fetched["fetched_at"], Moment)


def judge_revisions(world: World, ledgers: list[ShardLedger], found: Outcome) -> None:
    """Compare the versions of each article with what its page said, and what is remembered with both."""
    if world.pages is None:
        return
    rows, retracted = _read(world)
    gone = {url_id(url) for url in world.to_go}
    found.undone += sum(id_ in gone for id_ in retracted) + sum(
        row.version > 1 for id_ in gone for row in rows.get(id_, ())
    )
    found.garbled += sum(n - 1 for n in retracted.values())
    known: dict[str, list[Recheck]] = {}
    for ledger in ledgers:
        for recheck in ledger.memory.rechecks.values():
            known.setdefault(recheck.id, []).append(recheck)
    for id_, versions in rows.items():
        if id_ in gone:
            continue
        world.met["revised"] += len(versions) - 1
        found.garbled += [row.version for row in versions] != list(range(1, len(versions) + 1))
        found.garbled += sum(not world.pages.had(row.url, row.text, row.fetched_at) for row in versions)
        found.outdated += _is_outdated(world, versions, known.get(id_, []), id_ in retracted)
    world.met["retracted"] += len(retracted)


def _is_outdated(world: World, versions: list[_Row], known: list[Recheck], is_retracted: bool) -> bool:
    """Whether the newest version is not what its page says, or nothing more would be asked although checks are left."""
    newest, since = versions[-1], versions[0].fetched_at
    if is_retracted:
        return bool(known)
    if world.now >= since + timedelta(days=LAST_CHECK_DAYS - 2):
        return len(known) > 1
    if len(known) != 1 or known[0].version != newest.version:
        return True
    # After a division another shard may have put the file together with others.
    is_elsewhere = known[0].file != newest.path and not world.is_divided
    is_withdrawn = newest.url in world.pages.withdrawn
    return is_elsewhere or (not is_withdrawn and newest.text != world.pages.text(newest.url, world.now))


def _read(world: World) -> tuple[dict[str, list[_Row]], Counter[str]]:
    """The versions of each article, and how often it was retracted."""
    rows: dict[str, list[_Row]] = {}
    retracted: Counter[str] = Counter()
    for path, data in world.output.objects.items():
        kind = path.partition("/")[0]
        if kind not in ("articles", "revisions", "retractions") or data == VOID:
            continue
        for line in gzip.decompress(data).splitlines():
            row = replace(msgspec.json.decode(line, type=_Row), path=path)
            if kind == "retractions":
                retracted[row.id] += 1
            else:
                rows.setdefault(row.id, []).append(row)
    for versions in rows.values():
        versions.sort(key=lambda row: row.version)
    return rows, retracted


def is_to_be_asked(ledger: ShardLedger, since: datetime) -> datetime | None:
    """When the last article of a shard is due that was not asked for since a moment; None where all were."""
    return max((one.next_at for one in ledger.memory.rechecks.values() if one.seen_at <= since), default=None)
