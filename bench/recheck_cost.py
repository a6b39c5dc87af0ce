"""What it costs to ask again for articles, against their first reading: CPU and seconds an article, over the newsroom's pages.

python -m bench.recheck_cost: prints both, for a server that answers 304, and for one that sends each page again.

The pages are served by a process of its own from 32 sites without pace; newsbeam reads them in one process.
"""

from __future__ import annotations

import contextlib
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from aiohttp import web
from msgspec import Struct

from bench.pages import has_newsroom, read_pages

SITES = 32


class Costs(Struct, frozen=True):
    """What one ingest cost: CPU milliseconds and seconds in all, and how many articles it wrote or asked again."""

    cpu_ms: float
    seconds: float
    articles: int

    def told(self, what: str) -> str:
        """Give the line on it."""
        each = max(1, self.articles)
        return f"{what:28}{self.articles:5} articles  {self.cpu_ms / each:6.1f} ms of CPU each  {self.seconds:5.1f} s in all"


def serve(knows: bool) -> None:
    """Serve the pages until killed; the first line that is printed is the port. `knows`: it answers 304 where it can."""
    pages = {f"/{n}": page.body for n, page in enumerate(read_pages())}
    links = "".join(f"<item><link>http://s{n % SITES}.example/{n}</link></item>" for n in range(len(pages)))
    feed = f"<rss version='2.0'><channel><title>All</title>{links}</channel></rss>"

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/feed.xml":
            return web.Response(text=feed, content_type="text/xml")
        if request.path not in pages:
            return web.Response(status=404)
        headers = {"ETag": '"1"'} if knows else {}
        if knows and "If-None-Match" in request.headers:
            return web.Response(status=304, headers=headers)
        return web.Response(body=pages[request.path], content_type="text/html", charset="utf-8", headers=headers)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[-1]), print=None)


@contextlib.contextmanager
def served(knows: bool) -> Iterator[int]:
    """Have a process serve the pages; give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "bench.recheck_cost", "serve", str(int(knows)), str(port)]
    server = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("the server does not start")


def later(hours: float) -> datetime:
    """Give the time that it will be in so many hours."""
    from transforms.clock import utc_now

    return utc_now() + timedelta(hours=hours)


def measure(folder: Path, port: int, hours: float) -> Costs:
    """Ingest the pages so many hours after the first time."""
    from pipelines.config.loading import load_config
    from pipelines.run.passes import ingest

    hosts = {f"s{n}.example": f"127.0.0.1:{port}" for n in range(SITES)}
    settings = {
        "output": str(folder / "out"),
        "feeds": ["http://s0.example/feed.xml"],
        "first_poll": {"max_age_days": None, "max_entries": 2000},
        "web": {"resolve": hosts, "spacing_seconds": 0},
        "extract": {"processes": 0},
        "revisions": {"checks": ["1h", "1d"]},
    }
    path = folder / "newsbeam.yaml"
    path.write_text(json.dumps(settings))
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    report = ingest(load_config(str(path)), clock=partial(later, hours))
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counts = report.counts
    articles = counts["write/written"] if not hours else counts["write/rechecked/unchanged"] + counts["write/revised"]
    return Costs(cpu * 1000, time.monotonic() - begun, articles)


def main() -> int:
    """Print the costs."""
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2] == "1")
        return 0
    if not has_newsroom():
        print("the newsroom's pages are not on this machine")
        return 0
    for knows, what in ((True, "asked again: 304"), (False, "asked again: the same page")):
        with tempfile.TemporaryDirectory() as folder, served(knows) as port:
            print(measure(Path(folder), port, 0).told("read for the first time"))
            print(measure(Path(folder), port, 2).told(what), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
