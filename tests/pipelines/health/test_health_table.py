"""A row a source."""

from collections import Counter
from datetime import timedelta

import lxml.html
from made_sources import NOW, TODAY, source, tally

from pipelines.health.reading import Sample
from pipelines.health.sources import days_shown
from pipelines.health.table import DETAILS, HEADS, Detail, draw_row, draw_table
from transforms.health_records import SiteAsked

DAYS = days_shown(TODAY, 28)


def cells(row: str) -> list[str]:
    found = lxml.html.fromstring(f"<table>{row}</table>").xpath("//tr/*")
    return [cell.text_content().strip() for cell in found]


def test_a_row_has_a_cell_for_each_head() -> None:
    for detail in DETAILS:
        assert len(cells(draw_row(source(), DAYS, detail))) == len(HEADS)
        assert len(cells(draw_row(source({}, sample=None), DAYS, detail))) == len(HEADS)


def test_what_stands_in_a_row() -> None:
    asked = {TODAY: SiteAsked(requests=1200, not_modified=900, bytes=5_000_000, smallest_gap_seconds=1.5, retry_after_heard=2,
                          longest_retry_after_seconds=120.0)}  # fmt: skip
    row = cells(draw_row(source(asked=asked, owed=Counter(http_403=2), lately="silent"), DAYS, Detail()))
    assert row[0] == "The Valleyvalley.example" and row[2] == "280 silent" and row[4] == "100 %"
    assert row[6] == "2http_403 2" and row[7:12] == ["1,200", "75 %", "5.0 MB", "1.5 s", "2, 2 min"]
    assert row[12] == "Bridge closed2026-11-22"


def test_what_is_not_known_is_a_dash() -> None:
    row = cells(draw_row(source({}, sample=None), DAYS, Detail()))
    assert row[3:6] == ["–", "–", "–"] and row[7:13] == ["–"] * 6


def test_charts_stand_in_the_page_or_are_left_to_its_script() -> None:
    made = source({TODAY - timedelta(days=back): tally(10) for back in range(28)})
    assert "<svg" in draw_row(made, DAYS, Detail()) and "data-v" not in draw_row(made, DAYS, Detail())
    short = draw_row(made, DAYS, Detail(drawn=False))
    assert "<svg" not in short and f"data-v={'9' * 28}" in short


def test_hostile_titles_and_addresses() -> None:
    made = source(
        url="javascript:alert(1)",
        name='"><script>alert(1)</script>',
        sample=Sample("</table><script>alert(2)</script>", "javascript:alert(3)", NOW),
        advice=("<img src=x onerror=alert(4)>",),
    )
    for detail in DETAILS:
        row = lxml.html.fromstring(f"<table>{draw_row(made, DAYS, detail)}</table>")
        assert row.xpath("//script | //img | //a") == []
        assert not [name for node in row.iter() for name in node.attrib if name.startswith("on")]


def test_the_rows_are_cut_where_there_is_no_room() -> None:
    table = draw_table([source()] * 9, DAYS, Detail(rows=4))
    assert table.count("<tr>") == 5
