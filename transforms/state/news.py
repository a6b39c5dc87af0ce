"""What the shards' logs say beyond the last manifest: which files are newly kept, and what became of earlier ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from msgspec import Struct, field

from transforms.state.changes import Forgotten, Replaced
from transforms.state.files import Decision, inspect_file
from transforms.state.log import LISTINGS, Commit, Log, count_outcomes, log_lost, read_commit
from transforms.state.manifests import KeptFile, Manifest
from transforms.state.numbering import last_of, number_of, numbered
from transforms.state.part_names import is_warc
from transforms.state.past import PastCommit, past_of
from transforms.state.storage import Store
from transforms.state.twins import make_twins


class ShardNews(Struct, kw_only=True):
    """What one shard's log says: the files that are newly kept, and up to which commit nothing is in doubt.

    `archived`, `rewritten`, `replaced` and `forgotten` are as in `Manifest`.
    `open_day` is the UTC day before which no owner can add a file any more; None before the first commit. `past` is what the
    commits say of ids.
    """

    covered: int
    files: list[KeptFile] = field(default_factory=list)
    archived: list[KeptFile] = field(default_factory=list)
    rewritten: list[KeptFile] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    forgotten: list[Forgotten] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    open_day: date | None = None
    past: list[PastCommit] = field(default_factory=list)


def read_news(state: Store, output: Store, shard: int, last: Manifest | None) -> ShardNews:
    """Read what a shard's commits say beyond the last manifest, up to the first whose files are still in doubt."""
    key = str(shard)
    above = last.covered.get(key, 0) if last else 0
    news = ShardNews(covered=above, totals=Counter(last.totals.get(key) if last else None))
    news.open_day = last.opened.get(key) if last else None
    log = _commits_above(state, shard, above, last.sequence if last else 0)
    for i, (number, commit) in enumerate(log):
        decisions = _decisions(output, commit, log[i + 1][1] if i + 1 < len(log) else None)
        opened = commit.opened_at.date()
        if None in decisions.values():
            news.open_day = news.open_day or opened
            break
        news.totals = Counter(commit.totals)
        news.totals.update(count_outcomes(commit, decisions))
        _list_files(news, commit, decisions)
        news.past.append(past_of(shard, number, commit, decisions))
        news.covered, news.open_day = number, _later(opened, commit.committed_at.date(), news.open_day)
    return news


def _later(opened: date, committed: date, before: date | None) -> date:
    """Give the later day of opening; the new one where the clock has gone back since by more than clocks differ."""
    return opened if before is None or committed < before - timedelta(days=1) else max(opened, before)


def _list_files(news: ShardNews, commit: Commit, decisions: Mapping[str, Decision | None]) -> None:
    """List the files of a commit that are kept, by whether their rows are new, and what they replace."""
    takes_over = {change.by for change in commit.replaces}
    for path, planned in commit.files.items():
        if decisions[path] == "kept":
            listed = news.archived if is_warc(path) else news.rewritten if path in takes_over else news.files
            listed.append(KeptFile.of(path, planned))
    news.replaced += [change for change in commit.replaces if change.by is None or decisions[change.by] == "kept"]
    news.forgotten += commit.forgotten


def _commits_above(state: Store, shard: int, above: int, sequence: int) -> Log:
    """Read the commits above the one of a number, which manifest `sequence` covers.

    Raises: StateError where one of them is gone, and no newer manifest can be why.
    """
    for _ in range(LISTINGS):
        numbers = sorted(map(number_of, state.names(f"log/{shard}")))
        problem = find_unlisted_gap(numbers, above)
        log = _read_commits(state, shard, [number for number in numbers if number > above])
        if problem is None or _is_chain_longer(state, sequence):
            return log
    raise log_lost(state, shard, problem or "")


def find_unlisted_gap(numbers: Iterable[int], covered: int) -> str | None:
    """Say what a log lacks that has commits of these numbers, at its end or above the covered one; None where it lacks nothing.

    >>> find_unlisted_gap([3, 4], 2), find_unlisted_gap([3, 5], 2)
    (None, 'commit 4 is gone, whose files no manifest lists yet')
    """
    there = set(numbers)
    end = max(there, default=0)
    if end < covered:
        return f"it ends with commit {end}, and a manifest lists the files of commit {covered}"
    gone = set(range(covered + 1, end)) - there
    return f"commit {min(gone)} is gone, whose files no manifest lists yet" if gone else None


def _is_chain_longer(state: Store, sequence: int) -> bool:
    """Tell whether there is a manifest behind the one of a number."""
    return last_of(state.names("manifests")) > sequence


def _read_commits(state: Store, shard: int, numbers: Iterable[int]) -> Log:
    log: Log = []
    for number in numbers:
        commit = read_commit(state, shard, numbered(number))
        if commit is None:
            break  # A compaction after a manifest newer than ours: whoever wrote that one lists the rest.
        log.append((number, commit))
    return log


def _decisions(output: Store, commit: Commit, following: Commit | None) -> dict[str, Decision | None]:
    if following is not None:
        # A decision can only be missing where our view is older than a compaction: then another manifest is newer, too.
        return {path: following.decisions.get(path) for path in commit.files}
    # With rows there, nobody can void the file any more; without it, its owner may yet publish.
    found = {path: inspect_file(output, path, planned) for path, planned in commit.files.items()}
    make_twins(output, commit.files, found)  # Those of the commits before were made before their next one.
    return found
