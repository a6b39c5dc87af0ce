"""A dataset whose articles say what may be done with them, on several days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime

from msgspec.structs import replace
from one_shard import NOON, RUN
from small_dataset import SmallDataset, address, article_of, entry_of

from pipelines.rights.known_files import KnownFile
from pipelines.rights.reading import SiteRights
from transforms.batch import Batch
from transforms.pure.net.urls import site_of
from transforms.pure.rights.page_rights import settle
from transforms.pure.rights.statements import stated
from transforms.records import Source
from transforms.rights import Statement
from transforms.turns import Extracted, drop_reserved

FILE = stated("tdmrep", "tdmrep_file", '{"location": "/", "tdm-reservation": 1}', {"tdm": "reserved"})
OPEN = stated("tdmrep", "tdmrep_file", '{"location": "/", "tdm-reservation": 0}', {"tdm": "allowed"})
SIGNAL = stated("content_signal", "robots_txt", "Content-Signal: search=yes", {"search": "allowed"})
LICENCE = stated("jsonld", "jsonld", "license: https://valley.example/terms")

FIRST, SECOND, THIRD = (date(2026, 11, day) for day in (22, 23, 24))
VALLEY = SiteRights(
    "valley.example",
    Counter({FIRST: 2, SECOND: 1, THIRD: 1}),
    {
        SIGNAL.signal: Counter({FIRST: 2, SECOND: 1, THIRD: 1}),
        OPEN.signal: Counter({SECOND: 1}),
        FILE.signal: Counter({FIRST: 2, THIRD: 1}),
    },
    {"tdm": Counter({"reserved": 3, "allowed": 1}), "search": Counter({"allowed": 4})},
)
HILL = SiteRights("hill.example", Counter({FIRST: 12_345}))
LAKE = SiteRights("lake.example", dropped={"reserved_tdmrep": Counter({SECOND: 2})})
FILES = [
    KnownFile(
        address="https://valley.example/.well-known/tdmrep.json",
        read_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        problem="the server answered 500",
        statements=1,
    ),
    KnownFile(address="https://valley.example/l.xml", read_at=None, problem="no answer", statements=0),
]


def write_day(
    dataset: SmallDataset, articles: Mapping[str, list[Statement] | None], dropped: tuple[str, ...] = ()
) -> None:
    """Write articles with what was said of each (None: from before rights were read), and drop others; a day passes."""
    dataset.park(*articles, *dropped)
    owner = dataset.open(0)
    owner.take_up(1000)
    batch = Batch(owner.memory.settled, RUN)
    for name, statements in articles.items():
        rights = None if statements is None else settle(statements, None, dataset.now)
        source = Source(site=site_of(address(name)))
        made = replace(article_of(name, dataset.now), rights=rights, source=source)
        batch.add(Extracted(entry_of(name, dataset.now), made))
    for name in dropped:
        message = f"{address(name)}: its publisher reserves it, so it is not fetched"
        batch.add(drop_reserved(entry_of(name, dataset.now), "reserved_tdmrep", message, dataset.now, stage="fetch"))
    files = batch.files("day", lambda k: f"part-p1-00000-{owner.attempt}-0000{k}.jsonl.gz")
    assert owner.commit(files, batch.dropped, batch.deferred, batch.aliases)
    dataset.publish()
    dataset.days_pass(1)


def write_three_days(dataset: SmallDataset) -> None:
    """A site that reserves, allows, and reserves again; one that says nothing; one of which all is dropped."""
    assert NOON.date().isoformat() == "2026-11-22"
    write_day(dataset, {"valley/a": [FILE, SIGNAL], "valley/b": [FILE, SIGNAL, LICENCE], "hill/a": []})
    write_day(dataset, {"valley/c": [OPEN, SIGNAL], "hill/b": None}, dropped=("lake/a", "lake/b"))
    write_day(dataset, {"valley/d": [FILE, SIGNAL]})
