"""What a command imports: only what it needs, so that it starts at once (`make bench` shows the seconds)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small_newsroom import FEED, Newsroom, url

from pipelines.cli import main

ROOT = Path(__file__).parents[2]
PAGE = "sample/sites/rheinblick.example/stadt/markthalle.html"
PATIENCE_SECONDS = 60
# Runs the command in a process of its own, and prints which modules it imported at the end, on a line of their own.
PROGRAM = """
import sys
from pipelines.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as left:
    code = left.code or 0
print("\\n", *{name.partition(".")[0] for name in sys.modules}, code)
"""
STORES = {"fsspec", "gcsfs"}
PAGES = {"lxml", "trafilatura", "resiliparse", "justext", "numpy", "py3langid", "rensa", "feedparser", "dateutil"}
WEB = {"aiohttp", "asyncio", "ssl", "requests", "tldextract", "ada_url"}
# What nobody needs who lays no graph, or who shows no progress.
GRAPH = {"apache_beam", "grpc", "pyarrow", "tqdm", "aiohttp", "gcsfs", "feedparser"}


def imported(*arguments: str) -> set[str]:
    """The top-level modules that a command has imported when it ends; it must end well."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True,
    )  # fmt: skip
    *names, code = ended.stdout.splitlines()[-1].split()
    assert code == "0", ended.stderr
    assert "pipelines" in names
    return set(names)


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_what_is_said_of_the_command_itself_imports_no_library(flag: str) -> None:
    assert not imported(flag) & {"apache_beam", "msgspec", "yaml", "multiprocessing", *STORES, *PAGES, *WEB}


def test_schema_imports_the_records_alone() -> None:
    names = imported("schema")
    assert "msgspec" in names
    assert not names & {"apache_beam", "yaml", "multiprocessing", *STORES, *PAGES, *WEB}


def test_check_reads_a_configuration_and_lays_no_graph() -> None:
    names = imported("check", "configs/sample.yaml")
    assert "yaml" in names
    assert not names & (GRAPH | PAGES - {"lxml"})


def test_status_reads_a_state_and_lays_no_graph(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    assert not imported("status", newsroom.file()) & (GRAPH | PAGES - {"lxml"})


def test_explain_reads_a_state_and_lays_no_graph(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    for target in (url("/1"), FEED):
        assert not imported("explain", newsroom.file(), target) & (GRAPH | PAGES - {"lxml"})


def test_rights_reads_a_dataset_and_lays_no_graph(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    assert not imported("rights", newsroom.file(), "paper.example") & (GRAPH | PAGES - {"lxml"})


def test_follow_lays_no_graph_and_imports_no_client_that_it_does_not_use(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    output = str(newsroom.config().output)
    assert not imported("follow", output, "--to", "stdout", "--once") & (GRAPH | {"confluent_kafka"})


def test_retry_reads_a_dataset_and_lays_no_graph(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    assert not imported("retry", newsroom.file()) & (GRAPH | PAGES - {"lxml"})


@pytest.mark.parametrize("flags", [(), ("--explain",)], ids=["record", "report"])
def test_extract_reads_a_page_and_opens_neither_web_nor_store(flags: tuple[str, ...]) -> None:
    names = imported("extract", PAGE, *flags)
    assert {"resiliparse", "py3langid"} <= names
    assert not names & (GRAPH | STORES | {"trafilatura"})


def test_an_ingest_needs_no_package_that_is_for_parquet_and_exports_alone(newsroom: Newsroom) -> None:
    """In a process that can import none of them."""
    newsroom.publish("/1")
    program = f"import sys\nfor name in ('pyarrow', 'duckdb'):\n    sys.modules[name] = None\n{PROGRAM}"
    ended = subprocess.run(
        [sys.executable, "-c", program, "ingest", newsroom.file()],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True,
    )  # fmt: skip
    assert ended.stdout.splitlines()[-1].split()[-1] == "0", ended.stderr
    assert len(newsroom.written()) == 1


@pytest.mark.parametrize("command", ["list", "export"])
def test_a_command_on_lists_lays_no_graph_and_asks_nobody(command: str) -> None:
    names = imported("feeds", command, "configs/sample.yaml")
    assert not names & (GRAPH | PAGES - {"lxml"})


def test_a_key_is_made_without_a_graph_or_a_client(tmp_path: Path) -> None:
    assert not imported("keys", "new", str(tmp_path / "crawler.key")) & (GRAPH | PAGES - {"lxml"})


def test_init_imports_no_library(tmp_path: Path) -> None:
    assert not imported("init", str(tmp_path)) & (GRAPH | PAGES - {"lxml"})


def test_a_look_at_the_list_lays_no_graph_and_asks_nobody(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    assert not imported("feeds", "check", newsroom.file()) & (GRAPH | PAGES - {"lxml"})


def test_finding_feeds_opens_no_store(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    names = imported("feeds", "find", FEED, "--config", newsroom.file())
    assert not names & {"apache_beam", "grpc", "pyarrow", "tqdm", "gcsfs", "trafilatura", "resiliparse", "justext"}
