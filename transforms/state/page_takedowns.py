"""Take pages as they came out of the WARC files that hold them: of articles that are taken down nothing may be left.

With them go the documents of feeds that speak of such an article: they may hold its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from msgspec import Struct

from transforms.pure.net.urls import clean, url_id
from transforms.state.changes import Replaced
from transforms.state.manifests import KeptFile
from transforms.state.owner import Owner
from transforms.state.part_names import part_name, part_shard, warc_name
from transforms.state.rewriting import Draft, NewFile, Rewriter
from transforms.warc.blanking import blank, with_copies
from transforms.warc.mentions import addresses_in
from transforms.warc.reading import AsideSpan, PageSpan, read_asides, read_spans

# So many files are replaced by one commit: their bytes are in memory together.
FILES_A_COMMIT = 4

# Tells whether a page with some ids, of its entry and its addresses, and some addresses is meant.
Takes = Callable[[set[str], set[str]], bool]


class PagesTaken(Struct):
    """How many pages and other documents a commit takes out, and of how many files."""

    pages: int = 0
    files: int = 0


class PageTakedown:
    """Takes pages out of WARC files; `takes` says which."""

    def __init__(self, rewriter: Rewriter, takes: Takes) -> None:
        self._rewriter, self._takes = rewriter, takes

    def find(self) -> PagesTaken:
        """Say how much would be taken out, and change nothing."""
        found = list(self._meant(self._rewriter.archives().values()))
        return PagesTaken(sum(len(pages) + len(others) for _, _, pages, others in found), len(found))

    def run(self) -> PagesTaken:
        """Take the pages out, and say how many. Raises: StateError where another process is at work."""
        done = PagesTaken()
        for shard in range(self._rewriter.shards):
            last = PagesTaken()
            while self._rewriter.commit(shard, lambda owner, _, last=last: self._without(owner, last)):  # type: ignore[misc]
                done.pages, done.files = done.pages + last.pages, done.files + last.files
        return done

    def _meant(self, files: Iterable[KeptFile]) -> Iterator[tuple[KeptFile, bytes, list[PageSpan], list[AsideSpan]]]:
        """Give the files that hold what is meant, with their bytes, those pages and those other answers."""
        for file in files:
            data = self._rewriter.read_bytes(file)
            spans = list(read_spans(data))
            pages = with_copies(spans, [span for span in spans if self._takes(*_known(span))])
            others = [one for one in read_asides(data) if self._takes(*_mentioned(one))]
            if pages or others:
                yield file, data, pages, others

    def _without(self, owner: Owner, last: PagesTaken) -> Draft | None:
        """Draft files without the pages that are meant."""
        draft, last.pages, last.files = Draft(), 0, 0
        shards = self._rewriter.shards
        own = [file for file in self._rewriter.archives().values() if part_shard(file.path) % shards == owner.shard]
        for k, (file, data, pages, others) in enumerate(islice(self._meant(own), FILES_A_COMMIT)):
            name = part_name(self._rewriter.pass_id, owner.shard, owner.attempt, owner.commits, k)
            by = f"{file.path.rpartition('/')[0]}/{warc_name(name)}"
            draft.files[by] = NewFile(blank(data, [*pages, *others]), file.rows - len(pages), False)
            draft.replaces.append(Replaced(path=file.path, by=by))
            last.pages, last.files = last.pages + len(pages) + len(others), last.files + 1
        return draft if draft.replaces else None


def _known(span: PageSpan) -> tuple[set[str], set[str]]:
    entry = span.kept.entry
    addresses = {*span.addresses, span.kept.fetched_url, entry.url, *entry.came_from}
    return {entry.id, *map(_id_of, addresses)}, addresses


def _mentioned(aside: AsideSpan) -> tuple[set[str], set[str]]:
    addresses = {aside.address, *addresses_in(aside.body, aside.address)}
    return set(map(_id_of, addresses)), addresses


def _id_of(address: str) -> str:
    try:
        return url_id(clean(address))
    except ValueError:
        return address
