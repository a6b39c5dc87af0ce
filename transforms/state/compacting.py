"""Put the many files of days that are over into few, and drop what is older than it is to be kept.

A day is over when no owner can add to it any more, and it ended a day ago or longer: no create that is under way can be of it. So
what was replaced there is deleted, not only void.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from itertools import groupby

from msgspec import Struct

from transforms.errors import StateError
from transforms.row_files import GZIP, ZSTD, pack
from transforms.row_kinds import KINDS
from transforms.state.changes import Replaced
from transforms.state.files import glance
from transforms.state.manifests import KeptFile
from transforms.state.owner import Owner
from transforms.state.part_names import part_day, part_name, part_shard
from transforms.state.retention import RetentionOptions
from transforms.state.rewriting import Draft, NewFile, Rewriter
from transforms.state.storage import side_by_side
from transforms.state.twins import twin_path

_STORIES = "stories"
Group = tuple[KeptFile, ...]


class Compacted(Struct, kw_only=True):
    """What was done: files put together (`before`) into so many (`after`), files dropped with their rows, files deleted.

    `dropped_archives` are files of pages as they came that were dropped, and `dropped_pages` the pages in them.

    `days_ahead` is how far the clock is ahead of the day that counts for what is dropped (`believed_today`).
    """

    days_ahead: int = 0
    before: int = 0
    after: int = 0
    dropped_files: int = 0
    dropped_rows: int = 0
    dropped_archives: int = 0
    dropped_pages: int = 0
    deleted: int = 0


class Compaction(Struct, frozen=True, kw_only=True):
    """How files are put together: a file is about `file_bytes` long, compressed; `with_zstd` makes it a `.jsonl.zst`.

    A file has a Parquet twin where one of those had it that it takes the place of, or `with_parquet` says so.
    """

    file_bytes: int = 64_000_000
    with_zstd: bool = False
    with_parquet: bool = False
    retention: RetentionOptions = RetentionOptions()


def compact(rewriter: Rewriter, options: Compaction) -> Compacted:
    """Put files together, and drop those that are too old.

    Raises: StateError where another process is at work, or a file is gone: run again, it does what is left.
    """
    for shard in range(rewriter.shards):
        rewriter.commit(shard, _day_closed)
    done = Compacted()
    for shard in range(rewriter.shards):
        for draft in (partial(_old_dropped, rewriter, options), partial(_put_together, rewriter, options)):
            counted = Compacted()
            while rewriter.commit(shard, partial(draft, counted)):
                done.before, done.after = done.before + counted.before, done.after + counted.after
                done.dropped_files += counted.dropped_files
                done.dropped_rows += counted.dropped_rows
                done.dropped_archives += counted.dropped_archives
                done.dropped_pages += counted.dropped_pages
    done.deleted = _delete_replaced(rewriter)
    done.days_ahead = (rewriter.clock().date() - believed_today(rewriter)).days
    return done


def believed_today(rewriter: Rewriter) -> date:
    """Give the day from which `retention` counts: today, but no later than the day after the one that is complete.

    After a long pause a clock may be ahead; then days are complete once another day of work has come, and nothing is dropped
    before.
    """
    today, through = rewriter.clock().date(), rewriter.complete_through()
    return today if through is None else min(today, through + timedelta(days=1))


def find_groups(files: Iterable[KeptFile], last: date, options: Compaction) -> list[Group]:
    """Give the files that are to become one, in their order: of one partition of a day up to `last`, small, and not alone.

    With zstd those of gzip are taken whatever their size, alone, too.
    """
    closed = [file for file in files if _day(file.path) <= last]
    groups: list[Group] = []
    for _, partition in groupby(sorted(closed, key=_partition), key=_partition):
        groups += _divide(partition, options)
    return groups


def _divide(partition: Iterable[KeptFile], options: Compaction) -> list[Group]:
    groups: list[list[KeptFile]] = [[]]
    for file in partition:
        if file.size > options.file_bytes // 2 and not _is_recompressed(file, options):
            continue
        if groups[-1] and sum(other.size for other in groups[-1]) + file.size > options.file_bytes:
            groups.append([])
        groups[-1].append(file)
    return [
        tuple(group) for group in groups if len(group) > 1 or any(_is_recompressed(file, options) for file in group)
    ]


def _is_recompressed(file: KeptFile, options: Compaction) -> bool:
    return options.with_zstd and file.path.endswith(GZIP)


def _last_day(rewriter: Rewriter) -> date:
    """Give the newest day that is over."""
    through = rewriter.complete_through()
    return min(through or date.min, rewriter.clock().date() - timedelta(days=2))


def _day_closed(owner: Owner, _: list[KeptFile]) -> Draft | None:
    """Draft the commit that ends earlier days, where no turn has done so today."""
    return Draft() if owner.is_commit_due() else None


def _put_together(
    rewriter: Rewriter, options: Compaction, counted: Compacted, owner: Owner, files: list[KeptFile]
) -> Draft | None:
    """Draft new files for as many groups as may be in memory together."""
    draft, size = Draft(), 0
    counted.before = counted.after = 0
    for group in find_groups(files, _last_day(rewriter), options):
        size += sum(file.size for file in group)
        if draft.files and size > options.file_bytes:
            break
        name = part_name(rewriter.pass_id, owner.shard, owner.attempt, owner.commits, len(draft.files))
        name = name.replace(GZIP, ZSTD) if options.with_zstd else name
        by = f"{_partition(group[0])}/{name}"
        lines: list[bytes] = []
        for file in group:
            draft.replaces.append(Replaced(path=file.path, by=by, first=len(lines)))
            lines += rewriter.read(file)
        has_parquet = options.with_parquet or any(file.parquet for file in group)
        draft.files[by] = NewFile(pack(by, lines), len(lines), has_parquet)
        counted.before, counted.after = counted.before + len(group), counted.after + 1
    return draft if draft.files else None


def _old_dropped(
    rewriter: Rewriter, options: Compaction, counted: Compacted, owner: Owner, files: list[KeptFile]
) -> Draft | None:
    """Draft that all files go which are older than is to be kept."""
    keep: dict[str, float | None] = dict.fromkeys((*KINDS, _STORIES), options.retention.articles_days)
    keep["failures"] = options.retention.failures_days
    before = {kind: _kept_from(rewriter, days) for kind, days in keep.items()}
    old = [file for file in files if _day(file.path) < before[_kind(file.path)]]
    counted.dropped_files, counted.dropped_rows = len(old), sum(file.rows for file in old)
    archives = _old_archives(rewriter, options, owner.shard)
    counted.dropped_archives, counted.dropped_pages = len(archives), sum(file.rows for file in archives)
    gone = [Replaced(path=file.path) for file in (*old, *archives)]
    return Draft(replaces=gone) if gone else None


def _old_archives(rewriter: Rewriter, options: Compaction, shard: int) -> list[KeptFile]:
    """Give a shard's files of pages as they came that are older than is to be kept."""
    before = _kept_from(rewriter, options.retention.pages_days)
    old = [file for file in rewriter.archives().values() if _day(file.path) < before]
    return [file for file in old if part_shard(file.path) % rewriter.shards == shard]


def _kept_from(rewriter: Rewriter, days: float | None) -> date:
    """Give the first day that is kept, by the days for which something is; no day that is not over is dropped."""
    if days is None:
        return date.min
    return min(believed_today(rewriter) - timedelta(days=days), _last_day(rewriter))


def _delete_replaced(rewriter: Rewriter) -> int:
    """Delete the void files of days that are over whose rows stand elsewhere, with twins that were left; give how many."""
    last, output = _last_day(rewriter), rewriter.output
    replaced = {path for path in rewriter.replaced() if _day(path) <= last}
    folders = sorted({_folder(path) for path in replaced})
    listed = zip(folders, side_by_side(output, output.names, folders), strict=True)
    there = [path for folder, names in listed for name in names if (path := f"{folder}/{name}") in replaced]
    found = side_by_side(output, partial(glance, output), there)
    void = [path for path, decision in zip(there, found, strict=True) if decision == "void"]
    for paths in ([twin_path(path) for path in void], void):
        for _ in side_by_side(output, output.delete, paths):
            continue
    return len(void)


def _partition(file: KeptFile) -> str:
    return _folder(file.path)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _kind(path: str) -> str:
    """Give the kind of the rows of a file: stories stand in an output of their own, by day."""
    folder = path.partition("/")[0]
    return _STORIES if folder.startswith("date=") else folder


def _day(path: str) -> date:
    """Give the UTC day of a file's partition. Raises: StateError where its path names none."""
    day = part_day(path)
    if not day:
        raise StateError(f"{path}: this path names no day; `newsbeam verify` says what is wrong")
    return date.fromisoformat(day)
