"""What `newsbeam rights` prints."""

from collections import Counter
from datetime import UTC, datetime

from rights_dataset import FILES, FIRST, HILL, LAKE, VALLEY

from pipelines.rights.known_files import KnownFile
from pipelines.rights.reading import SiteRights
from pipelines.rights.telling import PLACES, count_answers, count_unsaid, describe_site, describe_sites, in_order
from transforms.rights import RightsSignal


def test_all_sites_have_a_line_each() -> None:
    sites = {"hill.example": HILL, "lake.example": LAKE, "valley.example": VALLEY}
    assert describe_sites(sites, 80).splitlines() == [
        "Of the articles of each site: how many allow / reserve / say nothing of a use.",
        "",
        "site            articles      tdm  train_ai  ai_input   search",
        "hill.example      12,345  0/0/12k   0/0/12k   0/0/12k  0/0/12k",
        "lake.example           0    0/0/0     0/0/0     0/0/0    0/0/0",
        "valley.example         4    1/3/0     0/0/4     0/0/4    4/0/0",
        "",
        "2 entries were dropped as reserved (`rights.policy`).",
        "",
        "Null, or nothing said, is no consent. What is read, and what it means:",
        "docs/rights.md. This is no legal advice.",
    ]


def test_no_site_is_said() -> None:
    assert describe_sites({}, 80) == "No article is there yet, so nothing is known of any site."


def test_a_site_has_all_that_it_said_and_when() -> None:
    assert describe_site(VALLEY, FILES, 80).splitlines() == [
        "valley.example",
        "4 articles, from 2026-11-22 to 2026-11-24",
        "",
        "use            allowed    reserved    nothing said",
        "tdm                  1           3               0",
        "train_ai             0           0               4",
        "ai_input             0           0               4",
        "search               4           0               0",
        "",
        "content_signal, in robots.txt",
        "    Content-Signal: search=yes",
        "    allows search",
        "    said from 2026-11-22 to 2026-11-24, 4 articles",
        "",
        "tdmrep, in /.well-known/tdmrep.json",
        '    {"location": "/", "tdm-reservation": 1}',
        "    reserves tdm",
        "    said on 2026-11-22, 2 articles; again on 2026-11-24, 1 article",
        "",
        "tdmrep, in /.well-known/tdmrep.json",
        '    {"location": "/", "tdm-reservation": 0}',
        "    allows tdm",
        "    said on 2026-11-23, 1 article",
        "",
        "https://valley.example/.well-known/tdmrep.json: read on 2026-11-24 12:00 UTC, 1",
        "    statement; it could not be read now: the server answered 500",
        "https://valley.example/l.xml: never read; it could not be read now: no answer",
        "",
        "Null, or nothing said, is no consent. What is read, and what it means:",
        "docs/rights.md. This is no legal advice.",
    ]


def test_a_site_that_says_nothing_and_one_of_which_all_was_dropped() -> None:
    assert "Its pages and files say nothing of their uses." in describe_site(HILL, [], 80)
    assert "Dropped as reserved_tdmrep: 2 entries, on 2026-11-23" in describe_site(LAKE, [], 80)


def test_no_line_is_wider_than_the_terminal_and_no_escape_comes_through() -> None:
    signal = RightsSignal(standard="jsonld", place="jsonld", value="license: \x1b[2J" + "word " * 90)
    text = describe_site(SiteRights("a.example", Counter({FIRST: 1}), {signal: Counter({FIRST: 1})}), [], 60)
    assert max(map(len, text.splitlines())) <= 60
    assert "\x1b" not in text


def test_of_very_many_statements_some_are_shown() -> None:
    said = {
        RightsSignal(standard="jsonld", place="jsonld", value=f"license: {at}"): Counter({FIRST: 1}) for at in range(90)
    }
    text = describe_site(SiteRights("a.example", Counter({FIRST: 90}), said), [], 80)
    assert text.count("jsonld, in JSON-LD") == 30 and "and 60 more statements; --json lists them all" in text


def test_files_of_the_site_come_first() -> None:
    assert [one.place for one in in_order(VALLEY)] == ["robots_txt", "tdmrep_file", "tdmrep_file"]
    assert list(PLACES)[:3] == ["robots_txt", "tdmrep_file", "rsl_document"]


def test_answers_are_counted() -> None:
    assert (count_answers(VALLEY, "tdm", "reserved"), count_answers(VALLEY, "train_ai", "reserved")) == (3, 0)
    assert (count_unsaid(VALLEY, "tdm"), count_unsaid(VALLEY, "ai_input")) == (0, 4)


def test_an_address_is_not_broken_and_a_file_may_say_nothing() -> None:
    address = "https://a-paper-of-a-valley-with-a-long-name.example/.well-known/tdmrep.json"
    file = KnownFile(address=address, read_at=datetime(2026, 11, 24, 12, tzinfo=UTC), problem=None, statements=0)
    lines = describe_site(HILL, [file], 80).splitlines()
    assert f"{address}:" in lines and "    read on 2026-11-24 12:00 UTC, it says nothing" in lines
