"""What `newsbeam explain` costs on a year of data, with the state's past and, as of an earlier version, without it.

python -m bench.explained_year [--rows 1000000] [--shards 2] [--passes-a-day 6] [--folder F] [--reuse]

The state and the output are made by the real owners, batches and publishers, with a clock that is set. A third of the entries
led to an article with an address of its own, and a tenth of all were dropped as copies.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.measure import measure
from pipelines.config.config import Config
from transforms.batch import Batch
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Article, Entry, FeedRef, Fetched, Provenance, Quality, Run, Source
from transforms.state.chain import publish_manifests
from transforms.state.files import CommitFiles
from transforms.state.log import ShardLog
from transforms.state.owner import Owner, open_shard
from transforms.state.part_names import part_name
from transforms.state.roots import claim
from transforms.state.storage import Store
from transforms.state.warm import WarmShard
from transforms.turns import Extracted

DAYS, SITES, REPEATS = 365, 200, 3
WORDS = (
    "river",
    "council",
    "harbour",
    "vote",
    "bridge",
    "winter",
    "market",
    "school",
    "train",
    "night",
    "water",
    "storm",
)
RUN = Run(id="year", newsbeam_version="bench")


class Year:
    """A dataset as a year of passes left it. `sampled` are addresses of some articles, the oldest first."""

    def __init__(self, folder: Path, rows: int, shards: int, passes_a_day: int) -> None:
        self.folder, self.rows, self.shards, self.passes_a_day = folder, rows, shards, passes_a_day
        self.now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)
        self.config = Config(output=str(folder / "out"), shards=shards)
        self._rng, self._made = random.Random(7), 0
        self._pool = [" ".join(self._rng.choices(WORDS, k=18)).capitalize() + "." for _ in range(2000)]

    def make(self) -> None:
        """Writes it."""
        claim(self.config.roots, self.now)
        state, output = self.config.roots.open()
        warm = [WarmShard() for _ in range(self.shards)]
        passes = DAYS * self.passes_a_day
        for number in range(passes):
            if number % self.passes_a_day == 0:
                owners = [self._open(state, output, shard, warm[shard]) for shard in range(self.shards)]
                print(f"day {number // self.passes_a_day}, {self._made:,} rows", file=sys.stderr, flush=True)
            self._pass(owners, self.rows * (number + 1) // passes - self._made)
            publish_manifests(state, output, self.shards, f"p{number}", "bench", self.now)
            self.now += timedelta(days=1) / self.passes_a_day

    def _open(self, state: Store, output: Store, shard: int, warm: WarmShard) -> Owner:
        return open_shard(
            ShardLog(state, shard),
            CommitFiles(output),
            pass_id=RUN.id,
            attempt=f"{self._rng.getrandbits(40):010x}",
            opened_at=self.now,
            clock=lambda: self.now,
            warm=warm,
        )

    def _pass(self, owners: list[Owner], rows: int) -> None:
        batches = [Batch(owner.memory.settled, RUN) for owner in owners]
        for extracted in self._articles(rows):
            batches[shard_of(extracted.entry.url, self.shards)].add(extracted)
        for owner, batch in zip(owners, batches, strict=True):
            files = batch.files(
                "day", lambda k, owner=owner: part_name(RUN.id, owner.shard, owner.attempt, owner.commits, k)
            )
            assert owner.commit(files, batch.dropped, {}, batch.aliases)

    def _articles(self, rows: int) -> Iterator[Extracted]:
        for _ in range(rows):
            url = self.address(self._made)
            article = self._article(url)
            led = f"{url}?from=feed" if self._made % 3 == 0 else url
            yield Extracted(self._entry(led), article)
            if self._made % 10 == 0:  # a second way to it
                yield Extracted(self._entry(f"{url}/copy"), article)
            self._made += 1

    def address(self, number: int) -> str:
        """Gives where the article of a number stands."""
        return f"https://paper{number % SITES}.example/news/{number}"

    def _entry(self, url: str) -> Entry:
        site = url.partition(".example")[0]
        feed = f"{site}.example/rss"
        return Entry(id=url_id(url), url=url, link=url, feed_url=feed, parked_at=self.now)

    def _article(self, url: str) -> Article:
        site = url.split("/")[2]
        text = "\n\n".join(self._rng.choices(self._pool, k=14))
        return Article(
            id=url_id(url),
            url=url,
            fetched_url=url,
            source=Source(site=site, name=site),
            feed=FeedRef(url=f"https://{site}/rss", entry_id=url, entry_title=text[:60]),
            fetched=Fetched(fetched_at=self.now, status=200, bytes=40_000, etag=f'"{self._made}"'),
            text=text,
            title=text[:60],
            language="en",
            word_count=14 * 18,
            published_at=self.now,
            quality=Quality(confidence=0.9, agreement=0.97),
            provenance=(Provenance(field="text", source="layout"), Provenance(field="title", source="og")),
        )


def ask(config: Path, target: str, *flags: str) -> tuple[float, float, float, int]:
    """Gives the median of the seconds, the CPU seconds, the memory in MB and the exit code of the command."""
    command = [sys.executable, "-m", "pipelines", "explain", str(config), target, *flags]
    costs = [measure(command) for _ in range(REPEATS)]
    seconds, cpu = statistics.median(cost.seconds for cost in costs), min(cost.cpu_seconds or 0.0 for cost in costs)
    return seconds, cpu, max(cost.peak_rss_mb or 0.0 for cost in costs), costs[-1].exit_code


def report(year: Year, config: Path, name: str) -> None:
    """Prints the lines of a table: what each question costs."""
    last = year.rows - 1
    oldest, newest = year.address(1), year.address(last)
    for what, target, code in (
        ("newest article, by address", newest, 0),
        ("newest article, by id", url_id(newest), 0),
        ("oldest article, by address", oldest, 0),
        ("oldest article, by id", url_id(oldest), 0),
        ("entry that led to another address", f"{year.address(last - last % 3)}?from=feed", 0),
        ("unknown address", "https://paper1.example/unknown", 1),
    ):
        seconds, cpu, memory, found = ask(config, target)
        assert found == code, (what, found)
        print(f"| {name} | {what} | {seconds:.2f} s | {cpu:.2f} s | {memory:.0f} MB |", flush=True)


def size_of(folder: Path) -> str:
    """Gives the files and bytes of a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return f"{len(sizes):,} files, {sum(sizes) / 1e6:,.0f} MB"


def main() -> int:
    """Makes the year, asks, and asks again as if the state were of an earlier version."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--shards", type=int, default=2)
    parser.add_argument("--passes-a-day", type=int, default=6)
    parser.add_argument("--folder", type=Path, help="where it is made, and left; a temporary folder by default")
    parser.add_argument("--reuse", action="store_true", help="ask the one that is there")
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="newsbeam-year-"))
    year = Year(folder, arguments.rows, arguments.shards, arguments.passes_a_day)
    begun = time.monotonic()
    if not arguments.reuse:
        year.make()
    config = folder / "year.yaml"
    feeds = "".join(f"  - https://paper{n}.example/rss\n" for n in range(SITES))
    config.write_text(f"output: {folder}/out\nshards: {arguments.shards}\nfeeds:\n{feeds}", encoding="utf-8")
    print(f"{year.rows:,} rows, {year.shards} shards, made in {time.monotonic() - begun:.0f} s")
    for name in ("articles", "_state/log", "_state/past"):
        print(f"{name}: {size_of(folder / 'out' / name)}")
    report(year, config, "with its past")
    (folder / "out" / "_state" / "past").rename(folder / "past")
    try:
        report(year, config, "without")
    finally:
        (folder / "past").rename(folder / "out" / "_state" / "past")
    if arguments.folder is None:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
