"""What is remembered of robots.txt and of hosts that are left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from one_shard import NOON
from small_dataset import SmallDataset

from pipelines.histories.manners import read_rest, read_robots
from transforms.state.documents import SitesDocument, save_sites
from transforms.state.rests import save_rests
from transforms.web.options import WebOptions
from transforms.web.rests import HostRest
from transforms.web.sites import KeptRobots, SiteAdvice

URL = "https://valley.example/private/1"
SOON = NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("kept", "verdict"),
    [
        (None, "unknown"),
        ({"status": 200, "text": "User-agent: *\nDisallow: /private/\nCrawl-delay: 3"}, "denied"),
        ({"status": 200, "text": "User-agent: *\nDisallow: /other/"}, "allowed"),
        ({"status": 200, "text": "User-agent: other\nDisallow: /"}, "allowed"),
        ({"status": 404}, "allowed"),
        ({"status": 503}, "unreadable"),
        ({"problem": "timed out"}, "unreadable"),
        ({"status": 200, "text": "", "expires_at": NOON - timedelta(hours=1)}, "unknown"),
    ],
)
def test_the_verdict_is_that_of_the_file_as_it_was_read(kept: dict[str, Any] | None, verdict: str) -> None:
    dataset = SmallDataset(f"manners_{verdict}")
    if kept is not None:
        advice = SiteAdvice(robots={"https://valley.example": KeptRobots(**{"expires_at": SOON, **kept})})
        sites = {"valley.example": msgspec.to_builtins(advice), "coast.example": {"pace": {}}}
        save_sites(dataset.state, 0, SitesDocument(version=1, sites=sites))
    found = read_robots(dataset.state, 1, URL, WebOptions(), NOON)
    assert (found.verdict, found.origin) == (verdict, "https://valley.example")
    assert found.crawl_delay_seconds == (3.0 if verdict == "denied" else None)
    assert (found.until is None) == (verdict == "unknown")


def test_it_says_where_the_configuration_does_not_ask() -> None:
    dataset = SmallDataset("manners_ignored")
    assert read_robots(dataset.state, 1, URL, WebOptions(respect_robots=False), NOON).verdict == "ignored"


def test_damage_is_nothing_known() -> None:
    dataset = SmallDataset("manners_damaged")
    dataset.state.put("sites/0.json", b'{"sites":{"valley.example":{"robots":7}}}')
    assert read_robots(dataset.state, 1, URL, WebOptions(), NOON).verdict == "unknown"
    dataset.state.put("sites/0.json", b"{")
    assert read_robots(dataset.state, 1, URL, WebOptions(), NOON).verdict == "unknown"


def test_a_host_is_left_alone_until_its_time_is_over() -> None:
    dataset = SmallDataset("manners_rest")
    assert read_rest(dataset.state, 1, URL, NOON) is None
    save_rests(dataset.state, 0, {"valley.example": HostRest(down_until=SOON, down_because="dns")})
    rest = read_rest(dataset.state, 1, URL, NOON)
    assert rest is not None and rest.down_because == "dns"
    assert read_rest(dataset.state, 1, URL, SOON) is None
