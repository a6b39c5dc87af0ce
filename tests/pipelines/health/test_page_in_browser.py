"""The page in a real browser, where there is one: its script may run, and does what it is for."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from browser_page import BROWSER, BrowserPage, opened_page
from made_sources import NOW, TODAY, source, tally

from pipelines.health.known import StateRead
from pipelines.health.page import PageHeading, make_page
from pipelines.health.reading import Read
from pipelines.health.sources import look_over

PATIENCE_SECONDS = 120

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


def made(folder: Path, count: int) -> Path:
    """A page of so many sources, one of which is silent; all have a number of articles of their own."""
    sources = [
        source(
            {TODAY - timedelta(days=1): tally(n + 1)}, name=f"Paper {n}", url=f"https://paper{n}.example/rss",
            advice=["See in a browser whether the feed still lists what the paper publishes."] if n == 7 else [],
        )
        for n in range(count)
    ]  # fmt: skip
    path = folder / "report.html"
    path.write_bytes(
        make_page(PageHeading("out", NOW, "0"), look_over(Read(), StateRead(), sources, TODAY, 28), sources)
    )
    return path


def names(page: BrowserPage, count: int = 3) -> list[str]:
    """The first sources that can be seen, from above."""
    rows = "[...document.querySelectorAll('#sources tbody tr')].filter(row => row.checkVisibility())"
    found: list[str] = page.evaluate(f"{rows}.slice(0, {count}).map(row => row.cells[0].innerText.split('\\n')[0])")
    return found


def test_thousands_of_sources_can_be_searched_and_sorted(tmp_path: Path) -> None:
    with opened_page(made(tmp_path, 5000), tmp_path) as page:
        assert page.evaluate("document.getElementById('shown').innerText") == "200 of 5000 shown, 5000 found"
        page.evaluate("document.querySelectorAll('#sources thead button')[2].click()")
        assert names(page) == ["Paper 4999", "Paper 4998", "Paper 4997"]
        page.evaluate("document.querySelectorAll('#sources thead button')[2].click()")
        assert names(page) == ["Paper 0", "Paper 1", "Paper 2"]
        search = "search.value = 'still lists'; search.dispatchEvent(new Event('input')); new Promise(d => setTimeout(d, 500))"
        page.evaluate(f"const search = document.getElementById('search'); {search}")
        assert names(page) == ["Paper 7"]


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1200, 1201, 1280, 1366, 1920])
def test_the_page_is_as_wide_as_the_window(tmp_path: Path, width: int) -> None:
    with opened_page(made(tmp_path, 20), tmp_path) as page:
        page.resize(width, 900)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        parts = "[...document.querySelectorAll('.scroll, .scroll :not(thead, thead *)')]"
        wide = f"{parts}.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth)"
        assert page.evaluate(f"{wide}.map(e => e.tagName + ' ' + e.innerText.slice(0, 30))") == []


def opened(page: bytes, folder: Path) -> lxml.html.HtmlElement:
    """The document as it is once its script has run."""
    path = folder / "report.html"
    path.write_bytes(page)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command = [str(BROWSER), *flags, "--dump-dom", path.as_uri()]
    dumped = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=True)
    return lxml.html.document_fromstring(dumped.stdout.decode())


def test_the_policy_lets_its_own_script_run(tmp_path: Path) -> None:
    sources = [source(name=f"Paper {n}", url=f"https://paper{n}.example/rss") for n in range(3)]
    page = make_page(PageHeading("out", NOW, "0"), look_over(Read(), StateRead(), sources, TODAY, 28), sources)
    found = opened(page, tmp_path)
    assert found.get_element_by_id("tools").get("hidden") is None
    assert [button.text for button in found.xpath("//table[@id='sources']/thead//button")][:3] == [
        "Source",
        "State",
        "Articles",
    ]
    assert found.get_element_by_id("shown").text == "3 of 3 shown"
