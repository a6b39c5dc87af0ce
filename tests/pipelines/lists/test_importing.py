"""Other lists are brought into the one that people edit."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from list_desk import Desk

from pipelines.config.loading import ConfigError, load_config
from pipelines.lists.importing import import_feeds

OPML = """<opml><body><outline text="sea">
<outline text="Coast" xmlUrl="https://coast.example/rss"/>
<outline text="Isle" xmlUrl="https://www.isle.example/rss/"/>
<outline text="Isle again" xmlUrl="http://isle.example/rss"/>
<outline text="Page" type="HTML+XPath" xmlUrl="https://page.example/"/>
<outline text="Bad" xmlUrl="ftp://bad.example/rss"/>
<outline text="None" type="rss"/>
</outline></body></opml>"""
NOTHING = io.BytesIO()


def test_what_is_new_is_added_and_the_rest_is_named(desk: Desk) -> None:
    desk.write("# mine\n- https://coast.example/rss # daily\n")
    source = desk.write(OPML, "other.opml")
    done = import_feeds(source, desk.config, NOTHING)
    assert (done.written_in, done.total) == ("opml", 3)
    assert [feed.name for feed in done.added] == ["Isle"]
    assert done.known == (
        ("https://coast.example/rss", f"{desk.list}:2"),
        ("http://isle.example/rss", f"{source}:3"),
    )
    assert [sentence.replace(f"{desk.folder}/", "") for sentence in done.wrong] == [
        "other.opml:6: 'ftp://bad.example/rss' has the scheme ftp: but only http and https can be fetched",
        'other.opml:7: "None" is a feed without an address (xmlUrl)',
    ]
    assert done.skipped == (f'{source}:5: "Page" is a page that a reader makes a feed of, not a feed',)
    assert desk.list.read_text() == (
        "# mine\n- https://coast.example/rss # daily\n- url: https://www.isle.example/rss/\n  name: Isle\n  tags: [sea]\n"
    )


def test_an_import_done_again_adds_nothing(desk: Desk) -> None:
    source = desk.write(OPML, "other.opml")
    import_feeds(source, desk.config, NOTHING)
    before = desk.list.read_text()
    again = import_feeds(source, desk.config, NOTHING)
    assert (again.added, len(again.known)) == ((), 3)
    assert desk.list.read_text() == before


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    before = desk.list.read_text()
    assert len(import_feeds(desk.write(OPML, "other.opml"), desk.config, NOTHING, dry_run=True).added) == 2
    assert desk.list.read_text() == before


@pytest.mark.parametrize(
    ("data", "written_in"),
    [
        (b"\xef\xbb\xbfTitel;Feed URL;Country\r\nKyst;https://coast.example/rss;no\r\n", "csv"),
        (b"https://coast.example/rss # daily\n", "plain"),
        (b"- url: https://coast.example/rss\n  interval: 15m\n", "yaml"),
        (OPML.encode(), "opml"),
    ],
)
def test_each_format_comes_from_standard_input_too(desk: Desk, data: bytes, written_in: str) -> None:
    done = import_feeds("-", desk.config, io.BytesIO(data))
    assert (done.source, done.written_in) == ("stdin", written_in)
    assert load_config(desk.config).feeds == done.added
    assert done.unused == (("Titel", "Country") if written_in == "csv" else ())


def test_a_list_of_somebody_else_reads_no_secrets(desk: Desk) -> None:
    source = desk.write("- url: https://a.example/rss\n  name: ${TOKEN}\n- https://b.example/${TOKEN}\n", "other.yaml")
    done = import_feeds(source, desk.config, NOTHING, environ={"TOKEN": "secret"})
    assert done.added == ()
    assert "secret" not in desk.list.read_text() and len(done.wrong) == 2


def test_the_feeds_of_a_configuration_are_taken(desk: Desk) -> None:
    world = Path(__file__).parents[3] / "configs" / "world.yaml"
    done = import_feeds(str(world), desk.config, NOTHING)
    assert len(done.added) >= 80
    assert done.wrong == ()
    assert load_config(desk.config).feeds == load_config(str(world), environ={}).feeds


def test_headers_are_left_out(desk: Desk) -> None:
    done = import_feeds(
        desk.write("- url: https://a.example/rss\n  headers: {Cookie: abc}\n", "o.yaml"), desk.config, NOTHING
    )
    assert done.added[0].headers == {"Cookie": "abc"}
    assert desk.added() == ["- https://a.example/rss"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other.csv", "url,name\nhttps://a.example/?q=${TOKEN},The ${TOKEN} $${TOKEN}\n"),
        ("other.opml", "<opml><outline title='The ${TOKEN} $${TOKEN}' xmlUrl='https://a.example/?q=${TOKEN}'/></opml>"),
    ],
)
def test_what_looks_like_a_variable_is_never_filled_in(desk: Desk, name: str, text: str) -> None:
    (added,) = import_feeds(desk.write(text, name), desk.config, NOTHING).added
    assert load_config(desk.config, environ={"TOKEN": "secret"}).feeds == (added,)
    assert (added.name, added.url) == ("The ${TOKEN} $${TOKEN}", "https://a.example/?q=${TOKEN}")
    desk.run("feeds", "disable", added.url, f"--config={desk.config}")
    assert not load_config(desk.config, environ={"TOKEN": "secret"}).feeds[0].enabled


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other.csv", "url,interval,lang\nhttps://a.example/rss,-5,\nhttps://b.example/rss,,Low German\nhttps://c.example/rss,,\n"),
        ("other.yaml", "- {url: https://a.example/rss, interval: -5}\n- {url: https://b.example/rss, language: Low German}\n"
         "- {url: https://d.example/rss, colour: red}\n- https://c.example/rss\n"),
    ],
)  # fmt: skip
def test_a_feed_of_which_something_is_wrong_is_left_out(desk: Desk, name: str, text: str) -> None:
    done = import_feeds(desk.write(text, name), desk.config, NOTHING)
    assert [feed.url for feed in done.added] == ["https://c.example/rss"]
    assert len(done.wrong) == text.count("http") - 1


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("other.csv", "https://a.example/rss,A\n", "other.csv:1: a CSV needs a first line that names its columns"),
        ("other.opml", "<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "other.opml: the OPML declares entities"),
        ("other.opml", "<opml>", "other.opml:1: this is not well-formed XML"),
    ],
)
def test_what_is_no_list_changes_nothing(desk: Desk, name: str, text: str, sentence: str) -> None:
    before = desk.list.read_text()
    with pytest.raises(ConfigError, match=sentence):
        import_feeds(desk.write(text, name), desk.config, NOTHING)
    assert desk.list.read_text() == before


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("https://lists.example/a.opml", "is on the web; save it as a file first, and import that"),
        ("none.opml", "there is no file none.opml"),
        (".", "cannot be read: Is a directory"),
    ],
)
def test_a_source_that_cannot_be_read_is_named(desk: Desk, source: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        import_feeds(source, desk.config, NOTHING)
