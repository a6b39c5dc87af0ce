"""A newsroom that publishes while it is ingested, by whatever runner, and the proof that nothing was lost or doubled."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

from heartbeat import too_close
from sound import problems

from bench.replay import Newsroom, write_config
from transforms.state.ledger import read_ledger
from transforms.state.storage import open_store

LAYOUT = ("--load", "--sites", "6", "--articles", "10", "--latency", "0.01")
SITES = 6
SPACING_SECONDS = 0.5
VOID_BYTES = 20
NOTING = Path(__file__).with_name("noting_newsroom.py")
SETTINGS: dict[str, Any] = {
    "web": {"spacing_seconds": SPACING_SECONDS},
    "poll": {"schedule": {"floor_seconds": 0}},
    "write": {"commit_seconds": 0.5},
    "extract": {"processes": 1},
}

_ITEM_LINK = re.compile(rb"<link>([^<]+/a/[^<?]+)")
_open = build_opener(ProxyHandler({})).open


class Harvest:
    """What stood in the feeds of a newsroom (of LAYOUT), and what was made of it below `output`."""

    def __init__(self, folder: Path, newsroom: Newsroom, **settings: Any) -> None:
        self.newsroom, self.output = newsroom, folder / "out"
        self.config = write_config(folder, newsroom.feeds, SETTINGS | settings)
        self.shards: int = settings.get("shards", 1)
        self.links: set[str] = set()
        self.look()

    def look(self) -> None:
        """Remember what stands in the feeds now."""
        for feed in self.newsroom.feeds:
            with _open(feed) as answer:
                self.links |= {link.decode() for link in _ITEM_LINK.findall(answer.read())}

    def hold(self, pages: int) -> None:
        """Let so many more pages be answered, and hold back all others."""
        self._ask(f"hold?n={pages}")

    def release(self) -> None:
        """Answer what is held back."""
        self._ask("release")

    def _ask(self, path: str) -> None:
        with _open(f"http://127.0.1.1:{self.newsroom.port}/{path}") as answer:
            answer.read()

    def publish(self, count: int = 1) -> None:
        """Publish so many articles at each site."""
        for site in range(SITES):
            self.newsroom.publish(site, count)
        self.look()

    def settled(self) -> list[str]:
        """The links that have an article or a failure, sorted; what was written twice stands there twice."""
        articles = [row["url"] for row in self.rows("articles")]
        return sorted(articles + [row["entry"]["url"] for row in self.rows("failures") if row["stage"] != "poll"])

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """All rows of a kind."""
        files = sorted((self.output / kind).rglob("*.gz"))
        return [json.loads(line) for path in files for line in gzip.decompress(path.read_bytes()).splitlines()]

    def commits(self) -> int:
        """How far the logs of all shards have come."""
        logs = (self.output / "_state" / "log").glob("*")
        return sum(max((int(path.stem) for path in log.glob("*.json")), default=0) for log in logs)

    def is_known(self) -> bool:
        """Whether everything that stood in a feed is owed or settled: before that, more news could push it out unseen."""
        return len(self.owed()) + len(self.settled()) >= len(self.links)

    def is_complete(self) -> bool:
        """Whether everything that stood in a feed is settled."""
        return len(self.settled()) >= len(self.links)

    def problems(self) -> list[str]:
        """What is wrong, once all is settled and listed; nothing should be."""
        settled = Counter(self.settled())
        found = [f"lost: {link}" for link in sorted(self.links - set(settled))]
        found += [f"doubled: {link}" for link, n in settled.items() if n > 1]
        found += [f"never published: {link}" for link in sorted(set(settled) - self.links)]
        found += [f"still owed: {id_}" for id_ in self.owed()]
        files, counts = told(self.output)
        found += [f"listed {n} times: {path}" for path, n in Counter(files).items() if n > 1]
        found += [f"not listed: {path}" for path in sorted(with_rows(self.output) - set(files))]
        found += [f"listed, and not there: {path}" for path in sorted(set(files) - with_rows(self.output))]
        ended = sum(n for name, n in counts.items() if not name.startswith("dropped/seen_again"))
        if ended != len(self.links):
            found.append(f"the manifests count {ended} entries that ended, {len(self.links)} stood in feeds: {counts}")
        return found + problems(self.output) + self._ill_manners()

    def owed(self) -> list[str]:
        """The ids that are owed."""
        state, output = open_store(str(self.output / "_state")), open_store(str(self.output))
        return sorted(id_ for shard in range(self.shards) for id_ in read_ledger(state, output, shard).owed)

    def _ill_manners(self) -> list[str]:
        stats = self.newsroom.stats()
        found = []
        for gap in too_close(stats["page_gaps"], SPACING_SECONDS):
            found.append(f"two pages of a site were asked for within {gap:.3f} s, not {SPACING_SECONDS}")
        if stats["peak_open_per_site"] > 2:
            found.append(f"{stats['peak_open_per_site']} requests were open at once at a site")
        return found


def told(output: Path) -> tuple[list[str], Counter[str]]:
    """The files that the manifests list, in order, and how they say that entries ended."""
    files: list[str] = []
    settled: Counter[str] = Counter()
    for path in sorted(output.glob("runs/date=*/*.json"), key=lambda path: path.name):
        manifest = json.loads(path.read_text())
        files += [file["path"] for file in manifest["files"]]
        settled.update({name: n for name, n in manifest["settled"].items() if not name.startswith("poll_")})
    return files, settled


def with_rows(output: Path) -> set[str]:
    """The files that are not void."""
    paths = [path for kind in ("articles", "failures") for path in (output / kind).rglob("*.gz")]
    return {str(path.relative_to(output)) for path in paths if path.stat().st_size != VOID_BYTES}
