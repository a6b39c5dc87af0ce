"""The plain script that newsbeam is measured against: feeds in, articles out, in one process or in several.

python bench/plain.py FEEDS OUTPUT [PROCESSES]: FEEDS holds a URL a line, OUTPUT becomes JSON Lines. Several processes share
the feeds evenly, and each of them writes a file of its own: OUTPUT.0, OUTPUT.1 and so on.

What one writes in an afternoon, and well: feedparser, aiohttp with many requests under way, trafilatura with metadata. It
forgets all at its end, waits for no site, checks no robots.txt, address, size or encoding, and settles nothing.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
from pathlib import Path
from typing import IO

import aiohttp
import feedparser
import trafilatura
from trafilatura.settings import Document

CONCURRENCY = 64
# Extraction holds up the loop: on a busy machine a connection seems to take minutes.
NO_TIMEOUT = aiohttp.ClientTimeout(total=None)


async def read_feed(session: aiohttp.ClientSession, gate: asyncio.Semaphore, url: str) -> list[str]:
    """Gives the links of a feed."""
    async with gate, session.get(url) as response:
        body = await response.read()
    return [entry.link for entry in feedparser.parse(body).entries]


async def save_article(session: aiohttp.ClientSession, gate: asyncio.Semaphore, url: str, output: IO[str]) -> None:
    """Fetches and extracts a page, and writes its article, if it has one."""
    async with gate:
        async with session.get(url) as response:
            html = await response.text()
        found = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
        if isinstance(found, Document) and found.text:
            names = ("title", "author", "date", "description", "sitename", "language", "categories", "tags", "text")
            print(json.dumps({"url": url, **{name: getattr(found, name) for name in names}}), file=output)


async def save_articles(feeds: list[str], output: IO[str]) -> None:
    """Writes the articles of all feeds."""
    gate = asyncio.Semaphore(CONCURRENCY)
    async with aiohttp.ClientSession(timeout=NO_TIMEOUT) as session:
        links = await asyncio.gather(*(read_feed(session, gate, url) for url in feeds))
        urls = dict.fromkeys(link for found in links for link in found)
        await asyncio.gather(*(save_article(session, gate, url, output) for url in urls))


def run(feeds: list[str], path: str) -> None:
    """Writes the articles of all feeds to a file."""
    with Path(path).open("w", encoding="utf-8") as output:
        asyncio.run(save_articles(feeds, output))


def main(feeds: list[str], path: str, processes: int) -> int:
    """Shares the feeds among so many processes; gives the number of those that failed."""
    if processes == 1:
        run(feeds, path)
        return 0
    workers = [multiprocessing.Process(target=run, args=(feeds[n::processes], f"{path}.{n}")) for n in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(worker.exitcode != 0 for worker in workers)


if __name__ == "__main__":
    urls = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    sys.exit(main(urls, sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1))
