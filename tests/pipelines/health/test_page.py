"""The whole page: safe, without anything from outside, and small enough."""

import base64
import hashlib
import re

import lxml.html
from made_sources import NOW, TODAY, source, tally

from pipelines.health.known import StateRead
from pipelines.health.page import MOST_BYTES, PageHeading, make_page
from pipelines.health.reading import Read, Sample
from pipelines.health.sources import SourceReport, look_over

HEADING = PageHeading("gs://bucket/<news>", NOW, "0.1.0")


def page_of(sources: list[SourceReport]) -> str:
    overview = look_over(Read(), StateRead(), sources, TODAY, 28)
    return make_page(HEADING, overview, sources).decode()


def test_nothing_is_asked_for_from_outside() -> None:
    page = lxml.html.document_fromstring(page_of([source()]))
    assert page.xpath("//link | //img | //iframe | //object | //form | //base | //*[@src] | //*[@style]") == []


def test_the_policy_allows_this_style_and_this_script_alone() -> None:
    page = page_of([source()])
    policy = re.search(r'http-equiv=Content-Security-Policy content="([^"]*)"', page)
    assert policy is not None and "default-src 'none'" in policy[1] and "unsafe" not in policy[1]
    for name in ("style", "script"):
        (inside,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy[1]


def test_hostile_sources_add_no_script() -> None:
    made = source(
        name="</script><script>alert(1)</script>",
        sample=Sample("<svg onload=alert(1)>", "https://a.example/'\"><b>", NOW),
    )
    page = lxml.html.document_fromstring(page_of([made]))
    assert (
        len(page.xpath("//script")) == 1
        and page.xpath("//*[@onload]") == []
        and page.xpath("//tbody//b[not(@class)]") == []
    )


def test_tables_say_what_their_cells_belong_to() -> None:
    page = lxml.html.document_fromstring(page_of([source({TODAY: tally(3, {"http_404": 2})})]))
    for table in page.xpath("//table"):
        assert table.xpath("./thead//th[not(@scope='col')]") == [] and table.xpath("./tbody/tr[not(th)]") == []
    assert page.get("lang") == "en" and page.xpath("//svg[@role='img'][not(@aria-label)]") == []


def test_reasons_come_with_what_helps() -> None:
    page = lxml.html.document_fromstring(page_of([source({TODAY: tally(3, {"hung": 2})})]))
    assert "Raise extract.page_seconds." in page.text_content()


def test_thousands_of_sources_fit() -> None:
    name, path = "The Daily Messenger of the Northern Valley, No. {}", "/2026/11/22/bridge-at-the-old-mill-stays-closed"
    many = [
        source(
            url=f"https://www.paper{n:05d}.example/section/news/feed.xml",
            site=f"paper{n:05d}.example",
            name=name.format(n),
            sample=Sample(f"The bridge at the old mill stays closed, {n}", f"https://www.paper{n}.example{path}", NOW),
        )
        for n in range(5000)
    ]  # fmt: skip
    page = page_of(many)
    assert len(page.encode()) <= MOST_BYTES
    assert page.count("<tr>") >= 5000, "no source is left out"


def test_too_many_sources_are_cut_and_it_is_said() -> None:
    page = page_of([source(name=f"Paper {n}", url=f"https://paper{n}.example/{'x' * 300}") for n in range(6000)])
    assert len(page.encode()) <= MOST_BYTES
    assert "of 6000 sources are shown" in page
