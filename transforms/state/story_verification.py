"""Read the stories of a dataset back, and say what is not as their own manifests and commits say, or cannot be read.

They keep to the commit protocol of articles, in a state and an output of their own: see `transforms.state.story_states`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from transforms.errors import StateError
from transforms.pure.stories.saving import UnreadableStories, check_saved
from transforms.row_files import VOID_BYTES, is_void, read_lines
from transforms.state.decoding import DAMAGED
from transforms.state.files import list_paths
from transforms.state.findings import NEXT, NEXT_VOIDS, NOT_OURS, OTHER_VERSION, Finding
from transforms.state.manifest_checks import listed_files, read_manifests
from transforms.state.manifests import KeptFile, list_published, read_newest
from transforms.state.observing import read_memory
from transforms.state.storage import Store, side_by_side
from transforms.state.story_states import FOLDER, STORY_SHARDS, newest_state, read_position, refuse_changed
from transforms.state.verification import check_logs, what_is_wrong
from transforms.story_records import Story

_NEXT_RUN = "the next `newsbeam stories` puts it there"
_NEXT_RUN_VOIDS = "the next `newsbeam stories` makes it void"
_CURES = {NEXT: _NEXT_RUN, NEXT_VOIDS: _NEXT_RUN_VOIDS, NOT_OURS: NOT_OURS}


class VerifiedStories(Struct, frozen=True, kw_only=True):
    """What was read of the stories, and what is wrong. `languages` are those with a state of their own."""

    manifests: int
    files: int
    rows: int
    languages: int
    findings: tuple[Finding, ...]


def verify_stories(state: Store, output: Store) -> VerifiedStories | None:
    """Read each manifest, file and state of the stories; None where there are none.

    `state` and `output` are those of the stories. Raises: StorageError.
    """
    while True:
        before = _numbers(state, output)
        if not any(before):
            return None
        verified = _verify(state, output)
        # A run, or a compaction, may be at work meanwhile: what is wrong then may be what it has just replaced.
        if not verified.findings or before == _numbers(state, output):
            return verified


def _numbers(state: Store, output: Store) -> tuple[list[str], list[int]]:
    """Give what the logs and the manifests have come to."""
    logs = [name for shard in range(STORY_SHARDS) for name in state.names(f"log/{shard}")[-1:]]
    newest = read_newest(state)
    return logs, [*list_published(output), *([newest.sequence] if newest is not None else [])]


def _verify(state: Store, output: Store) -> VerifiedStories:
    there = list(_list_rows(output))
    manifests, found = read_manifests(state, output)
    replaced = {change.path for manifest in manifests for change in manifest.replaced}
    listed, wrong = listed_files(manifests)
    found += wrong
    planned: set[str] = set()
    findings: list[Finding] = []
    try:
        plans, wrong = check_logs(state, output, STORY_SHARDS, {*listed, *replaced})
        planned, found = set(plans), found + wrong
    except StateError as error:
        findings.append(Finding(f"{FOLDER}/log", f"it cannot be read: {error}", _begin_anew(state, output)))
    found += _strangers(output, there, {*listed, *planned} - replaced, replaced)
    rows, wrong = _check_files(output, listed)
    languages, damaged = _check_states(state, output)
    found += wrong
    cure = _begin_anew(state, output)
    findings += [
        replace(one, subject=f"{FOLDER}/{one.subject}", cure=_CURES.get(one.cure, cure), mend=None) for one in found
    ]
    return VerifiedStories(
        manifests=len(manifests), files=len(listed), rows=rows, languages=languages, findings=(*findings, *damaged)
    )


def _begin_anew(state: Store, output: Store) -> str:
    return (
        f"bring it back from a copy; or delete {state.root} and {output.root}: the next `newsbeam stories` makes the stories of"
        " the look-back anew"
    )


def _list_rows(output: Store) -> Iterator[str]:
    for day in output.names(""):
        if day.startswith("date="):
            yield from list_paths(output, day)


def _strangers(output: Store, there: list[str], known: set[str], replaced: set[str]) -> list[Finding]:
    """Give the files with rows that nothing names, and those whose rows stand elsewhere."""
    others = [path for path in there if path not in known]
    begun = side_by_side(output, partial(output.head, size=VOID_BYTES + 1), others)
    return [
        Finding(path, "its rows were put into other files or taken down, and it has them still", NEXT_VOIDS)
        if path in replaced
        else Finding(path, "no manifest and no commit of the stories names it", NOT_OURS)
        for path, start in zip(others, begun, strict=True)
        if start is not None and not is_void(start)
    ]


def _check_files(output: Store, listed: dict[str, KeptFile]) -> tuple[int, list[Finding]]:
    """Read the listed files: each is there as it was, and its rows are stories. Give the number of rows."""
    findings: list[Finding] = []
    total = 0
    for file, data in zip(listed.values(), side_by_side(output, output.read, listed), strict=True):
        problem = what_is_wrong(file, data)
        if problem is None:
            assert data is not None
            problem, rows = _read_rows(file, data)
            total += rows
        if problem is not None:
            findings.append(Finding(file.path, problem, ""))
    return total, findings


def _read_rows(file: KeptFile, data: bytes) -> tuple[str | None, int]:
    """Say what is wrong with the rows of a file, and give how many they are."""
    try:
        lines = read_lines(data)
        for line in lines:
            msgspec.json.decode(line, type=Story)
    except msgspec.DecodeError as error:
        return f"a row is no story of this version: {error}; {OTHER_VERSION}", len(lines)
    except (OSError, EOFError, ValueError, zlib.error, *DAMAGED) as error:
        return f"its rows cannot be read: {error}", 0
    problem = f"it has {len(lines)} rows, its manifest says {file.rows}" if len(lines) != file.rows else None
    return problem, len(lines)


def _check_states(state: Store, output: Store) -> tuple[int, list[Finding]]:
    """Read the state of each language that the logs name. Give how many there are."""
    found = 0
    findings = _position_problem(state)
    for shard in range(STORY_SHARDS):
        try:
            settled = list(read_memory(state, output, shard).settled)
        except StateError as error:
            findings.append(Finding(f"{FOLDER}/log/{shard}", f"it cannot be read: {error}", _begin_anew(state, output)))
            continue
        for language in sorted({name.partition("/")[0] for name in settled if "/" in name}):
            found += 1
            _, name = newest_state(settled, language)
            problem = _state_problem(state, name) if name is not None else None
            if problem is not None:
                findings.append(Finding(f"{state.root}/live/{name}", problem, _begin_anew(state, output)))
    return found, findings


def _position_problem(state: Store) -> list[Finding]:
    try:
        read_position(state)
    except StateError as error:
        return [
            Finding(f"{FOLDER}/position.json", f"it cannot be read: {error}", "the articles are read once more then")
        ]
    return []


def _state_problem(state: Store, name: str) -> str | None:
    data = state.read(f"live/{name}")
    if data is None:
        language, _, own = name.partition("/")
        is_replaced = any(other > own for other in state.names(f"live/{language}"))
        return None if is_replaced else "the log names this state of the stories, and it is gone"
    try:
        check_saved(data)
        refuse_changed(name, data)
    except UnreadableStories as error:
        return str(error)
    return None
