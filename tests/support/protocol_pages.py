"""Pages as they came in the simulation: in some schedules they are kept, and it is judged that each row finds its own."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec
from protocol_world import World

from transforms.captures import Capture, CapturedAnswer
from transforms.records import Entry, Page
from transforms.row_files import VOID
from transforms.state.files import Decision, Planned, is_same
from transforms.state.manifests import Manifest, current_archives
from transforms.state.part_names import is_warc
from transforms.turns import Captured
from transforms.warc.options import NO_WARC, WarcOptions
from transforms.warc.reading import read_pages, read_record

# In one schedule of so many pages are kept; some of those also have twins, some are kept for long.
PAGES_EVERY = 3


def has_pages(seed: int, without: str | None) -> bool:
    """Whether pages are kept in a schedule: always, where a rule about them is left out."""
    return seed % PAGES_EVERY == PAGES_EVERY - 1 or (without or "").startswith("pages_")


def warc_of(world: World) -> WarcOptions:
    """What is kept as it came in a world."""
    return WarcOptions(root="warc") if world.with_pages else NO_WARC


def page_at(entry: Entry, url: str, now: datetime) -> Captured:
    """The page that stands at a URL, as it comes for an entry."""
    body = url.encode()
    captures = (Capture(url=url, asked_at=now, status=200),)
    return Captured(
        Page(entry=entry, fetched_url=url, status=200, body=body, fetched_at=now, size=len(body), captures=captures)
    )


def answer_of(url: str, links: list[str], now: datetime) -> CapturedAnswer:
    """A feed's document as it comes."""
    capture = Capture(url=url, asked_at=now, status=200, body="\n".join(links).encode())
    return CapturedAnswer(kind="feed", capture=capture)


def publish_side_by_side(
    publish: Callable[[str, Planned, bytes], Decision], files: Mapping[str, tuple[Planned, bytes]]
) -> dict[str, Decision]:
    """What must never be done: make the files of a commit visible, whatever becomes of the pages."""
    return {path: publish(path, planned, data) for path, (planned, data) in sorted(files.items())}


def unpaged(world: World, manifests: Iterable[Manifest]) -> int:
    """How many rows do not find their page, or one that was taken down is there; listed files that are not what they were."""
    manifests, objects = list(manifests), world.output.objects
    moved = {change.path: change.by for manifest in manifests for change in manifest.replaced}
    archives = current_archives(manifests)
    found = sum(not is_same(objects.get(path), file.sha256) for path, file in archives.items())
    for path, data in objects.items():
        if path.startswith("articles/") and data != VOID:
            found += sum(
                not _finds_page(world, line, archives.keys(), moved) for line in gzip.decompress(data).splitlines()
            )
    pages = [page for path in archives for _, page in read_pages(objects[path])]
    world.met["page"] += len(pages)
    world.met["void file of pages"] += sum(is_warc(path) and data == VOID for path, data in objects.items())
    return found + sum(page.fetched_url in world.to_go for page in pages)


def _finds_page(world: World, line: bytes, archives: Iterable[str], moved: Mapping[str, str | None]) -> bool:
    row = msgspec.json.decode(line)
    place = row["fetched"].get("warc")
    if place is None and world.with_pages:
        # Its page was in a file that is void while its row waited: then the row says that none is kept.
        return any(is_warc(path) and data == VOID for path, data in world.output.objects.items())
    if place is None or not world.with_pages:
        return place is None
    path = place["file"]
    while path in moved:
        path = moved[path]
    if path not in archives:
        return False
    record = read_record(world.output.objects[path], place["offset"])
    return record.headers["WARC-Target-URI"] == row["fetched_url"]
