"""Lines of a summary on a terminal: folded between words, under where their text begins."""

from __future__ import annotations

import pytest

from pipelines.show.folding import fold

FOLDED = {
    "no terminal": ("Owed      one entry for later", None, ["Owed      one entry for later"]),
    "room enough": ("Owed      one entry for later", 40, ["Owed      one entry for later"]),
    "a line": ("Owed      one entry for later", 24, ["Owed      one entry for", "          later"]),
    "what helps": (
        "              Waiting does not help. Open it in a browser.", 40,
        ["              Waiting does not help.", "              Open it in a browser."],
    ),
    "an address is left whole": (
        "Failing   1 feed: http_404 (http://coast-courier.example/sport/rss)", 40,
        ["Failing   1 feed: http_404", "          (http://coast-courier.example/sport/rss)"],
    ),
    "a line without a label": ("The articles are below out", 20, ["The articles are", "below out"]),
    "a command to be copied": ("    duckdb  SELECT title FROM rows", 20, ["    duckdb  SELECT title FROM rows"]),
    "a word alone": ("Nothing", 3, ["Nothing"]),
    "a terminal with hardly any room": ("Owed      one entry for later", 3, ["Owed      one entry", "          for later"]),
}  # fmt: skip


@pytest.mark.parametrize(("line", "columns", "lines"), FOLDED.values(), ids=FOLDED)
def test_a_line_is_folded(line: str, columns: int | None, lines: list[str]) -> None:
    assert fold(line, columns).splitlines() == lines
