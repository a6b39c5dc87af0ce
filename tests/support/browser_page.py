"""A page in a real Chromium without a window, asked and clicked over its debugging protocol."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE_SECONDS = 120.0


class BrowserPage:
    """An open page. Each call is answered before it returns."""

    def __init__(self, port: int) -> None:
        self._port, self._loop, self._number = port, asyncio.new_event_loop(), 0
        self._loop.run_until_complete(self._connect())

    def evaluate(self, script: str) -> Any:
        """Give the value of an expression; a promise is waited for."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        """Make the window so large, in CSS pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol, and give what it answers."""
        return self._loop.run_until_complete(asyncio.wait_for(self._call(method, parameters), PATIENCE_SECONDS))

    def close(self) -> None:
        """Leave the page."""
        self._loop.run_until_complete(self._session.close())
        self._loop.close()

    async def _connect(self) -> None:
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://127.0.0.1:{self._port}/json") as answer:
            pages = [page for page in await answer.json() if page["type"] == "page"]
        self._socket = await self._session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0)

    async def _call(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            answer = json.loads((await self._socket.receive()).data)
            if answer.get("id") == self._number:
                found: dict[str, Any] = answer["result"]
                return found


@contextmanager
def opened_page(path: Path, folder: Path) -> Iterator[BrowserPage]:
    """Open a file in a browser of its own until the block ends."""
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
    ]
    command = [str(BROWSER), *flags, "--remote-debugging-port=0", path.as_uri()]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "DevTools listening on" in line)
            page = BrowserPage(int(line.partition("127.0.0.1:")[2].partition("/")[0]))
            try:
                while not page.evaluate("location.protocol === 'file:' && document.readyState === 'complete'"):
                    pass
                yield page
            finally:
                page.close()
        finally:
            process.kill()
