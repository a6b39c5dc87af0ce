"""What is said of a source that does not fare well."""

from collections import Counter
from typing import Any

import pytest
from made_sources import TODAY, source, tally

from pipelines.health.advice import ACT, FINE, LOOK, UNKNOWN, judge
from transforms.pure.feeds.completeness import CompletenessFigure
from transforms.pure.feeds.norms import Norm


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        ({}, FINE, None),
        ({"health": "new"}, UNKNOWN, "never polled"),
        (
            {"health": "failing", "last_error": "https://valley.example/rss: no answer"},
            LOOK,
            "Its last poll failed (no answer).",
        ),
        ({"health": "dead", "poll_reason": "dns"}, ACT, "Check the address and the DNS of this machine."),
        ({"health": "gone"}, ACT, "`newsbeam feeds check`"),
        ({"lately": "silent", "norm": Norm(20.0, 5.0)}, ACT, "about 20 on such a day"),
        ({"lately": "silent", "last_count": 3}, LOOK, "Silent"),
        ({"lately": "flooding", "norm": Norm(20.0, 5.0)}, LOOK, "Flooding"),
        ({"owed": Counter(http_403=90)}, ACT, "90 pages are kept from us (http_403). Set `web.contact`"),
        ({"owed": Counter(http_403=1)}, FINE, None),
        ({"is_configured": False, "health": "removed", "owed": Counter({"": 2})}, LOOK, "2 entries are owed to it"),
        ({"completeness": CompletenessFigure(since=TODAY, seen=80, missed=20.0, gaps=2)}, LOOK, "shorter `interval`"),
    ],
)
def test_what_is_said(changes: dict[str, Any], level: int, words: str | None) -> None:
    found, advice = judge(source(**changes))
    assert found == level
    assert (advice == ()) if words is None else words in advice[0]


def test_articles_that_are_dropped_as_reserved() -> None:
    days = {TODAY: tally(2, reserved=Counter(reserved_tdmrep=6, reserved_rsl=2))}
    level, advice = judge(source(days))
    assert level == LOOK and advice[0].startswith(
        "8 of 10 articles dropped as reserved (reserved_tdmrep). Ask the publisher"
    )
    assert judge(source({TODAY: tally(9, reserved=Counter(reserved_tdmrep=1))})) == (FINE, ())


def test_pages_that_gave_no_article() -> None:
    level, advice = judge(source({TODAY: tally(5, {"no_text": 6})}))
    assert level == LOOK and advice[0].startswith("6 of 11 entries failed for no_text. Lower `extract.min_text_chars`")


def test_articles_without_text() -> None:
    level, advice = judge(source({TODAY: tally(10, with_text=2)}))
    assert level == LOOK and "have no text" in advice[0]


def test_few_entries_say_nothing() -> None:
    assert judge(source({TODAY: tally(1, {"no_text": 2})})) == (FINE, ())


def test_the_worst_comes_first_and_no_secret_is_told() -> None:
    changes: dict[str, Any] = {
        "lately": "flooding",
        "health": "dead",
        "last_error": "https://u:pw12345@valley.example/x?token=abcdef12: no",
    }
    level, advice = judge(source(**changes))
    assert level == ACT and advice[0].startswith("Its polls") and "Flooding" in advice[1]
    assert "pw12345" not in advice[0] and "abcdef12" not in advice[0]
