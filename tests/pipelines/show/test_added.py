"""What is said of feeds that are added."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.lists.adding import Addition
from pipelines.show.added import describe_additions
from pipelines.wording import spell_command
from transforms.discovery.finding import FoundFeeds
from transforms.pure.discovery.holdings import Holding
from transforms.pure.discovery.leads import Lead
from transforms.pure.discovery.ranking import FoundFeed
from transforms.records import Feed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COMMAND = spell_command("my.yaml", "newsbeam.yaml")
HOME, RSS = "https://valley.example/", "https://valley.example/rss"


def found_feed(url: str) -> FoundFeed:
    holding = Holding(
        format="RSS 2.0", title="The Valley", items=20, items_per_day=9.0, languages=("de",), texts="teasers",
        last_item_at=datetime(2026, 11, 22, 11, tzinfo=UTC), links=frozenset(),
    )  # fmt: skip
    return FoundFeed(url=url, lead=Lead(url=url, source="declared"), holding=holding)


def test_what_is_said_of_each() -> None:
    chosen = found_feed(RSS)
    none = FoundFeeds(url="https://none.example/", problems=("https://none.example/: no such host",))
    additions = [
        Addition(
            url=HOME, feed=Feed(url=RSS), chosen=chosen, found=FoundFeeds(url=HOME, feeds=(chosen, found_feed(HOME)))
        ),
        Addition(url="https://none.example/", found=none),
        Addition(url="https://known.example/rss", known_at="feeds.yaml:1"),
        Addition(url=HOME, known_at="feeds.yaml:2", chosen=chosen, found=FoundFeeds(url=HOME, feeds=(chosen, chosen))),
        Addition(url="b.example/rss", feed=Feed(url="https://b.example/rss")),
    ]
    assert describe_additions(additions, "feeds.yaml", NOW, COMMAND).splitlines() == [
        "Added     https://valley.example/rss to feeds.yaml",
        "          The Valley · RSS 2.0 · 20 items, 9.0 a day, the newest 1 hour ago · de · teasers · declared by the page",
        "          Found beside it: 1 feed; `newsbeam feeds find https://valley.example/ --config my.yaml` shows all",
        "Not added https://none.example/: no feed was found",
        "          https://none.example/: no such host",
        "          If it is a feed all the same, `--as-is` adds it without asking.",
        "Known     https://known.example/rss is listed already (feeds.yaml:1)",
        "Known     https://valley.example/rss is listed already (feeds.yaml:2)",
        "Added     https://b.example/rss to feeds.yaml",
    ]
