"""What `feeds check` reads from a state, and prints."""

from __future__ import annotations

from small_newsroom import FEED, Newsroom, url
from steps import now

from pipelines.run.passes import ingest
from pipelines.show.checked import describe_faults, read_facts
from pipelines.wording import spell_command
from transforms.pure.discovery.list_faults import FeedFacts, ListFault
from transforms.pure.net.urls import url_id

COMMAND = spell_command("newsbeam.yaml", "newsbeam.yaml")


def test_facts_are_those_of_the_state(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    config = newsroom.config(feeds=[FEED, url("/gone.xml"), {"url": url("/off.xml"), "enabled": False}])
    assert [(facts.url, facts.label) for facts in read_facts(config)] == [(FEED, "new"), (url("/gone.xml"), "new")]
    ingest(config, clock=now)
    read, gone = read_facts(config)
    assert (read.label, read.entries) == ("healthy", {url_id(url("/1")), url_id(url("/2"))})
    assert (gone.label, gone.entries) == ("failing", frozenset())
    assert gone.health.last_error is not None and "404" in gone.health.last_error


def test_faults_stand_below_each_other_with_what_mends_them() -> None:
    facts = [FeedFacts(url="https://a.example/rss", label="gone"), FeedFacts(url="https://b.example/", label="new")]
    faults = [
        ListFault(
            kind="gone", url=facts[0].url, problem="is gone: " + "word " * 12, commands=(("remove", facts[0].url),)
        ),
        ListFault(kind="moving", url=facts[1].url, problem="redirects for good"),
    ]
    assert describe_faults(facts, faults, 50, COMMAND) == (
        """\
2 feeds need a look, of 2. 1 feed was not polled yet.

https://a.example/rss
    is gone: word word word word word word word
    word word word word word
        newsbeam feeds remove https://a.example/rss

https://b.example/
    redirects for good"""
    )


def test_nothing_wrong_is_said() -> None:
    assert describe_faults([], [], 80, COMMAND) == "No feed is polled: the list is empty, or all feeds are disabled."
    facts = [FeedFacts(url="https://a.example/rss", label="healthy")]
    assert describe_faults(facts, [], 80, COMMAND) == "Nothing is wrong with 1 feed as far as their polls have shown."
