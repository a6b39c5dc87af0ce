"""Followers killed at random moments, in short; `make torture ARGS="--only followers"` kills 50 into each kind of sink."""

from bench.torture.followers import FULL, SHORT, prove


def test_killed_followers_lose_nothing() -> None:
    proof = prove(short=True, seed=1)
    assert proof.problems == ()
    lines = [line.split("|")[1:-1] for line in proof.figures.splitlines() if line.startswith(("| stdout", "| webhook"))]
    assert [int(cells[1]) for cells in lines] == [case.kills for case in SHORT]
    assert all(int(cells[2]) > 5 for cells in lines), "there was something to deliver"


def test_at_length_there_are_fifty_kills_into_each_sink() -> None:
    assert {case.sink for case in FULL} == {"stdout", "webhook", "opensearch", "kafka"}
    assert all(case.kills >= 50 for case in FULL)
