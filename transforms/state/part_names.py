"""Names of the files with rows: each is made once, by one attempt of one shard's owner."""

from __future__ import annotations


def part_name(pass_id: str, shard: int, attempt: str, commit: int, k: int) -> str:
    """Name the k-th file of an owner's commit, counted from 0; `attempt` is unlike that of any other owner.

    >>> part_name("p1", 3, "7f3a", 12, 0)
    'part-p1-00003-7f3a-00120.jsonl.gz'
    """
    return f"part-{pass_id}-{shard:05d}-{attempt}-{commit:04d}{k}.jsonl.gz"


WARC = ".warc.gz"


def warc_name(name: str) -> str:
    """Name the file of pages as they came that is named like a file with rows.

    >>> warc_name("part-p1-00003-7f3a-00120.jsonl.gz")
    'part-p1-00003-7f3a-00120.warc.gz'
    """
    return name.removesuffix(".jsonl.gz") + WARC


def is_warc(path: str) -> bool:
    """Tell whether a file of a commit holds pages as they came, and no rows."""
    return path.endswith(WARC)


def part_shard(path: str) -> int:
    """Give the number of the shard whose owner made a file, in the division of the state that was in force then.

    >>> part_shard("articles/date=2026-11-22/part-p1-00003-7f3a-00120.jsonl.gz")
    3
    """
    return int(path.rsplit("-", 3)[1])


def part_day(path: str) -> str:
    """Give the UTC day of a file's partition; empty where its path names none.

    >>> part_day("articles/date=2026-11-22/hour=07/part-1.jsonl.gz"), part_day("_newsbeam.json")
    ('2026-11-22', '')
    """
    return next((name.removeprefix("date=") for name in path.split("/") if name.startswith("date=")), "")
