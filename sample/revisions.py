"""Ingest the sample newsroom twice: a paper corrects one article once it was read, and withdraws another.

    python sample/revisions.py [--output FOLDER]

Prints both summaries, what changed, and where the rows stand. It begins with an empty FOLDER, out/revisions where none is named.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import serve
from aiohttp import web

ROOT = Path(__file__).parents[1]
# Newspapers correct after hours, and are asked again after hours; here the first check is due at once.
CHECKS, WAIT_SECONDS = "[1s, 1h, 1d]", 2.5
REVISED = '"revised"'
SITES = web.AppKey("sites", dict)
EDITS = (
    (
        "harbour-courier.example",
        "/2025/10/allotment-sheds.html",
        "three metres wide",
        "two metres wide",
        "<p>Correction: An earlier version of this article gave a wrong width for the strip.</p>",
    ),
    (
        "harbour-courier.example",
        "/2025/10/oyster-beds-survey.html",
        "",
        "",
        "<p>This article has been withdrawn because the survey it reports was not finished.</p>",
    ),
)


@web.middleware
async def revise_once_read(request: web.Request, handler: Any) -> web.StreamResponse:
    """Change a page as soon as it was served: its next reader finds another one."""
    response: web.StreamResponse = await handler(request)
    sites: dict[str, dict[str, serve.Answer]] = request.app[SITES]
    host = request.host.partition(":")[0]
    for edited, path, old, new, note in EDITS:
        page = sites[edited][path]
        if edited == host and sites[host].get(request.path) is page and page.headers["ETag"] != REVISED:
            body = revised(page.body.decode(), old, new, note).encode()
            changed = replace(page, body=body, headers=dict(page.headers) | {"ETag": REVISED})
            sites[host] |= {name: changed for name, answer in sites[host].items() if answer is page}
    return response


def revised(body: str, old: str, new: str, note: str) -> str:
    """Give a page with other words and a note at its end; with nothing but the note where there are no words to change."""
    if old:
        head, _, tail = body.replace(old, new).rpartition("</p>")
        return f"{head}</p>{note}{tail}"
    head, _, rest = body.partition("<p")
    return f"{head}{note}{rest.rpartition('</p>')[2]}"


async def ingest(output: Path, port: int) -> int:
    """Run `newsbeam ingest` on the sample; give its exit code."""
    sets = [f"output={output}", f"revisions.checks={CHECKS}"]
    command = [sys.executable, "-m", "pipelines", "ingest", str(ROOT / "configs" / "sample.yaml")]
    command += [part for one in sets for part in ("--set", one)]
    env = os.environ | {serve.PORT_VARIABLE: str(port)}
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=ROOT)
    return await process.wait()


def rows(output: Path, kind: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a kind."""
    for path in sorted((output / kind).rglob("*.jsonl.gz")):
        yield from map(json.loads, gzip.decompress(path.read_bytes()).splitlines())


def tell(output: Path) -> str:
    """Say what changed."""
    lines = []
    for row in rows(output, "revisions"):
        lines.append(f"Version {row['version']} of {row['url']}: {row['significance']}")
        for word in row["changes"]["words"]:
            lines += [f"    {sign} {said}" for sign, said in (("-", word["removed"]), ("+", word["added"])) if said]
        lines.append(f"    the paper's note: {row['correction']}")
    for row in rows(output, "retractions"):
        lines.append(f"Withdrawn: {row['url']} ({row['because']})\n    {row['notice']}")
    return "\n".join([*lines, f"The rows are below {output}/revisions and {output}/retractions."])


async def run(output: Path) -> int:
    """Serve the sites while they are ingested twice."""
    sites = serve.load_sites(serve.SITES)
    app = serve.application(sites)
    app[SITES] = sites
    app.middlewares.append(revise_once_read)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    sock = serve.listen(None)
    await web.SockSite(runner, sock).start()
    try:
        code = await ingest(output, sock.getsockname()[1])
        if code == 0:
            await asyncio.sleep(WAIT_SECONDS)
            code = await ingest(output, sock.getsockname()[1])
    finally:
        await runner.cleanup()
    if code == 0:
        print(tell(output))
    return code


def main(arguments: Sequence[str]) -> int:
    """Runs the command line; gives the exit code."""
    parser = argparse.ArgumentParser(description="Ingest the sample newsroom twice, with a correction between.")
    parser.add_argument("--output", type=Path, default=ROOT / "out" / "revisions")
    output: Path = parser.parse_args(arguments).output.absolute()
    shutil.rmtree(output, ignore_errors=True)
    return asyncio.run(run(output))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
