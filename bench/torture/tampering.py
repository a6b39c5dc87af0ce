"""Damage each kind of document and file of a small dataset in each way: it is told with its cure, or does no harm.

After each damage the commands that people run are run, then the cure. Then the dataset must be whole: each article there once.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from hostile_server import HostileServer, reply
from said import Said, run_command
from small_newsroom import OTHER, Newsroom, rss, story, url

import newsbeam
from bench.torture.proof import Proof, table

# Each kind, and the pattern of its files below the output; the newest of those that it finds is damaged.
KINDS = {
    "`meta.json`": "_state/meta.json",
    "commits of the log": "_state/log/0/*.json",
    "an inbox file": "_state/inbox/0/*.json",
    "a feed's document": "_state/feeds/0/*.json",
    "`due`": "_state/due/0.json",
    "`sites`": "_state/sites/0.json",
    "the list of feeds": "_state/roster/0/*.json",
    "the chain of manifests": "_state/manifests/*.json",
    "`_newsbeam.json`": "_newsbeam.json",
    "a file of articles": "articles/*/part-*",
    "a file of failures": "failures/*/part-*",
    "a manifest in `runs/`": "runs/*/*.json",
    "stories: commits of the log": "_state/stories/log/*/*.json",
    "stories: what is remembered": "_state/stories/live/*/*",
    "stories: the chain of manifests": "_state/stories/manifests/*.json",
    "stories: up to where articles are read": "_state/stories/position.json",
    "stories: a file of rows": "stories/date=*/part-*",
    "stories: a manifest in `runs/`": "stories/runs/*/*.json",
}
DAMAGES = ("deleted", "truncated", "bits flipped", "of yesterday")
HEAD = ("what", "damage", "`ingest`", "`status`", "`verify`", "cure", "then")
# What is owed is asked for at each run, and never given up.
SOON = {"backoff_seconds": 1, "backoff_cap_seconds": 1, "attempts": 99}
MOST_WAITS = 5
WRITTEN = ("/a", "/b", "/c", "/d", "/waits")
# Another paper has the text of the first, so that there is a story.
COPY = url("/a", OTHER)
# Whoever lost these has to bring them back: no other file says what was in them.
COPIED = ("`meta.json`", "`_newsbeam.json`", "a file of articles", "a file of failures")

# Stories are made again from the articles: what is found there is cured by deleting both of their folders.
STORIES = "stories: "


class Case(NamedTuple):
    """One kind, and what is done to it."""

    kind: str
    damage: str


FULL = tuple(Case(kind, damage) for kind in KINDS for damage in DAMAGES)
SHORT = (
    Case("commits of the log", "deleted"),
    Case("commits of the log", "of yesterday"),
    Case("an inbox file", "deleted"),
    Case("an inbox file", "truncated"),
    Case("the chain of manifests", "of yesterday"),
)


def prove(short: bool, seed: int) -> Proof:
    """Damage, look, cure, and look again."""
    with tempfile.TemporaryDirectory(prefix="newsbeam-tampering-") as folder:
        server = HostileServer()
        try:
            outcomes = [_prove(case, server, Path(folder) / str(n)) for n, case in enumerate(SHORT if short else FULL)]
        finally:
            server.close()
    problems = tuple(problem for _, found in outcomes for problem in found)
    said = f"{len(outcomes)} damages of a dataset with {len(WRITTEN) + 1} articles and an entry that is owed."
    return Proof(f"{said}\n\n{table(HEAD, (cells for cells, _ in outcomes), 'lllllll')}", problems)


def _prove(case: Case, server: HostileServer, folder: Path) -> tuple[tuple[str, ...], list[str]]:
    folder.mkdir()
    room = Newsroom(server, folder)
    room.settings["stories"] = {"after_ingest": case.kind.startswith(STORIES)}
    _live(room)
    before = folder / "before"
    shutil.copytree(room.output, before)
    _damage(case, room.output, folder / "yesterday")
    looks = [_run(command, room) for command in ("ingest", "status", "verify")]
    cure = "none is needed"
    if any(look.code for look in looks):
        cure = "`verify --repair`"
        if case.kind in COPIED:
            cure = "its copy"
            for path in before.glob(KINDS[case.kind]):
                shutil.copy(path, room.output / path.relative_to(before))
        elif case.kind.startswith(STORIES):
            cure = "both folders are deleted"
            shutil.rmtree(room.output / "_state" / "stories")
            shutil.rmtree(room.output / "stories")
        else:
            _run("verify", room, "--repair")
    server.answers["/waits"] = reply(body=story("waits"))
    last = [_run("ingest", room, "--now"), _run("ingest", room, "--now")]
    for _ in range(MOST_WAITS):
        if url("/waits") in room.written():
            break
        time.sleep(SOON["backoff_seconds"])  # Its last try was just now.
        last.append(_run("ingest", room, "--now"))
    last.append(_run("verify", room))
    problems = _problems(case, room, looks, last)
    told = [_tell(look) for look in looks]
    return (case.kind, case.damage, *told, cure, "whole" if not problems else "**not whole**"), problems


def _live(room: Newsroom) -> None:
    """Ingest what the papers have on three days; the first is copied, and at the end something is owed."""
    server = room.server
    server.answers["/waits"], server.answers["/gone"] = reply(503), reply(404)
    room.publish("/a", "/b")
    _run("ingest", room, "--now")
    shutil.copytree(room.output, room.folder / "yesterday")
    room.publish("/gone", "/c", "/a", "/b")
    _run("ingest", room, "--now")
    paths = ("/waits", "/d", "/gone", "/c", "/a", "/b")
    room.publish(*paths)
    server.answers["/feed.xml"] = reply(body=rss(*map(url, paths), COPY), kind="text/xml")
    _run("ingest", room, "--now")


def _damage(case: Case, output: Path, yesterday: Path) -> None:
    pattern = KINDS[case.kind]
    path = sorted(output.glob(pattern))[-1]
    data = path.read_bytes()
    if case.damage == "deleted":
        path.unlink()
    elif case.damage == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif case.damage == "bits flipped":
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes(byte ^ 0x91 for byte in data[middle : middle + 8]) + data[middle + 8 :])
    else:
        for new in output.glob(pattern):
            new.unlink()
        for old in yesterday.glob(pattern):
            target = output / old.relative_to(yesterday)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(old, target)


def _run(command: str, room: Newsroom, *options: str) -> Said:
    return run_command(command, room.file(memory_mb=0, fetch=SOON), *options)


def _tell(look: Said) -> str:
    if look.code == 0:
        return "warns" if "WARNING" in look.text else "well"
    return f"told, exit {look.code}"


def _problems(case: Case, room: Newsroom, looks: list[Said], last: list[Said]) -> list[str]:
    found, named = list[str](), f"{case.kind}, {case.damage}"
    wanted = sorted([*map(url, WRITTEN), COPY])
    if room.written() != wanted:
        found.append(f"{named}: the rows are {room.written()}, not {wanted}")
    if last[-1].code:
        found.append(f"{named}: `verify` finds after the cure: {last[-1].text}")
    if case.kind.startswith(STORIES):
        listed = {one.url for told in newsbeam.stories(str(room.output)) for one in told.articles}
        if not {url("/a"), COPY} <= listed:
            found.append(f"{named}: the stories have {sorted(listed)}, and not {COPY} beside {url('/a')}")
    told = [look for look in looks if look.code]
    found += [f"{named}: no cure is named: {look.text}" for look in told if not _names_cure(look.text)]
    found += [f"{named}: a bug: {look.text}" for look in (*looks, *last) if look.code == 70]
    return found


def _names_cure(text: str) -> bool:
    return any(word in text for word in ("copy", "--repair", "bring", "next ingest", "next turn", "delete"))
