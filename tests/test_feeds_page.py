"""The commands of docs/feeds.md, run as they stand there: what they print is what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hostile_server import HostileServer, reply
from many_feeds import opml_of_300
from page_sessions import commands_of, matches
from small_newsroom import HOST, story

PAGE = Path(__file__).parents[1] / "docs" / "feeds.md"
PATIENCE_SECONDS = 120
HOME = """<!doctype html><html><head><title>The Paper</title>
<link rel="alternate" type="application/rss+xml" title="The Paper" href="/feed.xml">
</head><body><h1>The Paper</h1></body></html>"""


def session(name: str) -> list[tuple[str, list[str]]]:
    """The commands of a session that the page shows, each with the lines that it prints."""
    (text,) = re.findall(rf"<!-- {name} -->\n(.*?)<!-- end -->", PAGE.read_text(encoding="utf-8"), re.S)
    lines = [line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ") or not line]
    return commands_of(lines)


class Beginner:
    """Somebody with an empty folder and a shell, for whom the web is one paper on this machine."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        at = datetime.now(UTC) - timedelta(hours=2, minutes=30)
        items = "".join(
            f"<item><title>Story {n}</title><link>http://{HOST}/{n}</link>"
            f"<pubDate>{format_datetime(at - timedelta(hours=6 * n))}</pubDate></item>"
            for n in range(8)
        )
        feed = f"<rss version='2.0'><channel><title>The Paper</title><language>en</language>{items}</channel></rss>"
        server.answers["/"] = reply(body=HOME.encode())
        server.answers["/feed.xml"] = reply(body=feed.encode(), kind="text/xml")
        for n in range(8):
            server.answers[f"/{n}"] = reply(body=story(f"/{n}"))

    def run(self, command: str) -> list[str]:
        """Run a command as the page has it; give the lines that it prints."""
        ended = subprocess.run(
            ["bash", "-eu", "-c", command.replace(f"https://{HOST}", f"http://{HOST}")],
            cwd=self.folder,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100"},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        said = (ended.stdout + ended.stderr).replace(f"http://{HOST}", f"https://{HOST}")
        return [line for line in said.splitlines() if line]

    def see_the_paper(self) -> None:
        """Have the configuration lead to this machine."""
        with (self.folder / "newsbeam.yaml").open("a", encoding="utf-8") as file:
            pins = "".join(f"    {name}: {address}\n" for name, address in self.server.pins(HOST).items())
            file.write(f"web:\n  spacing_seconds: 0\n  resolve:\n{pins}extract:\n  processes: 1\n")


@pytest.fixture
def beginner(tmp_path: Path) -> Iterator[Beginner]:
    server = HostileServer()
    yield Beginner(server, tmp_path)
    server.close()


def test_the_first_minutes(beginner: Beginner) -> None:
    for command, shown in session("first minutes"):
        if command.startswith("cd "):
            beginner.folder /= command.split()[1]
            beginner.see_the_paper()
            continue
        printed = beginner.run(command)
        assert matches(shown, printed), (command, printed)


def test_a_list_of_300_feeds(beginner: Beginner) -> None:
    beginner.run("newsbeam init")
    (beginner.folder / "feeds.yaml").write_text(
        "# mine\n- https://courier-amber-bay-2.example/feed?format=rss&lang=en\n"
    )
    (beginner.folder / "subscriptions.opml").write_text(opml_of_300(), encoding="utf-8")
    for command, shown in session("300 feeds"):
        printed = beginner.run(command)
        assert matches(shown, printed), (command, printed)
