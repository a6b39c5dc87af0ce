"""A made year: an output and its state with 1,000,000 rows of 5,000 sources, by the real protocol, up to today.

python bench/made_year.py FOLDER [--rows 1000000] [--days 365] [--sources 5000]

Nothing is asked for and nothing is extracted: rows are made from one article. FOLDER gets `newsbeam.yaml`, `out/` and `state/`.
Of the sources some fall silent in the last days, some flood, and some are blocked. To measure what reads such a year:

    /usr/bin/time -v newsbeam report FOLDER/newsbeam.yaml --to FOLDER/report.html
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from transforms import reasons
from transforms.pure.feeds.completeness import Completeness, DayTally
from transforms.pure.feeds.health import Health
from transforms.pure.net.receipts import Receipt
from transforms.pure.net.urls import url_id
from transforms.records import Article, Entry, Failure, FeedRef, Fetched, Image, Run, Source
from transforms.state.chain import publish_manifests
from transforms.state.documents import FeedDocument, SitesDocument, save_feed, save_sites
from transforms.state.files import CommitFiles, Planned, plan_file
from transforms.state.log import ShardLog
from transforms.state.owner import open_shard
from transforms.state.roots import Roots, claim
from transforms.state.storage import Store

TEXT = "\n\n".join(
    f"The council met for the {n}th time this year, and the bridge stays closed until spring." for n in range(9)
)
WEEK = (1.1, 1.15, 1.1, 1.1, 1.05, 0.7, 0.6)
# Sources whose number leaves this rest when divided by 100: silent, flooding, blocked.
SILENT, FLOODING, BLOCKED = 7, 8, 9
LATELY_DAYS = 5
RUN = Run(id="made", newsbeam_version="0")
_MARK = "0123456789abcdef"


def feed_url(number: int) -> str:
    return f"https://www.paper{number:04d}.example/feeds/news.xml"


def make_year(folder: Path, rows: int, days: int, sources: int, now: datetime) -> None:
    """Make the output and the state, a day at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    feeds = [{"url": feed_url(n), "name": f"Paper No. {n} of the Valley"} for n in range(sources)]
    settings = {"output": str(folder / "out"), "state": str(folder / "state"), "feeds": feeds}
    (folder / "newsbeam.yaml").write_text(json.dumps(settings))
    roots = Roots(state=str(folder / "state"), output=str(folder / "out"), shards=1)
    claim(roots, now - timedelta(days=days))
    state, output = roots.open()
    rng = random.Random(1)
    weights = [1 / (20 + n) for n in range(sources)]
    for back in reversed(range(days)):
        at = (now - timedelta(days=back)).replace(hour=1, minute=0, second=0, microsecond=0)
        wanted = round(rows / days * WEEK[at.weekday()])
        chosen = Counter(rng.choices(range(sources), weights, k=wanted))
        _write_day(state, output, at, chosen, back < LATELY_DAYS, rng)
        publish_manifests(state, output, 1, f"made{back}", "0", at + timedelta(hours=20))
    _save_documents(state, sources, now)


def _write_day(
    state: Store, output: Store, at: datetime, chosen: Counter[int], is_late: bool, rng: random.Random
) -> None:
    articles, failures = [], []
    ids: tuple[list[str], list[str]] = ([], [])
    for number, count in chosen.items():
        kind = number % 100
        wanted = 0 if is_late and kind == SILENT else count * 8 + 6 if is_late and kind == FLOODING else count
        for one in range(wanted):
            id_ = rng.randbytes(16).hex()
            if kind == BLOCKED or rng.random() < 0.02:
                failures.append(_failure(number, id_, at, kind == BLOCKED))
                ids[1].append(id_)
            else:
                articles.append(_article(number, one, id_, at, rng))
                ids[0].append(id_)
    owner = open_shard(
        ShardLog(state, 0),
        CommitFiles(output),
        pass_id="made",
        attempt=rng.randbytes(8).hex(),
        opened_at=at,
        clock=lambda: at + timedelta(hours=19),
    )
    files = dict(_files(at, owner.attempt, (articles, failures), ids))
    assert owner.commit(files, {}, {})


def _files(
    at: datetime, attempt: str, rows: tuple[list[bytes], list[bytes]], ids: tuple[list[str], list[str]]
) -> Iterator[tuple[str, tuple[Planned, bytes]]]:
    for kind, lines, settled, counted in zip(
        ("articles", "failures"), rows, ids, ("written", "failed/no_text"), strict=True
    ):
        if lines:
            data = gzip.compress(b"".join(line + b"\n" for line in lines), compresslevel=1, mtime=0)
            planned = plan_file(data, settled, Counter({counted: len(lines)}), len(lines), None)
            yield f"{kind}/date={at:%Y-%m-%d}/part-made-00000-{attempt}-0000.jsonl.gz", (planned, data)


def _article(number: int, one: int, id_: str, day: datetime, rng: random.Random) -> bytes:
    fetched = day + timedelta(minutes=rng.randrange(18 * 60))
    lag = timedelta(seconds=round(rng.lognormvariate(6.8, 1.1)))
    url = f"https://www.paper{number:04d}.example/{day:%Y/%m/%d}/{id_[:12]}"
    article = replace(
        MODEL,
        id=id_,
        url=url,
        fetched_url=url,
        canonical_url=url,
        title=f"The bridge at the old mill stays closed, report {one} of the {day:%d}th",
        source=Source(site=f"paper{number:04d}.example", name=f"Paper {number}"),
        feed=FeedRef(url=feed_url(number), title=f"Paper {number}"),
        fetched=Fetched(fetched_at=fetched, status=200, bytes=48_000),
        published_at=fetched - lag,
        standfirst=None if one % 3 else "It will take until spring, says the council.",
        authors=() if number % 4 == 0 else ("A. Writer",),
    )
    return msgspec.json.encode(article)


def _failure(number: int, id_: str, day: datetime, is_blocked: bool) -> bytes:
    url = f"https://www.paper{number:04d}.example/{day:%Y/%m/%d}/{id_[:12]}"
    entry = Entry(id=id_, url=url, link=url, feed_url=feed_url(number), parked_at=day)
    reason = reasons.HTTP_403 if is_blocked else reasons.NO_TEXT
    return msgspec.json.encode(
        Failure(
            stage="fetch" if is_blocked else "extract",
            reason=reason,
            message=f"{url}: made",
            retryable=False,
            subject=url,
            failed_at=day + timedelta(hours=9),
            id=id_,
            feed_url=feed_url(number),
            entry=entry,
            run=RUN,
        )
    )


def _save_documents(state: Store, sources: int, now: datetime) -> None:
    """Save what the last polls would have left: each feed's document, and the receipts of the sites."""
    days = [(now - timedelta(days=back)).date() for back in (2, 1, 0)]
    sites = {}
    for number in range(sources):
        url = feed_url(number)
        completeness = Completeness(days=tuple(DayTally(day, 12, 0.4 if number % 50 == 0 else 0.0, 0) for day in days))
        health = Health(last_polled_at=now, last_success_at=now, next_poll_at=now + timedelta(minutes=30))
        if number % 100 == 11:
            health = replace(health, failures=30.0, last_error=f"{url}: the server answered 404: there is no such page")
        document = FeedDocument(url=url, title=f"Paper {number}", health=health, completeness=completeness)
        save_feed(state, 0, url_id(url), document)
        receipts = [Receipt(day, 60, 41, 900_000, 1.0 + number % 7 / 10, int(number % 40 == 0), 0.0) for day in days]
        sites[f"paper{number:04d}.example"] = msgspec.to_builtins({"receipts": receipts})
    save_sites(state, 0, SitesDocument(version=1, sites=sites))


_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MODEL = Article(
    id="",
    url="",
    fetched_url="",
    source=Source(site=""),
    feed=FeedRef(url=""),
    fetched=Fetched(fetched_at=_NOON, status=200, bytes=0),
    text=TEXT,
    language="en",
    section="Local",
    images=(Image(url="https://img.paper.example/bridge.jpg", caption="The bridge"),),
    word_count=150,
    reading_minutes=1,
    content_hash=_MARK * 4,
    run=RUN,
)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--sources", type=int, default=5000)
    arguments = parser.parse_args(argv)
    begun = time.monotonic()
    make_year(arguments.folder, arguments.rows, arguments.days, arguments.sources, datetime.now(UTC))
    print(
        f"{arguments.rows} rows of {arguments.sources} sources in {time.monotonic() - begun:.0f} s: {arguments.folder}"
    )


if __name__ == "__main__":
    main()
