"""Days on a clock that only counts, in short: a process that is killed and started again misses and doubles nothing."""

from pathlib import Path

from bench.publishing_world import DAY, START
from bench.torture.soak import SHORT, count, poll_pace, prove
from bench.torture.soak_world import SHARES, Journal, SoakWorld, fate_of


def test_what_polls_showed_is_written_once_however_often_the_process_is_killed() -> None:
    proof = prove(short=True, seed=1)
    assert proof.problems == ()
    assert f"killed {SHORT.kills} times" in proof.figures


def test_pages_have_fates_in_their_shares() -> None:
    fates = [fate_of(f"https://paper1.example/news/{n}") for n in range(10_000)]
    for fate, share in SHARES.items():
        assert 0.5 * share * 10 < fates.count(fate) < 2 * share * 10


def test_a_world_is_the_same_whoever_meets_it() -> None:
    first, second = (SoakWorld(3, 1.0, 1.0, seed=4) for _ in range(2))
    assert [feed.items for feed in first.feeds] == [feed.items for feed in second.feeds]
    assert first.items == second.items > 0


def test_what_was_shown_and_is_nowhere_is_lost(tmp_path: Path) -> None:
    world, journal = SoakWorld(1, 1.0, 1.0, seed=4), Journal(tmp_path / "journal")
    feed = world.feeds[0]
    standing = feed.standing(DAY / 2)
    journal.note("poll", feed.host, START.timestamp() + DAY / 2, 0, f'"{standing.start}-{standing.stop}-False"')
    counts = count(world, journal, tmp_path)
    assert len(counts.lost) == counts.shown > 0


def test_polls_that_come_too_soon_are_counted_unless_a_process_was_killed_between_them(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.note("tick", 0.0)
    journal.note("poll", "paper0.example", 1000.0, 0, "")
    journal.note("tick", 900.0)
    journal.note("poll", "paper0.example", 1100.0, 0, "")
    assert poll_pace(journal).too_soon == 1
    journal.note("tick", 900.0)
    journal.note("poll", "paper0.example", 1101.0, 0, "")
    pace = poll_pace(journal)
    assert (pace.polls, pace.too_soon) == (3, 1)
