"""Install packages with pip, and show in one line what it does; for the Makefile.

python .ci/install.py [what `pip install` takes]

Warnings and errors of pip are passed on, but for one that is no news: pip before 23.3 does not see that lxml's extra
`html-clean` is the `html_clean` that jusText asks for (PEP 685). newsbeam requires that package itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from typing import TextIO

NO_NEWS = "does not provide the extra 'html_clean'"
COLLECTING, INSTALLING = "Collecting ", "Installing collected packages"


def show(lines: Iterable[str], stream: TextIO, columns: int | None) -> None:
    """Show pip's output: a line that is drawn anew for each package on a terminal (`columns`), whole lines elsewhere (None)."""
    collected = 0
    for line in lines:
        if line.startswith(COLLECTING):
            collected += 1
            _draw(f"  {collected} packages collected, now {line.split()[1]}", stream, columns)
        elif line.startswith(INSTALLING):
            _draw("", stream, columns)
            print(f"  {collected} packages collected; installing them", file=stream, flush=True)
        elif line.lstrip().startswith(("WARNING", "ERROR")) and NO_NEWS not in line:
            _draw("", stream, columns)
            print(line.rstrip(), file=stream, flush=True)
    _draw("", stream, columns)


def _draw(text: str, stream: TextIO, columns: int | None) -> None:
    if columns is not None:
        stream.write(f"\r{text[: columns - 1]}\x1b[K")
        stream.flush()


def main(arguments: list[str]) -> int:
    """Run pip to its end; give its exit code. Where it fails, all that it said follows."""
    command = [sys.executable, "-u", "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    said: list[str] = []

    def kept(lines: Iterable[str]) -> Iterable[str]:
        for line in lines:
            said.append(line)
            yield line

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        show(kept(pip.stdout), sys.stderr, shutil.get_terminal_size().columns if sys.stderr.isatty() else None)
    if pip.returncode:
        sys.stderr.write("".join(said))
    return pip.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
