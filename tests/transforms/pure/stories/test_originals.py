"""The original of a group of copies, with what shows it."""

from datetime import UTC, datetime, timedelta

from transforms.pure.stories.originals import CopySource, find_original

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def source(name: str, minutes: int, canonical_url: str | None = None) -> CopySource:
    at = NOON + timedelta(minutes=minutes)
    site = f"{name}.example"
    return CopySource(
        id=name, url=f"https://{site}/a", site=site, seen_at=at + timedelta(minutes=1), published_at=at,
        canonical_url=canonical_url,
    )  # fmt: skip


def test_the_earliest_is_the_original() -> None:
    found = find_original([source("hill", 30), source("valley", 0)])
    assert (found.at, found.evidence, found.delays) == (1, "time", (1800.0, 0.0))


def test_a_canonical_link_elsewhere_leads_to_the_original() -> None:
    group = [source("hill", 0, "https://valley.example/a"), source("valley", 30, "https://valley.example/a")]
    found = find_original(group)
    assert (found.at, found.evidence, found.delays) == (1, "canonical", (-1800.0, 0.0))
