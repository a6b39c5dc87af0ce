"""The replay newsroom, started and asked, and newsbeam let loose on it: for tests and benchmarks alike.

The newsroom lies beside the repository, in ../shared/newsroom: real pages, served from addresses 127.0.x.x of this machine.
It serves other corpora too, such as ../shared/wcxb, where the flag --corpus names one.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import yaml

NEWSROOM = Path(__file__).resolve().parents[2] / "shared" / "newsroom"
START_TRIES = 5
WAIT_SECONDS = 0.2
# Below the range from which systems take the ports of outgoing connections.
PORTS = range(20_000, 30_000)
SETTINGS: dict[str, Any] = {
    "first_poll": {"max_age_days": None},
    "web": {"contact": "https://newsbeam.example/bench", "allow_addresses": ["127.0.0.0/8"]},
}

_open = build_opener(ProxyHandler({})).open


@dataclass(frozen=True)
class Newsroom:
    """A newsroom that runs: its port, and its feeds' URLs."""

    port: int
    feeds: tuple[str, ...]

    def stats(self) -> dict[str, Any]:
        """Gives what clients did since the start, or since `reset`: see /stats in newsroom.py."""
        found: dict[str, Any] = json.loads(self._get("stats"))
        return found

    def reset(self) -> None:
        """Sets the counts of `stats` to nothing."""
        self._get("reset")

    def publish(self, site: int, count: int) -> None:
        """Adds so many unseen articles to a site's feed (load layout)."""
        self._get(f"publish?site={site}&n={count}")

    def _get(self, path: str) -> bytes:
        with _open(f"http://127.0.1.1:{self.port}/{path}", timeout=30) as answer:
            body: bytes = answer.read()
            return body


class Publisher:
    """Whoever publishes in a newsroom of the load layout, and keeps the links of all that stands or stood in its feeds."""

    def __init__(self, newsroom: Newsroom, sites: int, articles: int) -> None:
        self._newsroom, self.sites, self._slugs = newsroom, sites, _slugs()
        self.links: set[str] = set()
        for site in range(sites):
            for _ in range(articles):
                self._note(site)

    def publish(self, site: int, count: int = 1) -> list[str]:
        """Adds articles to a site's feed; gives their links, cleaned, the newest last."""
        self._newsroom.publish(site, count)
        return [self._note(site) for _ in range(count)]

    def _note(self, site: int) -> str:
        link = self._newsroom.feeds[site].replace("/feed.xml", f"/a/{next(self._slugs)}.html")
        self.links.add(link)
        return link


def _slugs() -> Iterator[str]:
    """The names of the load layout's pages, in the order in which they are published: see newsroom.py."""
    with (NEWSROOM / "corpus" / "gold.jsonl").open(encoding="utf-8") as lines:
        ids = [json.loads(line)["id"] for line in lines]
    for copy in itertools.count():
        yield from (f"{id_}~{copy}" if copy else id_ for id_ in ids)


def why_not() -> str | None:
    """Gives the sentence that says why there can be no newsroom on this machine; None where there can be."""
    if not (NEWSROOM / "newsroom.py").exists():
        return f"the replay newsroom is not there: {NEWSROOM}"
    try:
        with socket.socket() as sock:
            sock.bind(("127.0.1.1", 0))
    except OSError as error:
        return f"this machine has no addresses 127.0.x.x beside 127.0.0.1 ({error.strerror}); Linux has"
    return None


def run_in_folder(name: str, work: Callable[[Path], int], keep: Path | None = None) -> int:
    """Gives what `work` gives in a folder: `keep`, or one that goes afterwards; 0 where there is no newsroom, and says why."""
    reason = why_not()
    if reason is not None:
        print(f"skipped: {reason}")
        return 0
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        return work(keep)
    with tempfile.TemporaryDirectory(prefix=f"newsbeam-{name}-") as folder:
        return work(Path(folder))


@contextmanager
def running(folder: Path, *flags: str, script: Path = NEWSROOM / "newsroom.py") -> Iterator[Newsroom]:
    """Gives a newsroom that was started with these flags; it ends with the block. `folder` takes its list of feeds."""
    feeds_out = folder / "feeds.txt"
    server, port = _start([str(script), "--feeds-out", str(feeds_out), *flags])
    try:
        yield Newsroom(port, tuple(feeds_out.read_text().split()))
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _start(words: Sequence[str]) -> tuple[subprocess.Popen[str], int]:
    for _ in range(START_TRIES):
        port = random.SystemRandom().choice(PORTS)
        command = [sys.executable, *words, "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert server.stdout is not None
        if server.stdout.readline().startswith("ready:"):
            return server, port
        error = server.communicate(timeout=30)[1]  # most likely the port was taken
    raise RuntimeError(f"the newsroom did not start, {START_TRIES} times; the last time it said:\n{error}")


def write_config(folder: Path, feeds: Sequence[str], settings: dict[str, Any] | None = None) -> Path:
    """Gives the path of a configuration for these feeds: SETTINGS, with `settings` merged in two levels deep."""
    merged: dict[str, Any] = {"output": str(folder / "out"), **SETTINGS}
    for key, value in (settings or {}).items():
        known = merged.get(key)
        merged[key] = {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value
    (folder / "list.txt").write_text("".join(f"{url}\n" for url in feeds))
    path = folder / "newsroom.yaml"
    path.write_text(yaml.safe_dump({**merged, "feeds_from": "list.txt"}, sort_keys=False))
    return path


def ingest_command(config: Path, *flags: str) -> list[str]:
    """Gives the command line of `newsbeam ingest`, run by the Python that runs this."""
    return [sys.executable, "-m", "pipelines", "ingest", str(config), *flags]


def stream_command(config: Path, *flags: str) -> list[str]:
    """Gives the command line of `newsbeam stream`, run by the Python that runs this."""
    return [sys.executable, "-m", "pipelines", "stream", str(config), *flags]


def wait_for_output(log: Path, process: subprocess.Popen[Any]) -> None:
    """Waits until a process has written to its log, as a stream does when its first tick is done, or has ended."""
    while not log.stat().st_size and process.poll() is None:
        time.sleep(WAIT_SECONDS)


def ingest(config: Path, *flags: str) -> str:
    """Runs `newsbeam ingest` to its end; gives what it printed. Raises: RuntimeError if it failed."""
    done = subprocess.run(ingest_command(config, *flags), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"newsbeam ingest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Gives the rows of all files below a folder of the output."""
    rows: list[dict[str, Any]] = []
    for path in sorted(folder.rglob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += map(json.loads, lines)
    return rows


def page_ids() -> list[str]:
    """Gives the ids of all pages of the newsroom."""
    with (NEWSROOM / "corpus" / "gold.jsonl").open(encoding="utf-8") as lines:
        return sorted(json.loads(line)["id"] for line in lines)


def page_id(url: str) -> str:
    """Gives the id of the page at a URL of the newsroom.

    >>> page_id("http://127.0.1.7:8800/a/zyte-12.html?utm_source=rss")
    'zyte-12'
    """
    return url.partition("?")[0].rpartition("/")[2].removesuffix(".html").partition("~")[0]


def unwritten(output: Path) -> dict[str, str | None]:
    """Gives the pages of the plain layout that have no article, by id, with the reason of the failure that tells why.

    None where no failure names the page.
    """
    written = {page_id(row["url"]) for row in read_rows(output / "articles")}
    failed = {
        page_id(row["entry"]["url"]): f"{row['reason']}: {row['message']}"
        for row in read_rows(output / "failures")
        if row.get("entry")
    }
    return {id_: failed.get(id_) for id_ in page_ids() if id_ not in written}
