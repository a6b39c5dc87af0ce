"""The step that keeps: which articles the rules exclude once the page has said its language and date."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from one_shard import NOON, article, entry
from steps import through

from transforms.keep import KeepArticles, keep_article
from transforms.pure.feeds.keep_rules import Keep
from transforms.turns import Dropped, Element, Extracted, Pulse

GERMAN_OF_A_WEEK = Keep(languages=("de",), max_age_days=7)


def extracted(name: str, language: str | None = "de", published_at: datetime | None = NOON) -> Extracted:
    """An article that was fetched at noon; its entry's id is not that of the article."""
    return Extracted(entry(f"link-{name}"), replace(article(name), language=language, published_at=published_at))


RULES = {
    "no rules": (Keep(), "en", NOON - timedelta(days=900), None),
    "the language": (Keep(languages=("de",)), "de", NOON, None),
    "a region of the language": (Keep(languages=("de",)), "de-AT", NOON, None),
    "a language that begins alike": (Keep(languages=("de",)), "den", NOON, "language"),
    "another region than the one asked for": (Keep(languages=("de-AT",)), "de-CH", NOON, "language"),
    "another language": (Keep(languages=("de", "pt-BR")), "en", NOON, "language"),
    "no language is known": (Keep(languages=("de",)), None, NOON, None),
    "the language is not certain": (Keep(languages=("de",)), "und", NOON, None),
    "as old as allowed": (Keep(max_age_days=7), "en", NOON - timedelta(days=7), None),
    "a second older": (Keep(max_age_days=7), "en", NOON - timedelta(days=7, seconds=1), "too_old"),
    "no date is known": (Keep(max_age_days=7), "en", None, None),
    "dated after it was fetched": (Keep(max_age_days=7), "en", NOON + timedelta(days=1), None),
    "both rules exclude it": (GERMAN_OF_A_WEEK, "en", NOON - timedelta(days=8), "language"),
}


@pytest.mark.parametrize(("keep", "language", "published_at", "reason"), RULES.values(), ids=RULES)
def test_an_article_is_kept_or_dropped_for_a_reason(
    keep: Keep, language: str | None, published_at: datetime | None, reason: str | None
) -> None:
    given = extracted("a", language, published_at)
    expected = given if reason is None else Dropped("link-a", reason)
    assert keep_article(given, keep) == expected


def test_the_step_hands_on_all_else_unchanged_and_in_order() -> None:
    moved, pulse = Dropped("x", "moved"), Pulse()
    given: list[Element] = [extracted("a"), moved, extracted("b", "en"), pulse, extracted("c", None, None)]
    found = through(KeepArticles(GERMAN_OF_A_WEEK), *given)
    assert found == [given[0], moved, Dropped("link-b", "language"), pulse, given[4]]
    assert found[1] is moved and found[3] is pulse
