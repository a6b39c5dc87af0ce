"""What `newsbeam export` prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_newsroom import Newsroom

from pipelines.cli import main
from pipelines.export.exporting import Exported
from pipelines.show.exported import describe


def test_it_says_what_it_wrote_and_how_to_open_it() -> None:
    done = Exported(to="copy", rows=1, files=2, bytes=12345, opens="duckdb.sql(...)")
    assert describe(done) == "Wrote 1 row in 2 files (12,345 bytes) to copy\nOpen it in Python with: duckdb.sql(...)"


def test_the_command(newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1", "/2")
    assert main(["ingest", newsroom.file()]) == 0
    capsys.readouterr()
    to = f"{tmp_path}/copy"
    assert main(["export", newsroom.file(), "--to", to, "--where", "url like '%/2'"]) == 0
    assert capsys.readouterr().out.startswith("Wrote 1 row in 1 file (")
    assert main(["export", newsroom.file(), "--to", to]) == 2
    assert "an earlier export is there; replace it with --overwrite, or name another folder" in capsys.readouterr().err
    assert main(["export", newsroom.file(), "--to", to, "--overwrite", "--where", "titel = 'x'"]) == 2
    assert "--where \"titel = 'x'\": Binder Error" in capsys.readouterr().err
    newsroom.is_damaged = True
    next((newsroom.output / "articles").glob("*/*.gz")).unlink()
    assert main(["export", newsroom.file(), "--to", to, "--overwrite"]) == 2
    assert "a manifest lists this file, and it is gone; bring it back from a copy" in capsys.readouterr().err
