"""Killed at random moments and run again, in short; `make torture` does so at length and over each kind of store."""

from bench.torture.kills import FULL, SHORT, prove


def test_what_is_killed_and_run_again_is_the_same() -> None:
    proof = prove(short=True, seed=1)
    assert proof.problems == ()
    lines = [line.split("|")[1:-1] for line in proof.figures.splitlines() if line.startswith("| local")]
    assert [int(cells[3]) for cells in lines] == [case.kills for case in SHORT], "all of them were killed"


def test_at_length_there_are_two_hundred_kills() -> None:
    assert sum(case.kills for case in FULL) >= 200
