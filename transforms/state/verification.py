"""Read a whole dataset back, and say what is not as its manifests and its state say.

The output is listed before the logs and the manifests are read, which name each file before it is there: a job may be at work
meanwhile.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from functools import partial

import msgspec
from msgspec import Struct

from transforms.errors import StateError
from transforms.records import Article
from transforms.row_files import VOID_BYTES, is_void, read_lines
from transforms.row_kinds import KINDS, RECORDS
from transforms.state.advice import check_advice
from transforms.state.decoding import DAMAGED
from transforms.state.files import Planned, glance, inspect_file, list_paths
from transforms.state.findings import (
    DELETE,
    NEXT_VOIDS,
    OTHER_VERSION,
    REMAKE,
    REPORT,
    RESTORE,
    RESTORE_INBOX,
    RETRY,
    UNREADABLE,
    Finding,
    cure_of_strangers,
)
from transforms.state.ledger import balance
from transforms.state.log import read_log
from transforms.state.manifest_checks import listed_files, read_manifests
from transforms.state.manifests import (
    KeptFile,
    current_archives,
    current_files,
    difference,
    list_published,
    read_newest,
)
from transforms.state.part_names import is_warc
from transforms.state.reparking import find_damaged_boxes
from transforms.state.storage import Store, side_by_side
from transforms.state.twin_checks import find_stray_twins, find_unequal_twins
from transforms.state.twins import FOLDER as TWINS
from transforms.state.warc_checks import check_warcs, list_warcs
from transforms.warc.reading import count_pages


class Verified(Struct, frozen=True, kw_only=True):
    """What was read, and what is wrong. `pending` are files with rows that the next manifest will list."""

    manifests: int
    files: int
    rows: int
    voids: int
    pending: int
    findings: tuple[Finding, ...]


def verify(state: Store, output: Store, shards: int) -> Verified:
    """Read every manifest, file and log of a dataset. Raises: StateError where a log is damaged; StorageError."""
    while True:
        # The newest may be in the state alone: its publisher was killed before the copy.
        newest = read_newest(state)
        end = max(newest.sequence if newest is not None else 0, *list_published(output), 0)
        verified = _verify(state, output, shards)
        if not verified.findings:
            return verified
        # What was replaced meanwhile is void or gone, and nothing is wrong with that.
        newer = (manifest for manifest in read_manifests(state, output)[0] if manifest.sequence > end)
        if not any(manifest.replaced for manifest in newer):
            return verified


def _verify(state: Store, output: Store, shards: int) -> Verified:
    warcs = list_warcs(output, read_manifests(state, output)[0])
    twins = [path for kind in KINDS for path in list_paths(output, f"{TWINS}/{kind}")]
    there = [*list_files(output), *warcs]
    manifests, findings = read_manifests(state, output)
    replaced = {change.path for manifest in manifests for change in manifest.replaced}
    listed, wrong = listed_files(manifests)
    archived = current_archives(manifests)
    findings += wrong
    planned, wrong = check_logs(state, output, shards, {*listed, *archived, *replaced})
    findings += wrong
    rows, wrong = _check_files(output, listed)
    findings += wrong + check_warcs(output, archived)
    others = [path for path in there if path not in listed and path not in archived]
    begun = list(side_by_side(output, partial(output.head, size=VOID_BYTES + 1), others))
    with_rows = [path for path, start in zip(others, begun, strict=True) if start is not None and not is_void(start)]
    findings += _find_strangers(with_rows, planned, replaced, cure_of_strangers(findings))
    unread = {finding.subject for finding in findings if finding.cure in (UNREADABLE, OTHER_VERSION)}
    readable = [file for path, file in listed.items() if path not in unread]
    wanted = {file.parquet for file in listed.values()} | {
        planned[path].parquet for path in with_rows if path in planned
    }
    findings += _check_twins(output, readable, twins, wanted)
    boxes = find_damaged_boxes(state, shards)
    findings += boxes or check_advice(state, shards)
    findings += _check_balance(state, output, shards, bool(findings))
    return Verified(
        manifests=len(manifests),
        files=len(listed) + len(archived),
        rows=rows,
        voids=sum(start is not None and is_void(start) for start in begun),
        pending=sum(path in planned and path not in replaced for path in with_rows),
        findings=tuple(findings),
    )


def _find_strangers(
    with_rows: list[str], planned: Collection[str], replaced: Collection[str], cure: str
) -> list[Finding]:
    return [
        Finding(path, "its rows were put into other files or taken down, and it has them still", NEXT_VOIDS)
        if path in replaced
        else Finding(path, "no manifest and no commit names it", cure)
        for path in with_rows
        if path not in planned or path in replaced
    ]


def _check_twins(output: Store, files: list[KeptFile], twins: list[str], wanted: set[str | None]) -> list[Finding]:
    """Give the twins that are not what their files hold, and, of those that were listed, those that belong to none."""
    unequal = [Finding(twin, problem, REMAKE, "twin") for twin, problem in find_unequal_twins(output, files)]
    return unequal + [
        Finding(twin, "no file with rows has it as its Parquet", DELETE, "twin")
        for twin in find_stray_twins(output, twins, wanted)
    ]


def list_files(output: Store) -> list[str]:
    """List all files of rows below an output, void ones among them."""
    return [path for kind in KINDS for path in list_paths(output, kind)]


def read_current(state: Store, output: Store) -> dict[str, KeptFile]:
    """Give the files that hold rows now, as far as the manifests can be read."""
    return current_files(read_manifests(state, output)[0])


def check_logs(state: Store, output: Store, shards: int, known: set[str]) -> tuple[dict[str, Planned], list[Finding]]:
    """Give the files that the shards' commits name, and those that are not what the commits say became of them.

    What manifests say of the files that are `known` counts more.
    """
    planned: dict[str, Planned] = {}
    findings: list[Finding] = []
    for shard in range(shards):
        log = read_log(state, shard)
        decided = {path: decision for _, commit in log for path, decision in commit.decisions.items()}
        newest = log[-1][1].files if log else {}
        planned |= {path: plan for _, commit in log for path, plan in commit.files.items()}
        for path, wanted in decided.items():
            found = glance(output, path)
            if found != wanted and path not in known:
                problem = f"the log of shard {shard} has it as {wanted}, and it is {found or 'gone'}"
                findings.append(Finding(path, problem, RESTORE, "file" if wanted == "kept" else None))
        for path, plan in newest.items():
            change = None if path in known else _change(output, path, plan)
            if change is not None:
                findings.append(Finding(path, change, RESTORE, "file"))
    return planned, findings


def _change(output: Store, path: str, planned: Planned) -> str | None:
    """Say how a file of a newest commit is not what that names; None where it is, is void, or is not there yet."""
    try:
        inspect_file(output, path, planned)
    except StateError:
        return f"it is not the file that the newest commit of its shard names ({planned.size} bytes)"
    return None


def _check_balance(state: Store, output: Store, shards: int, is_known: bool) -> list[Finding]:
    """Give the shards that have lost entries. Where a file is known to be changed, the ledger cannot be added up."""
    try:
        found = balance(state, output, shards, {}, None)
    except StateError:
        if is_known:
            return []
        raise
    findings = [
        Finding(f"shard {n}", _listing("entries neither settled nor owed", ids), RESTORE_INBOX, "inbox")
        for n, ids in found.missing.items()
    ]
    if found.unparked:
        problem = _listing("entries that were reopened and not parked", sorted(found.unparked))
        findings.append(Finding("retry", problem, RETRY))
    return findings


def _listing(problem: str, ids: list[str]) -> str:
    return f"{problem}: {len(ids)} ({', '.join(ids[:5])})"


def _check_files(output: Store, listed: dict[str, KeptFile]) -> tuple[int, list[Finding]]:
    """Read the listed files: each is there as it was, and each version stands in one row. Give the number of rows."""
    findings: list[Finding] = []
    seen: dict[tuple[str, int], str] = {}
    total = 0
    for file, data in zip(listed.values(), side_by_side(output, output.read, listed), strict=True):
        problem = what_is_wrong(file, data)
        if problem is not None:
            findings.append(_changed(file.path, problem, data))
            continue
        assert data is not None
        kind = RECORDS[file.path.partition("/")[0]]
        lines = read_lines(data)
        total += len(lines)
        if len(lines) != file.rows:
            findings.append(
                Finding(file.path, f"it has {len(lines)} rows, its manifest says {file.rows}", RESTORE, "file")
            )
        for line in lines:
            try:
                record = msgspec.json.decode(line, type=kind)
            except DAMAGED as error:
                findings.append(Finding(file.path, f"a row is no record: {error}", OTHER_VERSION))
                break
            if not isinstance(record, Article):
                continue
            version = record.id, record.version
            if version in seen:
                which = f"the article {record.id}" + (f", version {record.version}," if record.version > 1 else "")
                findings.append(Finding(file.path, f"{which} stands here and in {seen[version]}", REPORT))
            seen[version] = file.path
    return total, findings


def what_is_wrong(file: KeptFile, data: bytes | None) -> str | None:
    """Say how a file is not what its manifest lists, and that it is void where it is; None where nothing is wrong."""
    if data is not None and is_void(data):
        return "a manifest lists this file, and it is void"
    return difference(file, data)


def _changed(path: str, problem: str, data: bytes | None) -> Finding:
    """Give the finding for a file that is not what its manifest lists; without rows to be read no repair takes it as it is."""
    if data is None or is_void(data) or count_rows(path, data) is not None:
        return Finding(path, problem, RESTORE, "file")
    return Finding(path, f"{problem}, and its rows cannot be read", UNREADABLE)


def count_rows(path: str, data: bytes) -> int | None:
    """Count the rows in the bytes of a file, or its pages; None where they cannot be read, all of them."""
    if is_warc(path):
        return count_pages(data)
    kind = RECORDS[path.partition("/")[0]]
    try:
        lines = read_lines(data)
        for line in lines:
            msgspec.json.decode(line, type=kind)
    except (OSError, EOFError, ValueError, zlib.error, *DAMAGED):
        return None
    return len(lines)
