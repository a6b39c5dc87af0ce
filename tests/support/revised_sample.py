"""The sample newsroom, in which one article is corrected and another withdrawn once they were read.

python tests/support/revised_sample.py --port N
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "sample"))

import revisions
import serve
from aiohttp import web


async def run(port: int) -> None:
    """Serve until it is stopped."""
    sites = serve.load_sites(serve.SITES)
    app = serve.application(sites)
    app[revisions.SITES] = sites
    app.middlewares.append(revisions.revise_once_read)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, serve.listen(port)).start()
    print(f"The sample newsroom is at 127.0.0.1:{port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[2])))
