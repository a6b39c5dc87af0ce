"""All feeds due at once, in short: each is asked once and at its site's pace, and every story is written once."""

from bench.torture.storm import SHORT, prove, read_turns


def test_a_storm_is_over_after_some_turns() -> None:
    proof = prove(short=True, seed=1)
    assert proof.problems == ()
    assert f"{SHORT.feeds} on {SHORT.sites}" in proof.figures


def test_turns_are_read_from_what_a_stream_prints() -> None:
    said = (
        "2026-11-30 07:36:28 UTC  1,200 polled, 3 new, 0 written, 0 dropped, 0 failed, 3 owed, 5.2 s\n"
        "The list of feeds has changed\n"
        "2026-11-30 07:36:38 UTC  800 polled, 0 new, 3 written, 0 dropped, 0 failed, 0 owed, 6.1 s, 1 tick skipped\n"
        "2026-11-30 07:36:48 UTC  0 polled, 0 new, 0 written, 0 dropped, 0 failed, 0 owed, 0.1 s\n"
    )
    assert read_turns(said, 2000) == ((1200, 800), 2)
    assert read_turns(said, 2001) == ((1200, 800, 0), None)
