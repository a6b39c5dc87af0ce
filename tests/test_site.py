"""The site made of docs/, built strictly: it needs no other host, its links lead somewhere, lists are lists, its search finds."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from nested_lists import by_four

import newsbeam

ROOT = Path(__file__).parent.parent
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE_SECONDS = 300
OWN_ACCOUNT = "not an origin"  # what Chromium asks for itself, such as its own updates
LOADED = "//script/@src | //img/@src | //iframe/@src | //source/@src | //link[@rel!='canonical']/@href"

pytestmark = pytest.mark.skipif(find_spec("material") is None, reason="mkdocs-material is not installed")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site. A strict build fails at a link to no page or heading, and at a page that the navigation leaves out."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "--quiet", "build", "--strict", "--site-dir", str(folder)]
    built = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def pages(site: Path) -> list[Path]:
    found = sorted(site.rglob("*.html"))
    assert len(found) > 100
    return found


@cache
def tree_of(page: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.read_bytes())


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loaded = {(page.name, at) for page in pages(site) for at in tree_of(page).xpath(LOADED)}
    assert len(loaded) > 1000
    assert {
        (page, at) for page, at in loaded if urlsplit(at).netloc or urlsplit(at).scheme not in ("", "data")
    } == set()
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert styles and not any(re.search(r"url\(['\"]?(?:https?:)?//|@import", text) for text in styles)


def test_each_link_leads_to_a_file_and_an_anchor(site: Path) -> None:
    """By what was built, and not by what mkdocs says of it."""
    wrong = []
    for page in (page for page in pages(site) if page.name != "404.html"):
        for href in tree_of(page).xpath("//a/@href"):
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.is_file() or not _has_anchor(target, unquote(parts.fragment)):
                wrong.append(f"{page.relative_to(site)}: {href}")
    assert wrong == []


def _has_anchor(target: Path, anchor: str) -> bool:
    return not anchor or target.suffix != ".html" or anchor in anchors(target)


@cache
def anchors(page: Path) -> set[str]:
    return {*tree_of(page).xpath("//@id"), *tree_of(page).xpath("//a/@name")}


def written_by_hand() -> list[str]:
    inside = (path for path in (ROOT / "docs").rglob("*.md") if path.name != "README.md")
    return [path.relative_to(ROOT / "docs").as_posix() for path in inside]


@pytest.mark.parametrize("name", sorted(written_by_hand()))
def test_a_page_shows_its_items_rows_and_blocks_of_code(name: str, site: Path) -> None:
    """As many as its text has: Python-Markdown makes one paragraph of a list that it does not see."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    lines = re.sub(r"^( *)(```+|~~~+).*?^\1\2 *$", "", text, flags=re.M | re.S).split("\n")
    items = sum(1 for line in lines if re.match(r" {0,3}(?:[-*]|\d+\.) +\S", line))
    rows = sum(1 for line in lines if line.startswith("|") and not re.fullmatch(r"[|: -]+", line))
    (article,) = tree_of(site / name.replace(".md", ".html")).xpath("//article")
    assert len(article.xpath(".//li[not(ancestor::nav)]")) >= items
    assert len(article.xpath(".//tr")) >= rows
    prose = article.xpath(".//p[not(ancestor::pre)]")
    assert [p.text_content() for p in prose if re.search(r"\n(?:[-*]|\d+\.) |```|^\|", p.text_content())] == []


def test_the_reference_shows_each_name_that_is_promised(site: Path) -> None:
    shown = anchors(site / "reference" / "newsbeam.html")
    assert [name for name in newsbeam.__all__ if not {f"newsbeam.{name}", f"newsbeam.{name}.{name}"} & shown] == []
    assert "newsbeam.Rows.forgotten" in shown


def test_the_reference_shows_the_public_functions_of_each_room(site: Path) -> None:
    shown = {anchor for page in (site / "reference").rglob("*.html") for anchor in anchors(page)}
    assert {"pipelines.ingest.build", "transforms.pure.article.extract_article"} <= shown
    missing = []
    for module in (path for path in (ROOT / "transforms" / "pure").rglob("*.py") if path.name != "__init__.py"):
        dotted = module.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        functions = [
            node for node in ast.parse(module.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
        ]
        names = [node.name for node in functions if not node.name.startswith("_") and ast.get_docstring(node)]
        missing += [f"{dotted}.{name}" for name in names if f"{dotted}.{name}" not in shown]
    assert missing == []


def test_examples_in_docstrings_are_blocks_of_code(site: Path) -> None:
    for page in (site / "reference").rglob("*.html"):
        prose = tree_of(page).xpath("//article//p[not(ancestor::pre)] | //article//blockquote")
        assert [p.text_content() for p in prose if ">>>" in p.text_content()] == [], page.name
    assert len(tree_of(site / "reference" / "pure" / "net.html").xpath("//pre[contains(., '>>>')]")) > 10


def test_an_example_is_put_into_a_fence() -> None:
    from docstring_examples import with_blocks

    assert with_blocks("Give two.\n>>> 1 + 1\n2\n\nMore.") == "Give two.\n\n```pycon\n>>> 1 + 1\n2\n```\n\nMore."
    assert with_blocks("Give it.") == "Give it."


@needs_browser
@pytest.mark.parametrize(
    ("words", "wanted"), [("webhook", "watching.html"), ("near duplicate", "stories.html"), ("OPML", "feeds.html")]
)
def test_the_search_finds_without_a_server(words: str, wanted: str, site: Path, tmp_path: Path) -> None:
    found, _ = opened(f"{(site / 'index.html').as_uri()}?q={words.replace(' ', '+')}", tmp_path)
    links = found.xpath("//a[contains(@class, 'md-search-result__link')]/@href")
    assert any(wanted in link for link in links), links


@needs_browser
def test_an_opened_page_asks_no_host(site: Path, tmp_path: Path) -> None:
    """By the browser's own log of requests, of which those count that the page began."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(site)))
    with server:
        Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_address[1]}/"
        _, asked = opened(f"{place}watching.html?q=webhook", tmp_path)
        server.shutdown()
    assert any(url.startswith(f"{place}assets/javascripts/bundle.") for url in asked)
    assert any(url.startswith(f"{place}search/") for url in asked)
    assert {url for url in asked if not url.startswith((place, "data:", "blob:"))} == set()


def opened(url: str, folder: Path) -> tuple[lxml.html.HtmlElement, set[str]]:
    """The document as it is once its scripts have run, and the addresses that it asked for."""
    log = folder / "net.json"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    flags += ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--log-net-log={log}",
        "--virtual-time-budget=20000",
    ]
    command = [str(BROWSER), *flags, "--dump-dom", url]
    dumped = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=True)
    events = json.loads(log.read_text(encoding="utf-8", errors="replace"))["events"]
    said = [event["params"] for event in events if "url" in event.get("params", {})]
    asked = {one["url"] for one in said if one.get("initiator", OWN_ACCOUNT) != OWN_ACCOUNT}
    return lxml.html.document_fromstring(dumped.stdout.decode()), asked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1. one\n\n   two\n   - of it\n", "1. one\n\n    two\n\n    - of it\n"),
        ("1. one\n   - of it\n\n   more\n", "1. one\n    - of it\n\n    more\n"),
        ("- one\n  - of it\n    - of that\n- two", "- one\n    - of it\n        - of that\n- two"),
        ("text:\n- one\n  still one\n\nno item", "text:\n\n- one\n    still one\n\nno item"),
        ("- one\n\n  ```\n  - code\n  ```\n", "- one\n\n    ```\n    - code\n    ```\n"),
        ("    - code\n    - code", "    - code\n    - code"),
        ("- one\n\n      code of it\n", "- one\n\n        code of it\n"),
        ("a - b\n-c\n2026. A year", "a - b\n-c\n2026. A year"),
    ],
)
def test_lists_are_set_in_by_fours(text: str, wanted: str) -> None:
    assert by_four(text) == wanted
