"""Take articles down: their rows, the failures of their entries, what is owed of them; their ids are never written again.

First the ids become settled for ever, in each shard that may meet them. Then files are replaced by such without the rows. So
whoever is interrupted runs the same again, and finds what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from transforms import reasons
from transforms.pure.net.urls import shard_of, site_of, url_id
from transforms.row_files import pack
from transforms.state.changes import Forgotten, Replaced
from transforms.state.documents import load_feed, load_sites, save_feed, save_sites
from transforms.state.inbox import read_inbox
from transforms.state.log import read_log
from transforms.state.manifests import KeptFile
from transforms.state.memory import Memory, add_up, still_owed
from transforms.state.owner import Owner
from transforms.state.page_takedowns import PageTakedown
from transforms.state.part_names import part_name
from transforms.state.rewriting import Draft, NewFile, Rewriter
from transforms.state.storage import side_by_side

# So many files are replaced by one commit: their bytes are in memory together.
FILES_A_COMMIT = 16
_ALL = 1_000_000_000


class Target(Struct, frozen=True, kw_only=True):
    """What is to be taken down: articles with some ids, or all of a site (a registrable domain); one of the two is given."""

    ids: frozenset[str] = frozenset()
    site: str | None = None

    def takes(self, ids: Iterable[str], addresses: Iterable[str]) -> bool:
        """Tell whether what has these ids and addresses is meant.

        >>> Target(site="valley.example").takes([], ["https://www.valley.example/flood"])
        True
        """
        if self.site is not None:
            return any(site_of(address) == self.site for address in addresses)
        return not self.ids.isdisjoint(ids) or any(url_id(address) in self.ids for address in addresses)


class Forgot(Struct, kw_only=True):
    """What was taken down: rows of all kinds, pages as they came, entries that were owed, files replaced.

    `later` are later versions of articles, and retractions. `ids` are never written again.
    """

    articles: int = 0
    later: int = 0
    failures: int = 0
    pages: int = 0
    owed: int = 0
    files: int = 0
    ids: frozenset[str] = frozenset()

    def __add__(self, other: Forgot) -> Forgot:
        """Give both together."""
        return Forgot(
            articles=self.articles + other.articles,
            later=self.later + other.later,
            failures=self.failures + other.failures,
            pages=self.pages + other.pages,
            owed=self.owed + other.owed,
            files=self.files + other.files,
            ids=self.ids | other.ids,
        )


class _ParkedEntry(Struct):
    id: str
    url: str


class _Row(Struct):
    """What of a row says which article it is about."""

    id: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    fetched_url: str | None = None
    subject: str | None = None
    entry: _ParkedEntry | None = None

    def ids(self) -> set[str]:
        entry = self.entry.id if self.entry is not None else None
        return {id_ for id_ in (self.id, entry) if id_ is not None}

    def addresses(self) -> set[str]:
        entry = self.entry.url if self.entry is not None else None
        found = (self.url, self.canonical_url, self.fetched_url, self.subject, entry)
        return {address for address in found if address is not None}


# The rows of a file that are meant, by their numbers.
_Hits = dict[int, _Row]


class Takedown:
    """One taking down. `url` is what the target's ids were made from, if it was; `reason` is for the manifests."""

    def __init__(
        self, rewriter: Rewriter, target: Target, *, url: str | None = None, reason: str | None = None
    ) -> None:
        self._rewriter, self._url, self._reason = rewriter, url, reason
        self._target = replace(target, ids=target.ids | self._led_to(target.ids))
        self._scanned: dict[str, _Hits] = {}

    def find(self) -> Forgot:
        """Say what would be taken down, and change nothing."""
        found = Forgot(ids=frozenset().union(*self._ids_by_shard()))
        for file, hits in self._hits(self._rewriter.files().values()):
            found += _count(file, hits)
        for shard in range(self._rewriter.shards):
            memory = self._memory(shard)
            found.owed += sum(still_owed(memory, id_) for id_ in self._parked(shard, set()))
        taken = self._pages(found.ids).find()
        return found + Forgot(pages=taken.pages, files=taken.files)

    def run(self) -> Forgot:
        """Take it down; what of it was taken down before is not counted.

        Raises: StateError where another process is at work: run again, it finds what is left.
        """
        done = Forgot()
        self._rewriter.publish()  # Rows that are committed and not listed yet are meant, too.
        by_shard = self._ids_by_shard()
        for shard, ids in enumerate(by_shard):
            drafts = _Drafts()
            if self._rewriter.commit(shard, partial(self._tombstones, drafts, ids)):
                done += drafts.last
        self._clean_advice(done.ids.union(*by_shard))
        for shard in range(self._rewriter.shards):
            drafts = _Drafts()
            while self._rewriter.commit(shard, partial(self._without, drafts)):
                done += drafts.last
        # Of all that was ever taken down: whoever was interrupted here runs the same again.
        gone = frozenset().union(*(self._memory(shard).forgotten for shard in range(self._rewriter.shards)))
        taken = self._pages(gone).run()
        return done + Forgot(pages=taken.pages, files=taken.files)

    def _pages(self, ids: frozenset[str]) -> PageTakedown:
        """Give what takes the pages out that are meant, or have one of these ids."""
        ids = ids | self._target.ids

        def takes(found: set[str], addresses: set[str]) -> bool:
            return not ids.isdisjoint(found) or self._target.takes((), addresses)

        return PageTakedown(self._rewriter, takes)

    def _memory(self, shard: int) -> Memory:
        return add_up(read_log(self._rewriter.state, shard), lambda path, planned: None)

    def _led_to(self, ids: frozenset[str]) -> set[str]:
        """Give the articles to which entries with these ids led."""
        found = (self._memory(shard).aliases.get(id_) for shard in range(self._rewriter.shards) for id_ in ids)
        return {id_ for id_ in found if id_ is not None}

    def _hits(self, files: Iterable[KeptFile]) -> Iterator[tuple[KeptFile, _Hits]]:
        """Give the files that have rows that are meant, with those rows; a file is read once."""
        files = list(files)
        unread = [file for file in files if file.path not in self._scanned]
        for file, hits in zip(unread, side_by_side(self._rewriter.output, self._scan, unread), strict=True):
            self._scanned[file.path] = hits
        return ((file, self._scanned[file.path]) for file in files if self._scanned[file.path])

    def _scan(self, file: KeptFile) -> _Hits:
        rows = (msgspec.json.decode(line, type=_Row) for line in self._rewriter.read(file))
        return {number: row for number, row in enumerate(rows) if self._target.takes(row.ids(), row.addresses())}

    def _ids_by_shard(self) -> list[set[str]]:
        """Give the ids to forget in each shard: those of all rows that are meant, by their addresses."""
        shards = self._rewriter.shards
        found: list[set[str]] = [set() for _ in range(shards)]
        rows = [row for _, hits in self._hits(self._rewriter.files().values()) for row in hits.values()]
        known = [(row.addresses(), row.ids()) for row in rows if row.ids()]
        if self._url is not None:
            known.append(({self._url}, set(self._target.ids)))
        for addresses, ids in known:
            for address in addresses:
                found[shard_of(address, shards)] |= ids | set(map(url_id, addresses))
        return found

    def _parked(self, shard: int, ids: set[str]) -> set[str]:
        """Give the ids of entries that stand in a shard's inbox, and are meant or have one of these ids."""
        entries = read_inbox(self._rewriter.state, shard)
        return {entry.id for entry in entries if entry.id in ids or self._target.takes([entry.id], [entry.url])}

    def _asked_again(self, memory: Memory) -> set[str]:
        """Give articles that are asked for again, and are meant: after a division that may be another shard than the rows'."""
        known = memory.rechecks.values()
        return {one.id for one in known if self._target.takes((one.id, one.entry.id), (one.url, one.entry.url))}

    def _tombstones(self, drafts: _Drafts, ids: set[str], owner: Owner, _: list[KeptFile]) -> Draft | None:
        parked = self._parked(owner.shard, ids)
        ids = ids | parked | self._asked_again(owner.memory)
        ids |= {id_ for id_, to in owner.memory.aliases.pairs() if to in ids}
        new = sorted(ids - owner.memory.forgotten)
        if not new:
            return None
        owed = sorted(id_ for id_ in parked if still_owed(owner.memory, id_))
        if owed:
            owner.take_up(_ALL)  # Their inbox files are deleted once all in them is settled.
        drafts.last = Forgot(ids=frozenset(new), owed=len(owed))
        return Draft(
            forgotten=[Forgotten(id=id_, reason=self._reason) for id_ in new],
            dropped={reasons.FORGOTTEN: owed} if owed else {},
        )

    def _without(self, drafts: _Drafts, owner: Owner, files: list[KeptFile]) -> Draft | None:
        """Draft files without the rows that are meant."""
        draft, drafts.last = Draft(), Forgot()
        for k, (file, hits) in enumerate(islice(self._hits(files), FILES_A_COMMIT)):
            lines = [line for number, line in enumerate(self._rewriter.read(file)) if number not in hits]
            by = None
            if lines:
                name = part_name(self._rewriter.pass_id, owner.shard, owner.attempt, owner.commits, k)
                by = f"{file.path.rpartition('/')[0]}/{name}"
                draft.files[by] = NewFile(pack(by, lines), len(lines), file.parquet is not None)
            draft.replaces.append(Replaced(path=file.path, by=by, removed=tuple(sorted(hits))))
            # Said again: who follows manifests may have read these rows since their ids became tombstones.
            ids = sorted({row.id for row in hits.values() if row.id is not None})
            draft.forgotten.extend(Forgotten(id=id_, reason=self._reason) for id_ in ids)
            drafts.last += _count(file, hits)
        return draft if draft.replaces else None

    def _clean_advice(self, ids: frozenset[str]) -> None:
        """Take the addresses out of what is remembered of feeds, and what a site's pages repeat out of what is of the site.

        A turn under way may put its own copy back; where an item still stands in its feed it comes back, too. Neither is written.
        """
        state = self._rewriter.state
        for shard in range(self._rewriter.shards):
            for name in state.names(f"feeds/{shard}"):
                feed_id = name.removesuffix(".json")
                feed = load_feed(state, shard, feed_id, "")
                seen = tuple(item for item in feed.window.seen if item.id not in ids)
                if len(seen) < len(feed.window.seen):
                    save_feed(state, shard, feed_id, replace(feed, window=replace(feed.window, seen=seen)))
            sites = load_sites(state, shard)
            if self._target.site is not None and sites.repeats.pop(self._target.site, None) is not None:
                save_sites(state, shard, sites)


class _Drafts(Struct):
    """What the last draft would take down: the one that was committed is the last."""

    last: Forgot = field(default_factory=Forgot)


def _count(file: KeptFile, hits: _Hits) -> Forgot:
    kind, n = file.path.partition("/")[0], len(hits)
    articles, failures = n * (kind == "articles"), n * (kind == "failures")
    return Forgot(articles=articles, failures=failures, later=n - articles - failures, files=1)
