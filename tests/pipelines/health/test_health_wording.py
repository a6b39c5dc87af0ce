import pytest

from pipelines.health.wording import spell_bytes, spell_count, spell_seconds, spell_share


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 s"),
        (1.25, "1.2 s"),
        (119.0, "119 s"),
        (120.0, "2 min"),
        (7199.0, "119 min"),
        (7200.0, "2.0 h"),
        (172_800.0, "2.0 d"),
    ],
)
def test_seconds(seconds: float, words: str) -> None:
    assert spell_seconds(seconds) == words


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0 %"), (0.0001, "1 %"), (0.5, "50 %"), (0.99999, "99 %"), (1.0, "100 %")]
)
def test_shares(share: float, words: str) -> None:
    assert spell_share(share) == words


@pytest.mark.parametrize(("size", "words"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (2_500_000_000, "2.5 GB")])
def test_bytes(size: int, words: str) -> None:
    assert spell_bytes(size) == words


def test_counts() -> None:
    assert spell_count(0) == "0" and spell_count(1000) == "1,000"
