"""The command, over what a real ingest has left."""

from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import pytest
from hostile_server import reply
from small_newsroom import Newsroom

from pipelines.health.reporting import Reported, describe, report
from pipelines.run.passes import ingest
from transforms.errors import OutputError, StateError


def ingested(newsroom: Newsroom) -> Newsroom:
    newsroom.publish("/a", "/b")
    newsroom.server.answers["/b"] = newsroom.server.answers["/feed.xml"]  # no page
    ingest(newsroom.config())
    return newsroom


def test_a_page_of_an_ingest(newsroom: Newsroom, tmp_path: Path) -> None:
    config, page = ingested(newsroom).config(), tmp_path / "deep" / "report.html"
    done = report(config, str(page), 28, datetime.now(UTC))
    assert (done.sources, done.rows, done.size) == (1, 2, page.stat().st_size)
    row = lxml.html.document_fromstring(page.read_text()).get_element_by_id("sources").xpath("./tbody/tr")[0]
    said = [cell.text_content() for cell in row]
    assert said[0].startswith("The Paper") and said[2] == "1" and "Story /a" in said[12]
    asked = len(newsroom.server.log)
    assert said[7] == str(asked), "each request that the server saw is in the receipt"
    assert str(page) in describe(done)
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]


def test_a_site_of_which_all_is_reserved_says_so(newsroom: Newsroom, tmp_path: Path) -> None:
    file = reply(body=b'[{"location": "/", "tdm-reservation": 1}]', kind="application/json")
    newsroom.server.answers["/.well-known/tdmrep.json"] = file
    newsroom.settings["rights"] = {"policy": "drop_reserved", "purposes": ["tdm"]}
    newsroom.publish("/a", "/b")
    ingest(newsroom.config())
    page = tmp_path / "report.html"
    assert report(newsroom.config(), str(page), 28, datetime.now(UTC)).to_look == 1
    row = lxml.html.document_fromstring(page.read_text()).get_element_by_id("sources").xpath("./tbody/tr")[0]
    assert row[2].text_content() == "0"
    assert row[13].text_content().startswith("2 of 2 articles dropped as reserved (reserved_tdmrep). Ask the publisher")


@pytest.mark.parametrize(
    ("to_act", "to_look", "said"),
    [
        (0, 0, "6 sources, nothing has to be done, from 15 rows"),
        (0, 1, "6 sources, 1 to look at, from 15 rows"),
        (2, 1, "6 sources, 2 to act on, 1 to look at, from 15 rows"),
    ],
)
def test_it_says_how_many_sources_want_something(to_act: int, to_look: int, said: str) -> None:
    assert describe(Reported("r.html", 26_000, 6, 15, to_act, to_look)).endswith(said)


def test_without_a_state_it_says_so(newsroom: Newsroom, tmp_path: Path) -> None:
    with pytest.raises(StateError):
        report(newsroom.config(), str(tmp_path / "report.html"), 28, datetime.now(UTC))


def test_a_page_that_cannot_be_written(newsroom: Newsroom, tmp_path: Path) -> None:
    config = ingested(newsroom).config()
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="name another file with --to"):
        report(config, str(tmp_path / "file" / "report.html"), 28, datetime.now(UTC))
