"""Tutorials, run as a reader would: each block of code of a page in order, in a checkout of its own, on this machine alone.

A block `console` is a session. `python` is a program and `sql` a query of duckdb; what they print is the block `text` behind
them. A block with a title is a file, which is written. What the page shows is compared with what comes out, times and ids aside.

python tests/support/tutorials.py PAGE ...      puts what comes out into the pages, where they show something else
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from free_ports import free_port
from page_sessions import commands_of

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
PATIENCE_SECONDS = 600
COPIED = ("sample", "configs", "Makefile", "setup.py", "constraints.txt", "locks", ".ci")
PORTS = ("NEWSBEAM_SAMPLE_PORT", "NEWSBEAM_WORLD_PORT", "NEWSBEAM_DESK_PORT")

_BLOCK = re.compile(r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.M | re.S)
_PROGRESS = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*(?: UTC)? +\d+ s: .* feeds polled")
_CHANGING = (
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}"), "PASS"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?: ?UTC|Z)?"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DAY"),
    (
        re.compile(r"(?:\d+ (?:d|h|min|s|ms) )*\b\d+(?:\.\d+)? (?:d|h|min|s|ms|days?|hours?|minutes?|seconds?)\b"),
        "SPAN",
    ),
    (re.compile(r"\b\d[\d.,]* (?:bytes|kB|MB)\b"), "SIZE"),
    (re.compile(r"\b127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"─+"), "─"),
    (re.compile(r"part-PASS-[\w-]+"), "part"),
)


class Step(NamedTuple):
    """A command, program or query, what the page shows of it, and where that stands in the text (a range of it)."""

    script: str
    shown: list[str]
    place: tuple[int, int]


def steps_of(text: str) -> list[Step]:
    """Give the steps of a page."""
    steps: list[Step] = []
    blocks = list(_BLOCK.finditer(text))
    for number, block in enumerate(blocks):
        language, inside = block["language"], block["text"]
        if block["title"]:
            steps.append(Step(_written(block["title"], inside), [], (0, 0)))
        elif language == "console":
            steps += _session(inside, block.start("text"))
        elif language in ("python", "sql"):
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            is_shown = (
                after is not None and after["language"] == "text" and not text[block.end() : after.start()].strip()
            )
            shown, place = (after["text"].splitlines(), after.span("text")) if is_shown and after else ([], (0, 0))
            steps.append(Step(_program(language, inside), [line for line in shown if line.strip()], place))
        elif language != "text":
            raise ValueError(
                f"a block of {language!r} is neither run nor written: give it a title, or set it in by four spaces"
            )
    return steps


def _session(inside: str, start: int) -> list[Step]:
    steps, end = [], 0
    for command, shown in commands_of(inside.splitlines()):
        begin = inside.index(f"$ {command}\n", end) + len(command) + 3
        following = inside.find("\n$ ", begin - 1)
        end = len(inside) if following < 0 else following + 1
        steps.append(Step(command, shown, (start + begin, start + end)))
    return steps


def _written(name: str, text: str) -> str:
    return f"cat > {name} <<'END OF FILE'\n{text}END OF FILE"


def _program(language: str, text: str) -> str:
    if language == "sql":
        text = f"import duckdb\nduckdb.sql('''{text}''').show(max_width=110)\n"
    return f"python - <<'END OF FILE'\n{text}END OF FILE"


class Printed(NamedTuple):
    """What a step printed, empty lines left out, and its exit code."""

    lines: list[str]
    code: int


def run(steps: list[Step], folder: Path) -> list[Printed]:
    """Run the steps in one shell, in a checkout in this folder."""
    checkout = _check_out(folder)
    script = ["exec 2>&1", "trap 'kill $(jobs -p) 2>/dev/null' EXIT"]
    for number, step in enumerate(steps):
        script += [f"echo '@@ {number}'", _in_background(step.script) or step.script, 'echo "@@ ends $?"']
    (folder / "steps.sh").write_text("\n".join(script) + "\n", encoding="utf-8")
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        **{name: str(free_port()) for name in PORTS},
    }
    with (folder / "printed").open("w+", encoding="utf-8") as said:
        subprocess.run(
            ["bash", str(folder / "steps.sh")], cwd=checkout, env=environment, stdout=said, timeout=PATIENCE_SECONDS
        )
        said.seek(0)
        text = said.read().replace(str(checkout), "~/newsbeam")
    parts = re.findall(r"^@@ \d+\n(.*?)^@@ ends (\d+)$", text, re.M | re.S)
    assert len(parts) == len(steps), text
    return [Printed(_said(lines), int(code)) for lines, code in parts]


def _said(text: str) -> list[str]:
    """Give the lines that a command printed, but for those on how far it is: they come where a machine is busy."""
    return [line.rstrip() for line in text.splitlines() if line.strip() and not _PROGRESS.search(line)]


def _in_background(command: str) -> str | None:
    """Give what starts a server, and waits for the line that it prints once it listens; None for other commands."""
    if not command.endswith(" &"):
        return None
    return (
        f"{command[:-2]} > .said &\nserver=$!; until [ -s .said ] || ! kill -0 $server; do sleep 0.1; done; cat .said"
    )


def _check_out(folder: Path) -> Path:
    """Give a checkout in which make finds all set up: with the Python of the tests, and newsbeam as it stands here."""
    checkout = folder / "newsbeam"
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, checkout / name)
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, wanted in (("python", ""), ("newsbeam", " -m pipelines")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{wanted} "$@"\n')
        (programs / name).chmod(0o755)
    (programs / "activate").write_text(f'export PATH="{programs}:$PATH"\n')
    (checkout / ".venv" / ".installed").touch()
    return checkout


def steady(text: str) -> str:
    """Give a text as one line, without what differs from run to run: times, spans, sizes and ids, and where lines are wrapped.

    >>> steady("Owed      1 entry; the next try is at 2026-11-30 01:51:00 UTC\\n   (in 5 h 40 min)")
    'Owed 1 entry; the next try is at TIME (in SPAN)'
    """
    line = " ".join(text.split())
    for pattern, word in _CHANGING:
        line = pattern.sub(word, line)
    return line


def shows(shown: list[str], printed: list[str]) -> bool:
    """Tell whether a page shows what was printed; a line `...` stands for any text."""
    parts = "\n".join("\0" if line.strip() == "..." else line for line in shown).split("\0")
    return re.fullmatch(".*".join(re.escape(steady(part)) for part in parts), steady("\n".join(printed))) is not None


def differing(steps: list[Step], printed: list[Printed]) -> list[tuple[Step, Printed]]:
    """Give the steps whose output the page does not show, or that failed."""
    pairs = zip(steps, printed, strict=True)
    return [(step, out) for step, out in pairs if out.code or not shows(step.shown, out.lines)]


def main(pages: list[str]) -> None:
    """Put what comes out into the pages."""
    for page in map(Path, pages):
        text = page.read_text(encoding="utf-8")
        steps = steps_of(text)
        with tempfile.TemporaryDirectory() as folder:
            found = differing(steps, run(steps, Path(folder)))
        for step, out in sorted(found, key=lambda pair: pair[0].place, reverse=True):
            print(f"{page.name}: {step.script.splitlines()[0]} (exit code {out.code})")
            begin, end = step.place
            if end:
                text = text[:begin] + "".join(f"{line}\n" for line in out.lines) + text[end:]
            else:
                print("\n".join(out.lines))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
