"""Which items and articles the rules keep, and why others are dropped."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.keep_rules import FirstPoll, ItemRules, Keep, find_item_drop
from transforms.pure.feeds.window import Candidate, read_candidates

SITE = "https://valley.example"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def candidate(link: str = f"{SITE}/a", **fields: Any) -> Candidate:
    (found,) = read_candidates(ParsedFeed(items=(FeedItem(link=link, **fields),)))
    return found


def rules(
    keep: Keep | None = None, first: FirstPoll | None = None, language: str | None = None, section: str | None = None
) -> ItemRules:
    return ItemRules(keep=keep or Keep(), first=first, language=language, section=section, now=NOON)


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


ITEMS = {
    "no rule": (candidate(), rules(), None),
    "no link": (candidate(" "), rules(), "no_link"),
    "link to no page": (candidate("mailto:desk@valley.example"), rules(), "bad_link"),
    "language": (candidate(), rules(Keep(languages=("de",)), language="en"), "language"),
    "region of the language": (candidate(), rules(Keep(languages=("en",)), language="en_GB"), None),
    "unknown language": (candidate(), rules(Keep(languages=("de",))), None),
    "any language": (candidate(), rules(Keep(languages=("*",)), language="en"), None),
    "pattern to exclude": (candidate(f"{SITE}/sport/a"), rules(Keep(url_exclude=("/sport/",))), "url_pattern"),
    "pattern to include": (candidate(), rules(Keep(url_include=("/news/", "/world/"))), "url_pattern"),
    "one of two patterns": (candidate(f"{SITE}/world/a"), rules(Keep(url_include=("/news/", "/world/"))), None),
    "pattern in what is cleaned off": (candidate(f"{SITE}/a?utm_source=x"), rules(Keep(url_exclude=("utm_",))), None),
    "section of the item": (candidate(categories=(" SPORT ",)), rules(Keep(sections=("Sport",))), None),
    "section of the configuration": (candidate(), rules(Keep(sections=("sport",)), section="Sport"), None),
    "another section": (candidate(categories=("News",)), rules(Keep(sections=("sport",))), "section"),
    "no section": (candidate(), rules(Keep(sections=("sport",))), "section"),
    "as old as allowed": (candidate(published_at=days_ago(3)), rules(Keep(max_age_days=3)), None),
    "older": (candidate(published_at=days_ago(3.001)), rules(Keep(max_age_days=3)), "too_old"),
    "undated": (candidate(), rules(Keep(max_age_days=3)), None),
    "old at the first poll": (candidate(updated_at=days_ago(8)), rules(first=FirstPoll()), "first_poll_age"),
    "young at the first poll": (candidate(updated_at=days_ago(6)), rules(first=FirstPoll()), None),
    "any age at the first poll": (candidate(updated_at=days_ago(900)), rules(first=FirstPoll(max_age_days=None)), None),
}


@pytest.mark.parametrize(("item", "given", "reason"), ITEMS.values(), ids=ITEMS)
def test_an_item_becomes_an_entry_or_is_dropped_for_a_reason(
    item: Candidate, given: ItemRules, reason: str | None
) -> None:
    assert find_item_drop(item, given) == reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            '{"url_include": ["/(news"]}',
            "url_include: '/(news' is not a regular expression: missing ), unterminated subpattern at position 1",
            id="pattern",
        ),
        pytest.param(
            '{"url_exclude": ["*"]}', "url_exclude: '*' is not a regular expression: nothing to repeat", id="star"
        ),
        pytest.param('{"max_age_days": 0}', "Expected `float` > 0.0 - at `$.max_age_days`", id="no-age"),
        pytest.param('{"section": []}', "contains unknown field `section`", id="unknown"),
    ],
)
def test_impossible_rules_are_refused(text: str, message: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(text, type=Keep)
    assert message in str(caught.value)
