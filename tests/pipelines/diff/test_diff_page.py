"""What a comparison shows as a page."""

from lxml import html

from pipelines.diff.comparing import Comparison, FieldChange, SampledChange, SiteChange
from pipelines.diff.page import page_of


def test_texts_of_pages_stand_as_texts() -> None:
    sample = SampledChange(
        id="a", url="https://valley.example/a?b&c", old="<script>alert(1)</script>", new="Flood & fire"
    )
    found = Comparison(
        old="<out>",
        new="new",
        old_articles=1,
        new_articles=1,
        both=1,
        changed=1,
        fields=[FieldChange(field="title", changed=1, sites={"valley.example": 1}, samples=[sample])],
        sites=[SiteChange(site="valley.example", both=1, changed=1)],
    )
    page = html.document_fromstring(page_of(found))
    assert page.xpath("//script") == []
    assert page.xpath("//del/text()") == ["<script>alert(1)</script>"]
    assert page.xpath("//ins/text()") == ["Flood & fire"]
    assert page.xpath("//tbody/tr/td/text()") == ["valley.example", "1", "1", "0", "0"]


def test_where_nothing_differs_it_says_so() -> None:
    found = Comparison(old="a", new="b", old_articles=0, new_articles=0, both=0, changed=0, fields=[], sites=[])
    assert "No field differs." in page_of(found)
