"""The lines of the live view, for wide and narrow terminals, high and low ones."""

from __future__ import annotations

import pytest

from pipelines.live.pictures import LEAST_COLUMNS, MARGIN, draw, text_of
from pipelines.live.snapshots import RunSnapshot
from transforms.web.looks import SiteLook

SITES = (
    SiteLook("coast.example", "answer", 41.3, 0, 12),
    SiteLook("harbour-courier.example", "pacing", 0.4, 0, 4),
    SiteLook("quick.example", "answer", 0.2),
    SiteLook("rheinblick.example", "robots", 9.0, 1, 0),
    SiteLook("tired.example", "asked", 7.2, 1, 3),
    SiteLook("uplands.example", "readers", 0.0, 0, 2),
    SiteLook("delta.example", "pacing", 12.0, 0, 1),
)
BUSY = RunSnapshot(
    polled=41, polled_of=60, failed=3, fetched=1212, fetched_of=1340, written=128, written_of=900, in_all=1128, per_minute=46.2,
    owed=18, errors=(("timeout", 4), ("http_404", 2), ("robots_denied", 1)), sites=SITES,
    outlook="ends by itself, at 15:04 UTC at the latest",
)  # fmt: skip
IDLE = RunSnapshot(in_all=128, owed=2, outlook="nothing due before 12:15:00")

PICTURES = {
    "80 columns": (
        BUSY, 80, 24,
        """
Feeds     41 of 60 polled, 3 failed
Articles  1,128 written, 46/min, 1,212 of 1,340 pages, 18 owed
Errors    timeout 4, http_404 2, robots_denied 1
Sites     7 in flight: 2 slow, 2 pacing, 1 answering, 1 told to wait
  coast.example            no answer for 41 s, 12 pages behind
  rheinblick.example       no robots.txt for 9 s, 1 feed behind
  tired.example            wants us to wait 7 s, 1 feed and 3 pages behind
  harbour-courier.example  paced, 4 pages behind
  uplands.example          held back, 2 pages behind
  delta.example            paced, 12 s to go, 1 page behind
Next      ends by itself, at 15:04 UTC at the latest
""",
    ),
    "40 columns": (
        BUSY, 40, 24,
        """
Feeds     41 of 60 polled, 3 failed
Articles  1,128 written, 46/min
Errors    timeout 4, http_404 2
Sites     7 in flight: 2 slow
  coast.exa...  no answer for 41 s
  rheinblic...  no robots.txt for 9 s
  tired.exa...  wants us to wait 7 s
  harbour-c...  paced, 4 pages behind
  uplands.e...  held back
  delta.exa...  paced, 12 s to go
Next      ends by itself
""",
    ),
    "a low terminal has the sites that matter": (
        BUSY, 80, 9,
        """
Feeds     41 of 60 polled, 3 failed
Articles  1,128 written, 46/min, 1,212 of 1,340 pages, 18 owed
Errors    timeout 4, http_404 2, robots_denied 1
Sites     7 in flight: 2 slow, 2 pacing, 1 answering, 1 told to wait
  coast.example       no answer for 41 s, 12 pages behind
  rheinblick.example  no robots.txt for 9 s, 1 feed behind
Next      ends by itself, at 15:04 UTC at the latest
""",
    ),
    "one with three rows": (
        BUSY, 80, 3,
        """
Feeds     41 of 60 polled, 3 failed
Articles  1,128 written, 46/min, 1,212 of 1,340 pages, 18 owed
""",
    ),
    "the beginning": (
        RunSnapshot(is_starting=True, outlook="ends by itself, at 15:04 UTC at the latest"), 80, 24,
        """
Feeds     looking for those that are due
Articles  0 written, 0/min
Sites     none is asked now
Next      ends by itself, at 15:04 UTC at the latest
""",
    ),
    "hosts that are left alone": (
        RunSnapshot(sites=(SiteLook("a.example", "rests", 3500.0), SiteLook("b.example", "pacing", 0.0, 0, 40))), 80, 24,
        """
Feeds     none was due
Articles  0 written, 0/min
Sites     1 in flight: 1 pacing, 1 left alone
  a.example  left alone for 58 min
  b.example  paced, 40 pages behind
""",
    ),
    "nothing to do": (
        IDLE, 120, 30,
        """
Feeds     none was due
Articles  128 written, 0/min, 2 owed
Sites     none is asked now
Next      nothing due before 12:15:00
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("snapshot", "columns", "rows", "expected"), PICTURES.values(), ids=PICTURES)
def test_a_picture(snapshot: RunSnapshot, columns: int, rows: int, expected: str) -> None:
    found = "\n".join(text_of(line).rstrip() for line in draw(snapshot, columns, rows))
    assert found == expected.strip("\n")


@pytest.mark.parametrize("columns", [1, 20, 33, 40, 79, 80, 120, 300])
@pytest.mark.parametrize("rows", [1, 2, 5, 24, 200])
def test_it_fits_whatever_the_terminal_is(columns: int, rows: int) -> None:
    lines = draw(BUSY, columns, rows)
    assert 1 <= len(lines) <= max(1, rows - 1)
    assert all(len(text_of(line)) <= max(columns, LEAST_COLUMNS) - MARGIN for line in lines)


def test_what_a_site_calls_itself_cannot_move_the_cursor() -> None:
    sites = (SiteLook("\x1b[2Jhere.example\n", "pacing", 0.0),)
    assert all(
        "\x1b" not in text_of(line) and "\n" not in text_of(line) for line in draw(RunSnapshot(sites=sites), 80, 24)
    )


def test_colour_says_nothing_that_words_do_not() -> None:
    styles = {text: style for line in draw(BUSY, 80, 24) for text, style in line}
    assert styles["no answer for 41 s, 12 pages behind"] == "bad"
    assert styles["paced, 4 pages behind"] == "plain"
