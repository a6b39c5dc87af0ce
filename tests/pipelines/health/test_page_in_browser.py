"""The page in a real browser, where there is one: its script may run, and does what it is for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import lxml.html
import pytest
from made_sources import NOW, TODAY, source

from pipelines.health.known import StateRead
from pipelines.health.page import PageHeading, make_page
from pipelines.health.reading import Read
from pipelines.health.sources import look_over

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE_SECONDS = 120

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


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
