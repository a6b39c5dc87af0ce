"""What the summary says of steps of enrichment."""

from collections import Counter

from pipelines.show.steps import describe_steps


def test_own_steps_are_told_with_their_time_and_others_where_they_failed() -> None:
    counts = Counter(
        {
            "enrich/done/mood": 7,
            "enrich/failed/mood": 2,
            "enrich/ms/mood": 12_340,
            "enrich/skipped/summary": 9,
            "enrich/failed/summary": 48,
            "enrich/failed/language": 1,
            "fetch/bytes": 5,
        }
    )
    assert describe_steps(counts) == [
        "Step      language: 1 failed",
        "Step      mood: 7 articles in 12.3 s, 2 failed",
        "Step      summary: 48 failed, 9 not tried, since it failed too often",
    ]


def test_where_nothing_is_to_be_told_there_is_no_line() -> None:
    assert describe_steps(Counter({"fetch/bytes": 5})) == []
