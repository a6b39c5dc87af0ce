"""The bundled sample newsroom: a few small news sites, served on this machine.

    python sample/serve.py [--port N] [-- COMMAND ...]

Serves sample/sites/<host>/ on 127.0.0.1, choosing the site by the Host header: at port N, else at 8765, else at a free one.
With COMMAND, runs it with the port in NEWSBEAM_SAMPLE_PORT, passes signals on to it, and returns its exit code.
Without, serves until interrupted.

A path is a file of its site (`/rss` is rss.xml, `/stadt/orgel` is stadt/orgel.html). A site's answers.json says where an
answer is out of the ordinary: `content_type`, `delay_seconds`, `gzip`, or a `location` to redirect to.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from aiohttp import web

SITES = Path(__file__).parent / "sites"
PORT_VARIABLE = "NEWSBEAM_SAMPLE_PORT"
USUAL_PORT = int(os.environ.get(PORT_VARIABLE) or 8765)
# Fixed, for the sample must be the same on every machine and checkouts do not keep the times of files.
LAST_MODIFIED = "Fri, 17 Oct 2025 06:00:00 GMT"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Answer:
    """What a site says at one path."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    gzip: bool = False


def load_sites(folder: Path) -> dict[str, dict[str, Answer]]:
    """Gives host -> path -> answer for the sites in a folder."""
    return {site.name: _load_site(site) for site in sorted(folder.iterdir()) if site.is_dir()}


def _load_site(site: Path) -> dict[str, Answer]:
    special: dict[str, dict[str, Any]] = json.loads((site / "answers.json").read_text(encoding="utf-8"))
    answers = {path: _redirect(said["location"]) for path, said in special.items() if "location" in said}
    for file in sorted(site.rglob("*")):
        if file.suffix in CONTENT_TYPES and file != site / "answers.json":
            path = f"/{file.relative_to(site).as_posix()}"
            answer = _file_answer(file, special.get(path, {}))
            answers |= dict.fromkeys((path, path.removesuffix(file.suffix), path.removesuffix("index.html")), answer)
    return answers


def _redirect(location: str) -> Answer:
    return Answer(b"", 301, {"Location": location})


def _file_answer(file: Path, said: Mapping[str, Any]) -> Answer:
    body = file.read_bytes()
    weak = "W/" if said.get("gzip") else ""  # a strong ETag would have to tell the two encodings apart
    headers = {
        "Content-Type": said.get("content_type", CONTENT_TYPES[file.suffix]),
        "ETag": f'{weak}"{hashlib.sha256(body).hexdigest()[:16]}"',
        "Last-Modified": LAST_MODIFIED,
    }
    return Answer(body, 200, headers, said.get("delay_seconds", 0.0), said.get("gzip", False))


def application(sites: Mapping[str, Mapping[str, Answer]]) -> web.Application:
    """Gives the server of some sites, not yet listening."""

    async def answer(request: web.Request) -> web.Response:
        host = request.host.partition(":")[0].lower()
        if host not in sites:
            return web.Response(status=421, text=f"no site {host!r} here; there are {', '.join(sites)}\n")
        found = sites[host].get(request.path)
        if found is None:
            return web.Response(status=404, text=f"{host} has nothing at {request.path}\n")
        await asyncio.sleep(found.delay_seconds)
        return _respond(request, found)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    return app


def _respond(request: web.Request, found: Answer) -> web.Response:
    headers = dict(found.headers)
    if found.status == 200 and _is_known(request, headers):
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers)
    body = found.body
    if found.gzip and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return web.Response(status=found.status, body=body, headers=headers)


def _is_known(request: web.Request, headers: Mapping[str, str]) -> bool:
    """Whether the client's copy is current: by ETag, and by date only where no ETag is given (RFC 9110, 13.2.2)."""
    if "If-None-Match" in request.headers:
        return headers["ETag"] in [tag.strip() for tag in request.headers["If-None-Match"].split(",")]
    since = request.if_modified_since
    return since is not None and since >= parsedate_to_datetime(headers["Last-Modified"])


def listen(port: int | None) -> socket.socket:
    """Gives a socket bound to 127.0.0.1: at `port`; None means at the usual port, or a free one where that is taken."""
    wanted = [USUAL_PORT, 0] if port is None else [port]
    for number in wanted:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", number))
            sock.listen()
        except OSError as error:
            sock.close()
            if number == wanted[-1]:
                raise SystemExit(f"port {number} of 127.0.0.1 cannot be used ({error}); leave out --port") from error
        else:
            return sock
    raise AssertionError("the last port is either bound or refused")


async def serve(port: int | None, command: Sequence[str]) -> int:
    """Serves the sample newsroom while `command` runs, or until a signal; gives the exit code."""
    sites = load_sites(SITES)
    runner = web.AppRunner(application(sites), access_log=None)
    await runner.setup()
    sock = listen(port)
    await web.SockSite(runner, sock).start()
    number = sock.getsockname()[1]
    try:
        if command:
            return await _run(command, number)
        print(f"The sample newsroom is at 127.0.0.1:{number}: {', '.join(sites)}. Interrupt to stop.", flush=True)
        return await until_signal()
    finally:
        await runner.cleanup()


async def _run(command: Sequence[str], port: int) -> int:
    env = os.environ | {PORT_VARIABLE: str(port)}
    try:
        # In a process group of its own, or Ctrl-C would reach it twice: from the terminal and from here.
        process = await asyncio.create_subprocess_exec(*command, env=env, process_group=0)
    except OSError as error:
        print(f"{command[0]} cannot be run: {error.strerror}", file=sys.stderr)
        return 127
    for number in PASSED_ON:
        asyncio.get_running_loop().add_signal_handler(number, process.send_signal, number)
    exit_code = await process.wait()
    return exit_code if exit_code >= 0 else 128 - exit_code


async def until_signal() -> int:
    """Waits for a signal to end; gives the exit code."""
    stopped = asyncio.Event()
    for number in PASSED_ON:
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    return 0


def main(arguments: Sequence[str]) -> int:
    """Runs the command line; gives the exit code."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    usage = "%(prog)s [-h] [--port N] [-- COMMAND ...]"
    parser = argparse.ArgumentParser(usage=usage, description="Serve the bundled sample newsroom on 127.0.0.1.")
    parser.add_argument("--port", type=int, metavar="N", help=f"default: {USUAL_PORT}, or a free port if that is taken")
    options = parser.parse_args(arguments[:cut])
    return asyncio.run(serve(options.port, arguments[cut + 1 :]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
